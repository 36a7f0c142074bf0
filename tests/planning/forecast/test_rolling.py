"""Month → week → day: the sums agree to the last step, whatever is fixed in between."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yunhe.planning.forecast import ForecastError, roll, split, to_steps, weekday_shares

EVEN = [Decimal(1)] * 7
SHOP = [Decimal(share) for share in (1, 1, 1, 1, 2, 4, 0)]
whole = st.integers(0, 10_000).map(Decimal)


def test_a_split_gives_the_remainder_to_those_who_lost_most() -> None:
    assert split(Decimal(11), [Decimal(1), Decimal(1), Decimal(4)]) == [2, 2, 7]
    assert split(Decimal("0.3"), EVEN[:2], Decimal("0.1")) == [Decimal("0.2"), Decimal("0.1")]


def test_february_by_weekdays() -> None:
    plan = roll({date(2027, 2, 1): Decimal(400)}, SHOP)
    assert plan.days[date(2027, 2, 6)] == 40
    assert plan.days[date(2027, 2, 7)] == 0
    assert list(plan.weeks.values()) == [100, 100, 100, 100]


def test_a_fixed_week_stands_and_the_month_too() -> None:
    plan = roll({date(2027, 2, 1): Decimal(400)}, SHOP, weeks={date(2027, 2, 8): Decimal(160)})
    assert plan.weeks[date(2027, 2, 8)] == 160
    assert sum(plan.days.values()) == 400
    assert plan.weeks[date(2027, 2, 1)] == 80


@pytest.mark.parametrize(
    ("months", "weeks", "offender"),
    [
        ({date(2027, 2, 1): Decimal(10)}, {date(2027, 2, 8): Decimal(11)}, "2027-02"),
        ({date(2027, 2, 2): Decimal(10)}, {}, "2027-02-02"),
        ({date(2027, 2, 1): Decimal(10)}, {date(2027, 2, 9): Decimal(1)}, "2027-02-09"),
        ({date(2027, 2, 1): Decimal(10)}, {date(2027, 5, 3): Decimal(1)}, "2027-05-03"),
        ({date(2027, 2, 1): Decimal("10.5")}, {}, "total"),
    ],
)
def test_what_cannot_be_met_is_named(months: dict, weeks: dict, offender: str) -> None:
    with pytest.raises(ForecastError) as refused:
        roll(months, EVEN, weeks=weeks)
    assert refused.value.offender == offender


@given(st.lists(whole, min_size=1, max_size=4), st.lists(whole, min_size=7, max_size=7))
def test_days_weeks_and_months_agree(totals: list[Decimal], shares: list[Decimal]) -> None:
    months = {
        date(2026, 11 + place, 1) if place < 2 else date(2027, place - 1, 1): one for place, one in enumerate(totals)
    }
    plan = roll(months, shares)
    assert sum(plan.weeks.values()) == sum(totals)
    for first, total in months.items():
        assert sum(units for day, units in plan.days.items() if day.replace(day=1) == first) == total
    for monday, total in plan.weeks.items():
        days = [plan.days.get(monday + timedelta(days=ahead), Decimal(0)) for ahead in range(7)]
        assert sum(days) == total


@given(st.lists(st.floats(0, 50), max_size=40))
def test_whole_steps_never_drift(values: list[float]) -> None:
    running = Decimal(0)
    for value, total in zip(values, to_steps(values)):
        running += total - Decimal(str(value))
        assert abs(running) <= Decimal("0.5")


def test_weekday_shares_start_on_monday() -> None:
    wednesday = date(2027, 2, 3)
    assert weekday_shares([Decimal(5), Decimal(1)], wednesday) == [0, 0, 5, 1, 0, 0, 0]
    assert weekday_shares([], wednesday) == EVEN
