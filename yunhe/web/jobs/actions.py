"""An action on many rows of a list."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.conditions import column
from yunhe.kernel.models import Progress
from yunhe.kernel.outcome import Outcome, Reason
from yunhe.kernel.progress import Watch
from yunhe.web.jobs.queue import BATCH, queue, run
from yunhe.web.lists import LIST_PAGES, Action, ListPage

AT_ONCE = 1_000  # rows of an action that somebody waits for; more are a job
STEP = 500
KEPT = 1_000  # refusals that a job remembers, the first ones
UNSEEN = Reason("unseen", N_("There is no such row"))


def batch_job(of: ListPage, action: Action, ids: Sequence[int], extra: str, *, by: Actor, at: datetime) -> int:
    """Queue an action on many rows; returns the job's id."""
    asked = {"list": of.listing.name, "action": action.right, "title": action.label}
    return queue(BATCH, asked, "web.run_action", by=by, at=at, ids=list(ids), extra=extra)


def run_action(id: int, *, user: int, ids: Sequence[int], extra: str) -> None:
    """Run a list's action on the rows that the person may see, some hundred at a time, each in its own transaction."""
    job = Progress.objects.get(id=id)
    of = next(one for one in LIST_PAGES if one.listing.name == job.result["list"])
    action = of.action(job.result["action"])

    def work(watch: Watch, by: Actor) -> dict[str, Any]:
        outcome = Outcome()
        watch.begins(len(ids))
        for start in range(0, len(ids), STEP):
            if not watch.goes_on():
                break
            outcome = outcome.merge(act_on(of, action, ids[start : start + STEP], extra, by=by, at=datetime.now(UTC)))
            watch.did(len(ids[start : start + STEP]))
        return remembered(of, outcome, by)

    run(id, user, action.right, work)


def remembered(of: ListPage, outcome: Outcome, by: Actor) -> dict[str, Any]:
    """What a job keeps of an outcome: how many were done and refused, and why the first ones were."""
    numbers = numbers_of(of, list(outcome.refused)[:KEPT], by)
    said = [(numbers.get(id, ""), reason.stored()) for id, reason in outcome.refused.items()]
    return {"done": len(outcome.done), "refused": len(outcome.refused), "reasons": said[:KEPT]}


def act_on(of: ListPage, action: Action, ids: Sequence[int], extra: str, *, by: Actor, at: datetime) -> Outcome:
    """Run an action on those of the rows that the actor may see; the others are not found."""
    known = seen(of, ids, by)
    more = {action.ask.name: action.ask.read(extra)} if action.ask and not action.sheets else {}
    outcome: Outcome = action.run([id for id in ids if id in known], by=by, at=at, **more)
    outcome.refuse([id for id in ids if id not in known], UNSEEN)
    return outcome


def seen(of: ListPage, ids: Sequence[int], by: Actor) -> set[int]:
    """Those of the rows that the actor may see."""
    rows = of.listing.rows(by.within(of.listing.right)).filter(pk__in=ids)
    return set(rows.values_list("pk", flat=True))


def numbers_of(of: ListPage, ids: Sequence[int], by: Actor) -> dict[int, str]:
    """The numbers of rows, where the list has such a column."""
    if of.opens is None:
        return {}
    field = of.listing.vocabulary.field(of.opens[0])
    rows = of.listing.rows(by.within(of.listing.right)).filter(pk__in=ids)
    return dict(rows.values_list("pk", column(field)))
