"""A long list that is written to a file: its owner gets it for some days."""

import tempfile
from datetime import UTC, datetime
from typing import Any

from yunhe.kernel.actor import Actor
from yunhe.kernel.kept import keep_for
from yunhe.kernel.listing import State, count_up_to, write_csv, write_xlsx
from yunhe.kernel.models import Progress
from yunhe.kernel.progress import State as Stage
from yunhe.kernel.progress import Watch
from yunhe.web.jobs.queue import EXPORT, queue, run
from yunhe.web.lists import LIST_PAGES, ListPage

AT_ONCE = 5_000  # rows of a file that somebody waits for; more are a job
DAYS = 3


def is_long(of: ListPage, state: State, *, by: Actor, at: datetime) -> bool:
    """Whether the file of a list in a state is a job."""
    return count_up_to(of.listing, state, AT_ONCE + 1, actor=by, at=at) > AT_ONCE


def export_job(of: ListPage, state: State, kind: str, *, by: Actor, at: datetime) -> int:
    """Queue the file of a list; returns the job's id. Who asks for the same again meanwhile gets the same job."""
    asked = {"list": of.listing.name, "query": state.query(), "file": kind}
    open = Progress.objects.filter(kind=EXPORT, started_by=by.name, state__in=(Stage.WAITING, Stage.RUNNING))
    same = open.filter(cancel_asked=False, **{f"result__{name}": value for name, value in asked.items()}).first()
    if same is not None:
        return int(same.pk)
    return queue(EXPORT, {**asked, "title": f"{of.listing.name}.{kind}"}, "web.write_list", by=by, at=at)


def write_list(id: int, *, user: int) -> None:
    """Write the file, with what the person sees now, and keep it for that person."""
    job = Progress.objects.get(id=id)
    of = next(one for one in LIST_PAGES if one.listing.name == job.result["list"])
    kind, state = job.result["file"], State.parse(job.result["query"])

    def work(watch: Watch, by: Actor) -> dict[str, Any]:
        at = datetime.now(UTC)
        with tempfile.TemporaryFile() as out:
            if kind == "xlsx":
                write_xlsx(of.listing, state, out, actor=by, at=at, watch=watch)
            else:
                for piece in write_csv(of.listing, state, actor=by, at=at, watch=watch):
                    out.write(piece)
            if not watch.goes_on():
                return {}
            out.seek(0)
            kept = keep_for(out, job.result["title"], DAYS, by=by, at=at)
        return {"kept": kept.pk, "until": kept.expires_at.isoformat()}

    run(id, user, of.listing.right, work)
