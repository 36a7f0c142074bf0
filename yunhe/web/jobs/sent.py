"""A file that was sent: tried without writing anything, then taken in."""

from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.files import path_of
from yunhe.kernel.importing import Layout, preview_of
from yunhe.kernel.kept import kept_of
from yunhe.kernel.models import Progress, SentFile
from yunhe.kernel.outcome import Reason, RefusalError
from yunhe.kernel.progress import NOBODY, State, Watch
from yunhe.web.incoming import INCOMING, Incoming
from yunhe.web.jobs.queue import TAKE, TRY, queue, run

TAKEN = Reason("taken_before", N_("This file was taken in before"))


def try_job(sent: SentFile, *, by: Actor, at: datetime) -> None:
    """Queue the trial of a file."""
    _queue(sent, TRY, "web.try_file", by=by, at=at)


def take_job(sent: SentFile, *, by: Actor, at: datetime) -> None:
    """Queue a file that was tried to be taken in, once. RefusalError when it was taken before, or waits for it."""
    with transaction.atomic():
        if is_taken(SentFile.objects.select_for_update(of=("self",)).get(pk=sent.pk)):
            raise RefusalError(TAKEN)
        _queue(sent, TAKE, "web.take_file", by=by, at=at)


def try_now(sent: SentFile, *, by: Actor, at: datetime) -> None:
    """Try a file while somebody waits, and keep what was found as its preview. RefusalError as `kernel.importing.read`
    says."""
    SentFile.objects.filter(pk=sent.pk).update(preview=_tried(sent, NOBODY, by, at), job=None)


def try_file(id: int, *, user: int) -> None:
    """Do a queued trial; what it finds is forgotten when the columns were named anew meanwhile."""
    sent = SentFile.objects.get(pk=Progress.objects.get(pk=id).result["sent"])

    def work(watch: Watch, by: Actor) -> dict[str, Any]:
        preview = _tried(sent, watch, by, datetime.now(UTC))
        SentFile.objects.filter(pk=sent.pk, job=id).update(preview=preview)
        return {}

    run(id, user, noun_of(sent).right, work)


def take_file(id: int, *, user: int) -> None:
    """Take a file in; it stays with its job until it expires."""
    sent = SentFile.objects.get(pk=Progress.objects.get(pk=id).result["sent"])
    of = noun_of(sent)

    def work(watch: Watch, by: Actor) -> dict[str, Any]:
        at = datetime.now(UTC)
        with path_of(kept_of(sent.file_id, by=by, at=at).digest).open("rb") as file:
            came = of.take(file, sent.name, by=by, at=at, watch=watch, layout=Layout.read(sent.layout))
        SentFile.objects.filter(pk=sent.pk).update(run=came)
        return {"run": came.pk, "done": came.taken, "known": came.known, "refused": len(came.errors)}

    run(id, user, of.right, work)


def noun_of(sent: SentFile) -> Incoming:
    """What a file brings."""
    return next(one for one in INCOMING if one.noun == sent.noun)


def is_taken(sent: SentFile) -> bool:
    """Whether a file was taken in, or is about to be; one that was stopped before it began was not."""
    job = sent.job
    return sent.run_id is not None or (job is not None and job.kind == TAKE and job.state != State.CANCELLED)


def _tried(sent: SentFile, watch: Watch, by: Actor, at: datetime) -> dict[str, Any]:
    of, layout = noun_of(sent), Layout.read(sent.layout)
    with path_of(kept_of(sent.file_id, by=by, at=at).digest).open("rb") as file:
        rows = of.take.tried(file, sent.name, by=by, at=at, watch=watch, layout=layout)
    return preview_of(rows, of.columns, layout.fixed).stored()


def _queue(sent: SentFile, kind: str, task: str, *, by: Actor, at: datetime) -> None:
    asked = {"noun": sent.noun, "title": sent.name, "sent": sent.pk}
    with transaction.atomic():
        sent.job = Progress.objects.get(pk=queue(kind, asked, task, by=by, at=at))
        sent.save(update_fields=["job"])
