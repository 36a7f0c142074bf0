"""Long work that pages ask for: the file that is taken in, the action on many rows. A worker does it; Progress tells."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_noop as N_
from django.utils.translation import override
from procrastinate.contrib.django import app as jobs

from yunhe.kernel import progress
from yunhe.kernel.actor import Actor
from yunhe.kernel.conditions import column
from yunhe.kernel.files import keep, path_of
from yunhe.kernel.models import Attachment, Progress, User
from yunhe.kernel.notify import Message, tell
from yunhe.kernel.outcome import Outcome, Reason, RefusalError
from yunhe.kernel.progress import State, Watch
from yunhe.kernel.roles import actor_of
from yunhe.web.incoming import INCOMING, Incoming
from yunhe.web.lists import LIST_PAGES, Action, ListPage

FILE, BATCH = "file", "batch"
AT_ONCE = 1_000  # rows of an action that somebody waits for; more are a job
STEP = 500
KEPT = 1_000  # refusals that a job remembers, the first ones
OVER = Reason("job_over", N_("Your long work is over"))
UNSEEN = Reason("unseen", N_("There is no such row"))


def file_job(of: Incoming, file: UploadedFile, *, by: Actor, at: datetime) -> int:
    """Queue a file to be taken in; returns the job's id. RefusalError when it is empty or too large to be kept."""
    kept = keep(file)
    if isinstance(kept, Reason):
        raise RefusalError(kept)
    asked = {"noun": of.noun, "title": file.name or "", "digest": kept[0]}
    return _queue(FILE, asked, "web.take_file", {}, by=by, at=at)


def batch_job(of: ListPage, action: Action, ids: Sequence[int], extra: str, *, by: Actor, at: datetime) -> int:
    """Queue an action on many rows; returns the job's id."""
    asked = {"list": of.listing.name, "action": action.right, "title": action.label}
    return _queue(BATCH, asked, "web.run_action", {"ids": list(ids), "extra": extra}, by=by, at=at)


def take_file(id: int, *, user: int) -> None:
    """Take a kept file in, and let it go unless the same one waits again: what it said is in the documents now, or in the
    errors of its import."""
    job = Progress.objects.get(id=id)
    digest = job.result["digest"]
    of = next(one for one in INCOMING if one.noun == job.result["noun"])

    def work(watch: Watch, by: Actor) -> dict[str, Any]:
        watched = {"watch": watch} if of.watched else {}
        with path_of(digest).open("rb") as file:
            run = of.take(file, job.result["title"], by=by, at=datetime.now(UTC), **watched)
        return {"run": run.pk, "done": run.taken, "refused": len(run.errors)}

    _run(id, user, of.right, work)
    again = Progress.objects.filter(kind=FILE, state__in=(State.WAITING, State.RUNNING), result__digest=digest)
    if not (again.exists() or Attachment.objects.filter(digest=digest).exists()):
        path_of(digest).unlink(missing_ok=True)


def run_action(id: int, *, user: int, ids: Sequence[int], extra: str) -> None:
    """Run a list's action on the rows that the person may see, some hundred at a time, each in its own transaction."""
    job = Progress.objects.get(id=id)
    of = next(one for one in LIST_PAGES if one.listing.name == job.result["list"])
    action = next(one for one in of.actions if one.right == job.result["action"])

    def work(watch: Watch, by: Actor) -> dict[str, Any]:
        outcome = Outcome()
        watch.begins(len(ids))
        for start in range(0, len(ids), STEP):
            if not watch.goes_on():
                break
            outcome = outcome.merge(act_on(of, action, ids[start : start + STEP], extra, by=by, at=datetime.now(UTC)))
            watch.did(len(ids[start : start + STEP]))
        numbers = numbers_of(of, list(outcome.refused)[:KEPT], by)
        said = [(numbers.get(id, ""), reason.stored()) for id, reason in outcome.refused.items()]
        return {"done": len(outcome.done), "refused": len(outcome.refused), "reasons": said[:KEPT]}

    _run(id, user, action.right, work)


def act_on(of: ListPage, action: Action, ids: Sequence[int], extra: str, *, by: Actor, at: datetime) -> Outcome:
    """Run an action on those of the rows that the actor may see; the others are not found."""
    seen = by.within(of.listing.right)
    known = set(of.listing.rows(seen).filter(pk__in=ids).values_list("pk", flat=True))
    more = {action.ask.name: action.ask.read(extra)} if action.ask else {}
    outcome: Outcome = action.run([id for id in ids if id in known], by=by, at=at, **more)
    outcome.refuse([id for id in ids if id not in known], UNSEEN)
    return outcome


def numbers_of(of: ListPage, ids: Sequence[int], by: Actor) -> dict[int, str]:
    """The numbers of rows, where the list has such a column."""
    if of.opens is None:
        return {}
    field = of.listing.vocabulary.field(of.opens[0])
    rows = of.listing.rows(by.within(of.listing.right)).filter(pk__in=ids)
    return dict(rows.values_list("pk", column(field)))


def _queue(kind: str, asked: dict[str, Any], task: str, given: dict[str, Any], *, by: Actor, at: datetime) -> int:
    with transaction.atomic():
        job = progress.announce(kind, asked, by=by, at=at)
        jobs.configure_task(task, allow_unknown=False).defer(id=job.pk, user=by.user_id, **given)
    return int(job.pk)


def _run(id: int, user_id: int, right: str, work: Callable[[Watch, Actor], dict[str, Any]]) -> None:
    """Do it as the person who asked, with the rights of now, and tell that person that it is over."""
    user = User.objects.get(id=user_id)
    by = actor_of(user).within(right)
    with override(user.language or settings.LANGUAGE_CODE):
        progress.run(id, lambda watch: work(watch, by))
    tell("web.jobs", [Message(f"user:{user_id}", "job", id, OVER)], at=datetime.now(UTC))
