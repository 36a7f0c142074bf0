"""Jobs of the clock run once for their minute, in company time, and catch up after an absence."""

from datetime import UTC, datetime, timedelta

import pytest

from yunhe.kernel.actor import Actor
from yunhe.kernel.clock import Timer, tick

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)  # in Shanghai
MIDNIGHT = datetime(2026, 11, 21, 16, 10, tzinfo=UTC)  # ten past midnight there


def test_a_nightly_job_runs_once_a_night_in_company_time(db_tx: None) -> None:
    ran: list[datetime] = []
    nightly = [Timer("10 0 * * *", "nightly", lambda *, by, at: ran.append(at))]
    assert tick(nightly, at=NOON) == [], "a new job waits for its minute"
    assert tick(nightly, at=MIDNIGHT - timedelta(minutes=1)) == []
    assert tick(nightly, at=MIDNIGHT) == ["nightly"]
    assert tick(nightly, at=MIDNIGHT + timedelta(minutes=5)) == []
    assert tick(nightly, at=MIDNIGHT + timedelta(days=3, hours=5)) == ["nightly"], "after an absence it runs once"
    assert ran == [MIDNIGHT, MIDNIGHT + timedelta(days=3, hours=5)]


def test_a_failing_job_is_tried_again_and_stops_no_other(db_tx: None) -> None:
    ran = []

    def fails(*, by: Actor, at: datetime) -> None:
        raise RuntimeError("no")

    timers = [Timer("* * * * *", "fails", fails), Timer("* * * * *", "works", lambda *, by, at: ran.append(by.name))]
    tick(timers, at=NOON)
    for minute in (1, 2):
        with pytest.raises(ExceptionGroup):
            tick(timers, at=NOON + timedelta(minutes=minute))
    assert ran == ["system:clock:works"] * 2
