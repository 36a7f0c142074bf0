"""The loop's clock as periodic jobs: deferred once for all workers, run when the company's own clock says so."""

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from procrastinate.contrib.django import app as jobs

from yunhe.loop import Timer


def register_timers(timers: Sequence[Timer]) -> None:
    """Declare a periodic job for each timer. procrastinate counts in UTC, so a job comes at its minute of every hour and
    looks at the company's clock itself."""
    for timer in timers:
        _register(timer)


def is_due(timer: Timer, at: datetime) -> bool:
    """Whether the timer's cron fits this moment by the company's clock. Fields are `*`, `*/n` or one number."""
    local = at.astimezone(ZoneInfo(settings.TIME_ZONE))
    now = (local.minute, local.hour, local.day, local.month, local.isoweekday() % 7)
    return all(map(_fits, timer.cron.split(), now))


def _register(timer: Timer) -> None:
    @jobs.periodic(cron=f"{timer.cron.split()[0]} * * * *")
    @jobs.task(name=f"clock.{timer.name}", queueing_lock=f"clock.{timer.name}")
    def run(timestamp: int) -> None:
        at = datetime.fromtimestamp(timestamp, UTC)
        if is_due(timer, at):
            timer.run(at=at)


def _fits(field: str, value: int) -> bool:
    if field == "*":
        return True
    return value % int(field[2:]) == 0 if field.startswith("*/") else value == int(field)
