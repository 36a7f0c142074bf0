"""Long work that a person watches: how far it is, whether it should stop, and what came of it.

Work goes on in batches and asks between two of them; what was done before it was told to stop is kept.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Protocol

from django.db.models import F
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.models import Progress
from yunhe.kernel.outcome import Reason, RefusalError

State = Progress.State
BROKEN_OFF = Reason("broken_off", N_("The work broke off; what was done until then is kept"))


class Watch(Protocol):
    """Whom work tells how far it is. `goes_on` is asked before each batch."""

    def begins(self, total: int) -> None: ...

    def goes_on(self) -> bool: ...

    def did(self, count: int) -> None: ...


class Nobody:
    """Nobody watches; the work goes on to its end."""

    def begins(self, total: int) -> None:
        """Not told."""

    def goes_on(self) -> bool:
        return True

    def did(self, count: int) -> None:
        """Not told."""


NOBODY = Nobody()


class Watched:
    """A person watches by a row of Progress. Each call is seen at once: the work must not run in one transaction."""

    def __init__(self, id: int) -> None:
        self.stopped = False
        self._row = Progress.objects.filter(id=id)

    def begins(self, total: int) -> None:
        self._row.update(total=total)

    def goes_on(self) -> bool:
        self.stopped = self._row.get().cancel_asked
        return not self.stopped

    def did(self, count: int) -> None:
        self._row.update(done=F("done") + count)


def announce(kind: str, asked: Mapping[str, Any], *, by: Actor, at: datetime) -> Progress:
    """Work that is about to be queued; `asked` says what for, and stays with its result."""
    return Progress.objects.create(kind=kind, started_by=by.name, started_at=at, result=dict(asked))


def run(id: int, work: Callable[[Watch], Mapping[str, Any]]) -> Progress:
    """Do announced work, and keep what came of it beside what was asked.

    Work that was cancelled before it began is not done. Work that began before and has not ended (its worker was killed)
    is not begun again: half of it may be done. A RefusalError is its result; any other error is raised again, and
    leaves the work failed.
    """
    rows = Progress.objects.filter(id=id)
    if not rows.filter(state=State.WAITING).update(state=State.RUNNING, started_at=datetime.now(UTC)):
        _end(rows.filter(state=State.RUNNING), State.FAILED, {"reason": BROKEN_OFF.stored()})
        return rows.get()
    watch = Watched(id)
    state, result = State.FAILED, {"reason": BROKEN_OFF.stored()}
    try:
        result = dict(work(watch))
        state = State.CANCELLED if watch.stopped else State.DONE
    except RefusalError as error:
        result = {"reason": error.reason.stored()}
    finally:
        _end(rows, state, result)
    return rows.get()


def cancel(id: int, *, by: Actor) -> None:
    """Ask one's own work to stop; what waits for its turn is over at once."""
    mine = Progress.objects.filter(id=id, started_by=by.name)
    mine.filter(state=State.RUNNING).update(cancel_asked=True)
    _end(mine.filter(state=State.WAITING), State.CANCELLED, {})


def _end(rows: Any, state: str, result: Mapping[str, Any]) -> None:
    for row in rows:
        rows.update(state=state, finished_at=datetime.now(UTC), result={**row.result, **result})
