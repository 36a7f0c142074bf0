"""The textbook's single-item instances to the printed digits, and stockpyl as oracle on random ones.

Instances: Snyder and Shen (2019), as shipped with stockpyl.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stockpyl import eoq, newsvendor, rq, ss

from yunhe.planning.safety_stock import SafetyStockError
from yunhe.planning.safety_stock.economic import (
    economic_order,
    economic_order_with_backorders,
    economic_order_with_discounts,
    economic_production,
)
from yunhe.planning.safety_stock.textbook import (
    continuous_order_point,
    newsvendor_discrete,
    newsvendor_normal,
    order_point_and_level,
    order_point_and_quantity,
    order_point_over_economic_quantity,
    poisson,
)

money = st.floats(0.1, 50)


def test_example_3_1_economic_order_quantity() -> None:
    order = economic_order(8, 0.225, 1300)
    assert (round(order.quantity, 1), round(order.cost, 2)) == (304.0, 68.41)


def test_example_3_8_backorders() -> None:
    order = economic_order_with_backorders(8, 0.225, 5, 1300)
    assert (round(order.quantity, 2), round(order.backordered, 4), round(order.cost, 2)) == (310.81, 0.0431, 66.92)


def test_problem_3_22_production() -> None:
    order = economic_production(4, 0.08, 80, 110)
    assert (round(order.quantity, 2), round(order.cost, 4)) == (171.27, 3.7368)


def test_example_3_5_all_units_discount() -> None:
    order = economic_order_with_discounts(8, 0.3, 1300, [(0, 0.75), (400, 0.72), (800, 0.68)], incremental=False)
    assert (order.quantity, order.step, round(order.cost, 1)) == (800, 2, 978.6)


def test_incremental_discount() -> None:
    order = economic_order_with_discounts(150, 0.25, 2400, [(0, 100), (300, 90), (600, 80)], incremental=True)
    assert (round(order.quantity, 4), order.step, round(order.cost, 3)) == (1481.8907, 2, 222762.814)


def test_examples_4_1_and_4_4_newsvendor_and_base_stock() -> None:
    level, cost = newsvendor_normal(0.18, 0.70, 50, 8)
    assert (round(level, 1), round(cost, 4)) == (56.6, 1.9976)
    assert round(newsvendor_normal(0.18, 0.70, 50 * 5, 8 * 5**0.5)[0], 2) == 264.77


def test_problem_4_7_discrete_newsvendor() -> None:
    chances = np.array([0, 0.25, 0.05, 0.1, 0.2, 0.15, 0.1, 0.1, 0.05])
    assert newsvendor_discrete(500_000, 1_000_000, chances)[0] == 5


def test_problem_4_8_poisson_newsvendor() -> None:
    level, cost = newsvendor_discrete(200, 270, poisson(18))
    assert (level, round(cost, 2)) == (19, 786.09)


@pytest.mark.parametrize(
    ("costs", "mean", "expected"),
    [((1, 4, 5), 6, (4, 10, 8.0341)), ((40, 125, 150), 4, (2, 7, 223.5748))],
)
def test_example_4_7_and_problem_4_31_order_up_to(costs: tuple, mean: int, expected: tuple) -> None:
    low, level, cost = order_point_and_level(*costs, poisson(mean))
    assert (low, level, round(cost, 4)) == expected


@pytest.mark.parametrize(("costs", "mean", "deviation"), [((0.18, 0.70, 2.5), 50, 8), ((2, 36, 60), 190, 48)])
def test_example_4_8_and_problem_4_32_order_up_to_with_rounded_normal_demand(
    costs: tuple, mean: int, deviation: int
) -> None:
    steps = np.arange(mean + 6 * deviation)
    chances = np.exp(-(((steps - mean) / deviation) ** 2) / 2)
    chances /= chances.sum()
    expected = ss.s_s_discrete_exact(
        *costs[:2], costs[2], False, demand_hi=len(chances) - 1, demand_pmf=chances.tolist()
    )
    assert order_point_and_level(*costs, chances) == pytest.approx(tuple(map(float, expected)))


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [((20, 150, 100, 1.5, 2), (3, 5, 107.9236)), ((4, 28, 4, 12, 0.5), (6, 7, 28.2413))],
)
def test_example_5_8_and_problem_5_2_order_point_and_quantity(arguments: tuple, expected: tuple) -> None:
    point, quantity, cost = order_point_and_quantity(*arguments)
    assert (point, quantity, round(cost, 4)) == expected


@pytest.mark.parametrize(
    ("arguments", "by_turns", "over_economic"),
    [
        ((0.225, 7.5, 8, 1300, 150, 1 / 12), (213.97, 318.59), (128.64, 308.57)),
        ((3.1, 45, 50, 800, 40, 4 / 365), (17.97, 162.12), (-1.93, 166.09)),
        ((3 / 14, 40, 85, 192, 17.4, 3), (644.84, 400.76), (609.03, 391.33)),
    ],
)
def test_examples_5_1_to_5_3_continuous(arguments: tuple, by_turns: tuple, over_economic: tuple) -> None:
    assert tuple(round(one, 2) for one in continuous_order_point(*arguments)) == by_turns
    assert tuple(round(one, 2) for one in order_point_over_economic_quantity(*arguments)) == over_economic


@settings(max_examples=40, deadline=None)
@given(money, money, money, st.floats(1, 20), st.floats(0.2, 3))
def test_any_poisson_policy_equals_stockpyl(h: float, p: float, k: float, demand: float, lead: float) -> None:
    expected = rq.r_q_poisson_exact(h, p, k, demand, lead)
    assert order_point_and_quantity(h, p, k, demand, lead)[2] == pytest.approx(float(expected[2]))
    level, cost = newsvendor_discrete(h, p, poisson(demand))
    other = newsvendor.newsvendor_poisson(h, p, demand)
    assert (level, cost) == (int(other[0]), pytest.approx(float(other[1])))


@settings(max_examples=40, deadline=None)
@given(money, money, money, st.floats(0.5, 9))
def test_any_order_up_to_policy_is_the_best_of_all(h: float, p: float, k: float, demand: float) -> None:
    expected = ss.s_s_discrete_exact(h, p, k, True, demand)
    assert order_point_and_level(h, p, k, poisson(demand))[2] == pytest.approx(float(expected[2]))


@settings(max_examples=60, deadline=None)
@given(
    money, st.floats(0.05, 0.9), st.floats(1, 5000), st.lists(st.floats(1, 99), min_size=3, max_size=3), st.booleans()
)
def test_any_discount_equals_stockpyl(
    fixed: float, rate: float, demand: float, costs: list[float], incremental: bool
) -> None:
    units = sorted({round(one, 2) for one in costs}, reverse=True)
    steps = [(100.0 * place, unit) for place, unit in enumerate(units)]
    oracle = (
        eoq.economic_order_quantity_with_incremental_discounts
        if incremental
        else eoq.economic_order_quantity_with_all_units_discounts
    )
    expected = oracle(fixed, rate, demand, [start for start, _ in steps], units)
    found = economic_order_with_discounts(fixed, rate, demand, steps, incremental=incremental)
    assert found.cost == pytest.approx(float(expected[2]))


def test_nonsense_is_named() -> None:
    with pytest.raises(SafetyStockError) as refused:
        economic_order(0, 1, 1)
    assert refused.value.offender == "fixed_cost"
    with pytest.raises(SafetyStockError, match="does not exceed demand"):
        economic_production(1, 1, 5, 5)
    with pytest.raises(SafetyStockError, match="too cheap"):
        continuous_order_point(10, 0.001, 100, 5, 1, 1)
    with pytest.raises(SafetyStockError, match="sum to one"):
        newsvendor_discrete(1, 1, np.array([0.5, 0.2]))
