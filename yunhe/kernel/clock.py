"""The clock: which jobs are due, each run once for its minute, also after the worker was away."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from croniter import croniter
from django.conf import settings
from django.db import transaction

from yunhe.kernel.actor import system
from yunhe.kernel.models import ClockMark


@dataclass(frozen=True, slots=True)
class Timer:
    """A job of the clock: `cron` in company time (minute hour day month weekday), `name` its key."""

    cron: str
    name: str
    do: Callable[..., object]

    def run(self, *, at: datetime) -> None:
        """Do it, as the clock."""
        self.do(by=system(f"clock:{self.name}"), at=at)

    def last_due(self, at: datetime) -> datetime:
        """The latest minute up to `at` for which it was meant."""
        local = at.astimezone(ZoneInfo(settings.TIME_ZONE))
        if croniter.match(self.cron, local):
            return local.replace(second=0, microsecond=0)
        previous: datetime = croniter(self.cron, local).get_prev(datetime)
        return previous


def tick(timers: Sequence[Timer], *, at: datetime) -> list[str]:
    """Run the jobs whose minute has come since they last ran; returns their names. A job that fails leaves its mark as
    it was and is tried at the next tick; what it raises is raised after the others have run.

    A job seen for the first time only gets its mark: nothing runs for minutes before the house existed.
    """
    ran, failed = [], []
    for timer in timers:
        try:
            if _run_once(timer, at):
                ran.append(timer.name)
        except Exception as error:  # one job's trouble must not stop the others; all are raised together below
            failed.append(error)
    if failed:
        raise ExceptionGroup("jobs of the clock failed", failed)
    return ran


def _run_once(timer: Timer, at: datetime) -> bool:
    due = timer.last_due(at)
    with transaction.atomic():
        mark, new = ClockMark.objects.select_for_update().get_or_create(name=timer.name, defaults={"ran_for": due})
        if new or mark.ran_for >= due:
            return False
        timer.run(at=at)
        ClockMark.objects.filter(name=timer.name).update(ran_for=due)
    return True
