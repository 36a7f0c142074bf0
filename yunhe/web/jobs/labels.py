"""Labels of many rows, drawn into one PDF that is kept for who asked."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from yunhe.kernel.actor import Actor
from yunhe.kernel.kept import keep_for
from yunhe.kernel.models import Progress
from yunhe.kernel.outcome import Outcome
from yunhe.kernel.progress import Watch
from yunhe.web.jobs.actions import act_on, remembered
from yunhe.web.jobs.queue import PRINT, queue, run
from yunhe.web.lists import LIST_PAGES, Action, ListPage
from yunhe.web.lists.declare import Sheets

STEP = 100  # labels between two looks at whether it goes on
DAYS = 3


def print_job(of: ListPage, action: Action, ids: Sequence[int], extra: str, *, by: Actor, at: datetime) -> int:
    """Queue the labels of these rows, in this order; returns the job's id. RefusalError when `extra` is no paper, or the
    actor lacks the right."""
    by.allowed(action.right)
    if action.ask:
        action.ask.read(extra)
    asked = {"list": of.listing.name, "action": action.right, "title": action.label}
    return queue(PRINT, asked, "web.print_rows", by=by, at=at, ids=list(ids), extra=extra)


def print_rows(id: int, *, user: int, ids: Sequence[int], extra: str) -> None:
    """Draw the labels of the rows that the person may see, some at a time; what was drawn when it is stopped is kept."""
    job = Progress.objects.get(id=id)
    of = next(one for one in LIST_PAGES if one.listing.name == job.result["list"])
    action = of.action(job.result["action"])

    def work(watch: Watch, by: Actor) -> dict[str, Any]:
        outcome, sheets = Outcome(), _sheets(action, extra)
        watch.begins(len(ids))
        for start in range(0, len(ids), STEP):
            if not watch.goes_on():
                break
            batch = ids[start : start + STEP]
            drawn = act_on(of, action, batch, extra, by=by, at=datetime.now(UTC))
            sheets.add(drawn.done)
            outcome = outcome.merge(drawn)
            watch.did(len(batch))
        told = remembered(of, outcome, by)
        if not outcome.done:
            return told
        kept = keep_for(io.BytesIO(sheets.pdf()), f"{of.listing.name}.pdf", DAYS, by=by, at=datetime.now(UTC))
        return {**told, "kept": kept.pk, "until": kept.expires_at.isoformat()}

    run(id, user, action.right, work)


def _sheets(action: Action, extra: str) -> Sheets:
    if action.sheets is None:
        raise ValueError(f"{action.right} draws nothing")
    return action.sheets(extra)
