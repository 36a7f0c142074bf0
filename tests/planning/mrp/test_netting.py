"""Netting equals the plain recursive reference on random bills, and the examples a planner would check by hand."""

import numpy as np
from hypothesis import given, settings

from tests.planning.mrp.reference import World, solve
from tests.planning.mrp.worlds import snapshot, worlds
from yunhe.planning.mrp import Bom, Buckets, Demand, Items, Plan, Snapshot, micro, plan


def arrivals(answer: Plan) -> dict[int, dict[int, int]]:
    placed = np.diff(answer.ordered, axis=1, prepend=0)
    return {
        int(item): {bucket: int(quantity) for bucket, quantity in enumerate(placed[row]) if quantity}
        for row, item in enumerate(answer.grid.structure.item)
    }


@settings(max_examples=80, deadline=None)
@given(worlds())
def test_equals_the_recursive_reference(world: World) -> None:
    answer = plan(snapshot(world))
    assert arrivals(answer) == solve(world)
    orders = answer.orders
    total = np.zeros_like(answer.ordered)
    np.add.at(total, (orders.row, orders.bucket), orders.quantity)
    assert (np.cumsum(total, axis=1) == answer.ordered).all()


def test_a_shared_part_is_netted_once() -> None:
    """Table and chair both take 4 screws; 100 screws lie in stock; 50 of each are sold: 300 are bought, once."""
    answer = plan(
        Snapshot.of(
            buckets=Buckets.weekly("2026-01-05", 4),
            items=Items.of(["table", "chair", "screw"], on_hand=micro([0, 0, 100]), lead_time=[0, 0, 5]),
            bom=Bom.of(["table", "chair"], ["screw", "screw"], per=micro([4, 4])),
            demand=Demand.of(
                ["o1", "o2"], ["table", "chair"], due=["2026-01-19", "2026-01-19"], quantity=micro([50, 50])
            ),
        )
    )
    row = answer.row("screw")
    mine = answer.orders.row == row
    assert answer.orders.quantity[mine].tolist() == micro([300]).tolist()
    assert answer.orders.need[mine].astype("datetime64[D]").tolist()[0].isoformat() == "2026-01-19"
    assert answer.orders.start[mine].astype("datetime64[D]").tolist()[0].isoformat() == "2026-01-12"


def test_scrap_is_exact() -> None:
    """97 good parts at 3 % scrap take exactly 100, not 101 from a rounded factor."""
    answer = plan(
        Snapshot.of(
            buckets=Buckets.weekly("2026-01-05", 4),
            items=Items.of(["set", "part"]),
            bom=Bom.of(["set"], ["part"], per=micro([1]), scrap=[30_000]),
            demand=Demand.of(["o"], ["set"], due=["2026-01-19"], quantity=micro([97])),
        )
    )
    assert answer.orders.quantity[answer.orders.row == answer.row("part")].tolist() == micro([100]).tolist()
