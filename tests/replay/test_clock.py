"""Timers by the company's clock, and as jobs of the worker."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app as jobs

from yunhe.cli.clock import is_due, register_timers
from yunhe.loop import CLOCK, Timer


def at(hour: int, minute: int) -> datetime:
    return datetime(2026, 11, 21, hour, minute, tzinfo=UTC)


def test_a_timer_is_due_by_the_companys_clock() -> None:
    nightly, often = Timer("10 0 * * *", "a", print), Timer("*/5 * * * *", "b", print)
    sundays = Timer("0 8 * * 0", "c", print)
    assert is_due(nightly, at(16, 10))  # ten past midnight in Shanghai
    assert not is_due(nightly, at(0, 10))
    assert not is_due(nightly, at(16, 11))
    assert [is_due(often, at(3, minute)) for minute in (0, 4, 5, 55)] == [True, False, True, True]
    assert is_due(sundays, datetime(2026, 11, 22, 0, 0, tzinfo=UTC))
    assert not is_due(sundays, at(0, 0))


def test_every_timer_becomes_a_periodic_job() -> None:
    register_timers(CLOCK)
    names = {task.task.name for task in jobs.periodic_registry.periodic_tasks.values()}
    assert {f"clock.{timer.name}" for timer in CLOCK} <= names
