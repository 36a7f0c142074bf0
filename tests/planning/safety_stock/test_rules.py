"""The mission's rule and the bootstrap rule: exact where they can be, honest about service and cash."""

from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yunhe.planning.safety_stock import (
    LeadTimes,
    SafetyStockError,
    borrow_tails,
    highest_month,
    lead_time_demand,
    levels_within,
    monthly_use,
    order_points,
)
from yunhe.planning.safety_stock.rules import expected_fill, expected_on_hand, level_for_fill

THREE_DAYS = LeadTimes((2, 3, 3, 4), "known")
YEAR = np.random.default_rng(4).poisson(5, 364)
NEW_YEAR = date(2027, 1, 1)


def test_highest_month_times_one_point_two() -> None:
    assert highest_month([Decimal(120), Decimal(150), Decimal(90)]) == Decimal("180.0")


def test_only_the_last_twelve_months_count() -> None:
    assert highest_month([Decimal(999)] + [Decimal(10)] * 12) == 12


@pytest.mark.parametrize("monthly", [[], [Decimal(3), Decimal(-1)]])
def test_no_month_or_a_negative_one_is_refused(monthly: list[Decimal]) -> None:
    with pytest.raises(SafetyStockError, match="empty or negative"):
        highest_month(monthly)


def test_days_add_up_to_calendar_months() -> None:
    assert monthly_use(np.ones(62), date(2027, 1, 31)) == [1, 28, 31, 2]


def test_steady_demand_leaves_nothing_to_chance() -> None:
    sample = lead_time_demand([4.0] * 90, LeadTimes((5,), "known"), seed=1)
    assert set(sample.tolist()) == {24}
    assert level_for_fill(sample, 8, 0.9) == 24


def test_bootstrapped_mean_and_spread_are_those_of_the_history() -> None:
    sample = lead_time_demand(YEAR, LeadTimes((9,), "known"), seed=1, draws=4_000)
    assert sample.mean() == pytest.approx(10 * YEAR.mean(), rel=0.01)
    assert sample.std() == pytest.approx((10 * YEAR.var()) ** 0.5, rel=0.15)


def test_lead_times_longer_than_the_history_wrap_around() -> None:
    assert lead_time_demand([1.0, 2.0], LeadTimes((200,), "known"), seed=1, review=0).tolist() == [300] * 1000


def test_same_seed_same_sample() -> None:
    one, other, third = (lead_time_demand(YEAR, THREE_DAYS, seed=seed) for seed in (7, 7, 8))
    assert one.tolist() == other.tolist()
    assert one.tolist() != third.tolist()


def test_fill_rate_by_hand() -> None:
    sample = np.array([0.0, 2, 4, 10])
    assert expected_fill(sample, 4, 4) == 1 - (6 / 4 - 2 / 4) / 4
    assert expected_fill(sample, 10, 4) == 1


def test_both_rules_side_by_side() -> None:
    simple, learned = order_points(YEAR, NEW_YEAR, THREE_DAYS, seed=1, unit_cost=2.5, fill=0.99)
    assert simple.level == float(highest_month(monthly_use(YEAR, NEW_YEAR)))
    assert simple.up_to == pytest.approx(simple.level + 3 * YEAR.mean())
    assert simple.fill == 1
    assert learned.fill >= 0.99
    assert learned.on_hand < simple.on_hand / 5
    assert learned.cash == pytest.approx(2.5 * learned.on_hand)
    assert learned.safety == pytest.approx(learned.level - 3 * YEAR.mean())
    assert "12 months" in simple.reasons[0]
    assert "known" in learned.reasons[0]


def test_an_item_never_sold_keeps_nothing() -> None:
    for one in order_points([0.0] * 60, NEW_YEAR, THREE_DAYS, seed=1, unit_cost=1):
        assert (one.level, one.up_to, one.fill, one.cash) == (0, 0, 1, 0)


@pytest.mark.parametrize("history", [[], [1.0, -1.0], [float("nan")], [[1.0]]])
def test_a_history_that_is_none_names_its_item(history: list) -> None:
    with pytest.raises(SafetyStockError) as refused:
        order_points(history, NEW_YEAR, THREE_DAYS, seed=1, unit_cost=1, item="bolt")
    assert refused.value.offender == "bolt"


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(0, 99), min_size=2, max_size=60), st.floats(0.1, 50), st.floats(0.05, 0.95))
def test_the_level_is_the_lowest_that_serves(values: list[float], lot: float, fill: float) -> None:
    sample = np.sort(values)
    level = level_for_fill(sample, lot, fill)
    lower = [one for one in sample if one < level]
    assert expected_fill(sample, level, lot) >= fill
    assert all(expected_fill(sample, one, lot) < fill for one in lower)


def test_cash_goes_where_it_serves_most() -> None:
    random = np.random.default_rng(1)
    samples = np.sort(random.gamma(2, 10, (40, 1000)), axis=1)
    lots, costs = np.full(40, 10.0), random.uniform(1, 20, 40)
    even = np.quantile(samples, 0.9, axis=1)
    cash = float(expected_on_hand(samples, even, lots) @ costs)
    levels = levels_within(samples, lots, costs, cash)
    assert expected_on_hand(samples, levels, lots) @ costs == pytest.approx(cash, rel=0.01)
    short = [np.maximum(samples - one[:, None], 0).mean(axis=1).sum() for one in (even, levels)]
    assert short[1] < 0.95 * short[0]
    assert np.corrcoef(levels, costs)[0, 1] < -0.5


def test_peers_lengthen_the_tail_in_proportion() -> None:
    samples = np.array([[0.0, 0, 0, 1], [0, 0, 0, 50]])
    borrowed = borrow_tails(samples, np.array([1.0, 10.0]), share=0.5)
    assert borrowed.shape == (2, 8)
    assert borrowed[0].max() == 5
    assert (np.diff(borrowed, axis=1) >= 0).all()
    assert borrow_tails(samples, np.zeros(2)).tolist() == samples.tolist()
