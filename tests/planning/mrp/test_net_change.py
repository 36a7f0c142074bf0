"""Net change of any event equals a whole new plan, and leaves the old plan alone."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.planning.mrp.reference import World
from tests.planning.mrp.worlds import TODAY, amounts, snapshot, worlds, worlds_with_alternates
from yunhe.planning.mrp import Demand, Event, Plan, Supply, UnknownItem, net_change, plan

events = st.tuples(st.integers(0, 8), st.integers(-5, 80), amounts)


def check(world: World, added: list, coming: list, drop_first: bool) -> None:
    before = plan(snapshot(world))
    kept = before.flow.copy(), before.ordered.copy()
    count = len(world.parts)
    demand = tuple((item % count, TODAY + timedelta(days=offset), quantity) for item, offset, quantity in added)
    supply = tuple((item % count, TODAY + timedelta(days=offset), quantity) for item, offset, quantity in coming)
    gone = [0] if drop_first and world.demand else []
    late = [0] if drop_first and world.supply else []
    change = net_change(
        before,
        Event(
            demand=Demand.of(
                [f"new {n}" for n in range(len(demand))],
                [row[0] for row in demand],
                due=[row[1] for row in demand],
                quantity=[row[2] for row in demand],
            ),
            supply=Supply.of(
                [f"new {n}" for n in range(len(supply))],
                [row[0] for row in supply],
                due=[row[1] for row in supply],
                quantity=[row[2] for row in supply],
            ),
            demand_gone=gone,
            supply_gone=late,
        ),
    )
    after = plan(
        snapshot(replace(world, demand=world.demand[len(gone) :] + demand, supply=world.supply[len(late) :] + supply))
    )
    patched = before.ordered.copy()
    patched[change.rows] = change.ordered
    assert (patched == after.ordered).all()
    flow = before.flow.copy()
    flow[change.rows] = change.flow
    assert (flow == after.flow).all()
    told = unaffected(before, change.reset) + key(change.substitutions)
    assert sorted(told) == sorted(key(after.substitutions))
    assert (before.flow == kept[0]).all()
    assert (before.ordered == kept[1]).all()


def key(moves: tuple) -> list[tuple[int, int, int, int, int]]:
    return [(move.row, move.alternate, move.bucket, move.quantity, move.taken) for move in moves]


def unaffected(before: Plan, reset: frozenset[int]) -> list:
    return key(tuple(move for move in before.substitutions if move.row not in reset))


@settings(max_examples=60, deadline=None)
@given(worlds(), st.lists(events, max_size=3), st.lists(events, max_size=2), st.booleans())
def test_equals_a_new_plan(world: World, added: list, coming: list, drop_first: bool) -> None:
    check(world, added, coming, drop_first)


@settings(max_examples=60, deadline=None)
@given(worlds_with_alternates(), st.lists(events, max_size=2), st.lists(events, max_size=1), st.booleans())
def test_equals_a_new_plan_with_alternates(world: World, added: list, coming: list, drop_first: bool) -> None:
    check(world, added, coming, drop_first)


def test_no_event_reaches_nothing() -> None:
    world = World(parts=())
    change = net_change(plan(snapshot(world)), Event())
    assert change.rows.tolist() == []


@settings(max_examples=20, deadline=None)
@given(worlds())
def test_unknown_rows_are_refused(world: World) -> None:
    with pytest.raises(UnknownItem) as refused:
        net_change(plan(snapshot(world)), Event(demand_gone=["nobody"]))
    assert refused.value.offender == "nobody"
    with pytest.raises(UnknownItem):
        net_change(
            plan(snapshot(world)), Event(demand=Demand.of(["x"], ["ghost"], due=[TODAY], quantity=np.array([1])))
        )
