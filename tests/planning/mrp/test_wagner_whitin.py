"""Wagner-Whitin against the textbook instances that the stockpyl package carries, and against every plan there is."""

import json
from importlib.util import find_spec
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yunhe.planning.mrp import BadLotRule, wagner_whitin


@pytest.mark.parametrize(
    ("name", "orders", "cost"),
    [
        ("example_3_9", (210, 0, 150, 0), 1380),
        ("problem_3_27", (150, 180, 0, 200), 424),
        ("problem_3_29", (1310, 0, 1095, 0, 880), 423),
        ("scmo_ww_hw_c", (400, 3000, 0, 0, 0), 4940),
    ],
)
def test_textbook_instances(name: str, orders: tuple[float, ...], cost: float) -> None:
    folder = Path(find_spec("stockpyl").submodule_search_locations[0])
    instances = json.loads((folder / "datasets" / "stockpyl_instances.json").read_text())["instances"]
    given_data = next(row["data"] for row in instances if row["name"] == name)
    plan = wagner_whitin(
        given_data["demand"],
        given_data["fixed_cost"],
        given_data["holding_cost"],
        given_data.get("purchase_cost", 0),
    )
    assert plan.orders == orders
    assert plan.cost == pytest.approx(cost, abs=1e-9)


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 40), st.sampled_from([0, 1, 8])), min_size=1, max_size=7),
    st.sampled_from([0, 10, 60]),
    st.sampled_from([0.25, 1.0, 3.0]),
)
def test_no_plan_is_cheaper(periods: list[tuple[int, int]], setup: float, holding: float) -> None:
    demand, price = [quantity for quantity, _ in periods], [cost for _, cost in periods]
    costs = []
    for ordering in product([False, True], repeat=len(demand)):
        cost, source = 0.0, None
        for period, quantity in enumerate(demand):
            if ordering[period]:
                cost, source = cost + setup, period
            if quantity:
                cost += quantity * (holding * (period - source) + price[source]) if source is not None else float("inf")
        costs.append(cost)
    found = wagner_whitin(demand, setup, holding, price)
    assert found.cost == min(costs)
    assert sum(found.orders) == sum(demand)


def test_negative_demand_is_refused() -> None:
    with pytest.raises(BadLotRule) as refused:
        wagner_whitin([5, -1], 10, 1)
    assert refused.value.offender == "demand"
