"""A year in small: every figure of the twin where it can be counted by hand, and its laws where it cannot."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yunhe.planning.simulate import BadWorld, HighestMonth, Levels, World, compare, simulate

NEVER = Levels(np.array([-1000]), np.array([0]))


def one_item(demand: list[int], on_hand: int, **limits: object) -> World:
    defaults = {"cost": [100], "supplier": [0], "lead_times": [[2]], "transit": 1, "promise": 2}
    return World.of(["tea"], demand=[[pieces] for pieces in demand], on_hand=[on_hand], **(defaults | limits))


def test_stock_serves_until_it_is_gone() -> None:
    """Ten on the shelf, four a day: 4 + 4 + 2 of 12 are filled; the third line and its promise stay open."""
    seen = simulate(one_item([4, 4, 4, 0, 0, 0], 10), NEVER, seed=1)
    assert seen.fill_rate == 10 / 12
    assert (seen.lines, seen.lines_open, seen.on_time_rate, seen.order_cycle) == (3, 1, 2 / 3, 1.0)
    assert seen.stock_value == (6 + 2) * 100 // 6
    assert seen.turnover_days == seen.stock_value * 6 / 1000


def test_an_order_comes_after_its_lead_time() -> None:
    """Position 2 ≤ 3 on the first evening: order 8; two days on the road, it lies on the shelf on day 3."""
    seen = simulate(one_item([6, 4, 0, 0, 0, 0, 0], 8), Levels(np.array([3]), np.array([10])), seed=1)
    assert (seen.purchase_orders, seen.purchased_pieces) == (1, 8)
    assert seen.fill_rate == 8 / 10
    assert seen.order_cycle == (1 + 3) / 2


def test_lots_are_permitted_lots() -> None:
    policy = Levels(np.array([3]), np.array([10]), minimum=9, multiple=5)
    assert simulate(one_item([6, 0, 0], 8), policy, seed=1).purchased_pieces == 10


def test_without_backorders_what_is_missing_is_lost() -> None:
    seen = simulate(one_item([4, 4, 4, 0, 0, 0], 10, backorders=False), NEVER, seed=1)
    assert (seen.shipped_pieces, seen.lines_open, seen.on_time_rate) == (10, 0, 2 / 3)


def test_the_warehouse_picks_the_longest_wait_first() -> None:
    """Five pieces a day: coffee's second day waits behind tea's first."""
    world = World.of(
        ["tea", "coffee"],
        demand=[[5, 5], [0, 0], [0, 0], [0, 0], [0, 0]],
        on_hand=[5, 5],
        cost=1,
        supplier=0,
        lead_times=[[1]],
        pick_capacity=5,
        promise=1,
    )
    seen = simulate(world, Levels(np.array([-1000, -1000]), np.array([0, 0])), seed=1)
    assert (seen.on_time_rate, seen.order_cycle, seen.fill_rate) == (0.5, 1.5, 1.0)


def test_trucks_leave_on_their_days_with_what_fits() -> None:
    """A truck every second day takes four: 4 leave on day 0, 4 on day 2, 1 on day 4."""
    seen = simulate(one_item([9, 0, 0, 0, 0, 0], 9, truck_every=2, truck_capacity=4, promise=1), NEVER, seed=1)
    assert (seen.order_cycle, seen.on_time_rate, seen.shipped_pieces) == (5.0, 0.0, 9)
    assert seen.stock_value == (5 + 5 + 1 + 1) * 100 // 6


def test_the_rule_of_thumb_orders_by_the_highest_month() -> None:
    """Highest 30 days 150 → keep 180; with 45 of cover at 120 a month it orders up to 180 + 180."""
    past = np.repeat([[3], [5], [4]], 30, axis=0)
    rule = HighestMonth(past, cover=45)
    assert rule.orders(np.array([179]), np.empty((0, 1), dtype=np.int64)).tolist() == [360 - 179]
    assert rule.orders(np.array([180]), np.empty((0, 1), dtype=np.int64)).tolist() == [0]


worlds = st.integers(1, 40).flatmap(
    lambda days: st.integers(1, 5).flatmap(
        lambda items: st.builds(
            World.of,
            st.just([f"item {n}" for n in range(items)]),
            demand=st.lists(st.lists(st.integers(0, 9), min_size=items, max_size=items), min_size=days, max_size=days),
            on_hand=st.lists(st.integers(0, 30), min_size=items, max_size=items),
            cost=st.just(7),
            supplier=st.just(0),
            lead_times=st.just([[1, 2, 5]]),
            pick_capacity=st.sampled_from([3, 10**9]),
            truck_capacity=st.sampled_from([4, 10**9]),
            truck_every=st.integers(1, 3),
            backorders=st.booleans(),
        )
    )
)


@settings(max_examples=40, deadline=None)
@given(worlds, st.integers(0, 5))
def test_the_same_seed_gives_the_same_bytes(world: World, seed: int) -> None:
    policy = Levels(np.full(len(world.id), 5), np.full(len(world.id), 20))
    assert simulate(world, policy, seed, True).to_bytes() == simulate(world, policy, seed, True).to_bytes()


@settings(max_examples=40, deadline=None)
@given(worlds, st.integers(0, 5))
def test_pieces_are_conserved(world: World, seed: int) -> None:
    policy = Levels(np.full(len(world.id), 5), np.full(len(world.id), 20))
    seen = simulate(world, policy, seed)
    assert seen.shipped_pieces <= min(seen.demand_pieces, int(world.on_hand.sum()) + seen.purchased_pieces)
    assert 0 <= (seen.fill_rate or 0) <= 1
    assert 0 <= (seen.on_time_rate or 0) <= 1


@settings(max_examples=15, deadline=None)
@given(worlds)
def test_a_policy_against_itself_differs_in_nothing(world: World) -> None:
    policy = Levels(np.full(len(world.id), 5), np.full(len(world.id), 20))
    same = compare(world, policy, policy, seeds=[1, 2, 3])
    assert same.first == same.second
    assert all(row.change == 0 and row.error == 0 for row in same.differences if row.first == row.first)


def test_common_luck_shrinks_the_error() -> None:
    """The paired error is smaller than the error of two independent sets of runs."""
    rng = np.random.default_rng(0)
    world = World.of(
        list(range(20)),
        demand=rng.poisson(3, (200, 20)),
        on_hand=np.full(20, 30),
        cost=100,
        supplier=0,
        lead_times=[[2, 5, 12]],
    )
    lean, full = (Levels(np.full(20, level), np.full(20, level + 30)) for level in (24, 26))
    seeds = range(8)
    paired = compare(world, lean, full, seeds, resample=True)
    change = next(row for row in paired.differences if row.figure == "fill_rate")
    apart = [run.fill_rate for run in paired.second], [simulate(world, lean, 100 + n, True).fill_rate for n in seeds]
    assert change.change > 0
    assert change.error < np.sqrt(np.var(apart[0], ddof=1) / 8 + np.var(apart[1], ddof=1) / 8)


@pytest.mark.parametrize(
    ("offender", "wrong"),
    [
        ("tea", {"on_hand": [-1]}),
        ("tea", {"cost": [-5]}),
        ("tea", {"supplier": [1]}),
        ("0", {"lead_times": [[]]}),
        ("0", {"lead_times": [[-1, 3]]}),
        ("demand", {"demand": [[1, 2]]}),
        ("demand", {"demand": [[0.5]]}),
        ("truck_every", {"truck_every": 0}),
    ],
)
def test_a_world_that_contradicts_itself_is_refused(offender: str, wrong: dict) -> None:
    columns = {"demand": [[1]], "on_hand": [0], "cost": [1], "supplier": [0], "lead_times": [[1]]} | wrong
    with pytest.raises(BadWorld) as refused:
        World.of(["tea"], **columns)
    assert refused.value.offender == offender


def test_no_seed_no_comparison() -> None:
    with pytest.raises(BadWorld):
        compare(one_item([1], 1), NEVER, NEVER, seeds=[])
