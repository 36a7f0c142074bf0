"""Plans: what is served by whom, what is left out and why, and the three goals."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.planning.routing.checker import judge_plan
from tests.planning.routing.worlds import HOUR, KM, MINUTE, problem, road, stop, van
from yunhe.planning import routing
from yunhe.planning.routing import Break, Call, Goal, Load, Matrix, Problem, RoutingError, Transfer, Vehicle, Window

QUICK = 0.15


def planned(world: Problem, goal: Goal = Goal.COST, seconds: float = QUICK) -> routing.Plan:
    plan = routing.plan(world, seconds=seconds, seed=1, goal=goal)
    judge_plan(world, plan)
    return plan


def reasons(plan: routing.Plan) -> dict[str, tuple[str, int]]:
    return {out.name: (out.reason, out.short) for out in plan.unserved}


def test_one_van_drives_out_and_back():
    plan = planned(problem(stop("b", 7), stop("a", 3), stop("c", 10)))
    assert plan.cost == plan.distance == 20 * KM
    assert not plan.unserved


def test_weight_needs_two_vans():
    halves = (stop("a", 2, delivery=Load(60_000)), stop("b", 3, delivery=Load(60_000)))
    plan = planned(problem(*halves, vehicles=(van(count=2),)))
    assert (len(plan.routes), plan.distance) == (2, 10 * KM)
    assert [route.number for route in plan.routes] == [1, 2]


def test_volume_counts_as_well():
    bulky = (stop("a", 2, delivery=Load(1, 6 * 10**8)), stop("b", 3, delivery=Load(1, 6 * 10**8)))
    assert len(planned(problem(*bulky, vehicles=(van(count=2),))).routes) == 2


def test_bad_stops_are_named_and_the_rest_is_served():
    matrix = road()
    matrix.distance[9, :] = matrix.distance[:, 9] = -1
    world = Problem(
        matrix,
        (van(),),
        (
            stop("good", 4),
            stop("island", 9),
            stop("backwards", 3, windows=(Window(9 * HOUR, 8 * HOUR),)),
            stop("heavy", 3, delivery=Load(100_500)),
            stop("bulky", 3, delivery=Load(1, 10**9 + 1)),
            stop("cold", 3, needs=frozenset({"cooling"})),
            stop("dawn", 10, windows=(Window(0, 8 * HOUR),)),
            stop("long", 3, service=11 * HOUR),
            stop("nowhere", 99),
            stop("worthless", 3, priority=0),
        ),
    )
    plan = planned(world)
    assert [route.names for route in plan.routes] == [("good",)]
    assert reasons(plan) == {
        "island": ("unreachable", 0),
        "backwards": ("input", 0),
        "heavy": ("weight", 500),
        "bulky": ("volume", 1),
        "cold": ("vehicle", 0),
        "dawn": ("late", 10 * MINUTE),
        "long": ("shift", HOUR + 6 * MINUTE),
        "nowhere": ("input", 0),
        "worthless": ("input", 0),
    }
    texts = {out.name: out.text for out in plan.unserved}
    assert texts["backwards"] == "its window closes at 28800 before it opens at 32400"
    assert texts["cold"] == "no vehicle has what it needs: cooling"


def test_where_vans_are_short_the_higher_priority_rides():
    crowd = [stop(f"s{n}", n, delivery=Load(40_000), priority=n) for n in range(1, 6)]
    plan = planned(problem(*crowd))
    assert sorted(plan.routes[0].names) == ["s4", "s5"]
    assert reasons(plan) == {"s1": ("weight", 20_000), "s2": ("weight", 20_000), "s3": ("weight", 20_000)}


def test_two_windows_at_once_cannot_be_met_by_one_van():
    sharp = (Window(9 * HOUR, 9 * HOUR),)
    plan = planned(problem(stop("near", 1, windows=sharp, priority=2), stop("far", 10, windows=sharp)))
    assert plan.routes[0].names == ("near",)
    assert reasons(plan) == {"far": ("late", 9 * MINUTE)}
    assert "van could take it only if a window closed 540 s later" in plan.unserved[0].text


def test_several_windows_of_one_stop():
    split = (Window(8 * HOUR, 8 * HOUR + 60), Window(12 * HOUR, 12 * HOUR + 60))
    plan = planned(problem(stop("shop", 5, windows=split), stop("mill", 9, windows=(Window(12 * HOUR, 13 * HOUR),))))
    assert not plan.unserved


def test_each_vehicle_has_its_own_depot_skills_and_cost():
    west = Vehicle("west", 0, 0, skills=frozenset({"lift"}))
    east = Vehicle("east", 10, 10, cost_per_metre=2)
    world = problem(stop("w", 1), stop("e", 9), stop("lift", 8, needs=frozenset({"lift"})), vehicles=(west, east))
    served = {name: route.vehicle for route in planned(world).routes for name in route.names}
    assert served["lift"] == "west"
    assert planned(problem(stop("w", 1), stop("e", 9), vehicles=(west, east))).cost == 2 * KM + 2 * 2 * KM


def test_open_routes_end_elsewhere():
    one_way = Vehicle("courier", 0, 10)
    assert planned(problem(stop("a", 4), vehicles=(one_way,))).distance == 10 * KM


def test_transfers_ride_on_one_vehicle():
    ride = Transfer("ride", Call(6), Call(2), Load(90_000))
    plan = planned(problem(stop("a", 8, delivery=Load(90_000)), transfers=(ride,)))
    assert plan.routes[0].names == ("a", "ride", "ride")
    assert plan.distance == 16 * KM


def test_a_break_moves_the_plan_but_loses_no_stop():
    lunch = van(breaks=(Break(Window(12 * HOUR, 13 * HOUR), HOUR),))
    morning = [stop(f"m{n}", n, windows=(Window(9 * HOUR, 11 * HOUR),), service=600) for n in range(1, 5)]
    later = [stop(f"l{n}", n, windows=(Window(13 * HOUR, 15 * HOUR),), service=600) for n in range(5, 9)]
    plan = planned(problem(*morning, *later, vehicles=(lunch,)))
    assert not plan.unserved
    rests = [visit for visit in plan.routes[0].visits if visit.kind == "break"]
    assert len(rests) == 1
    assert 12 * HOUR <= rests[0].begin <= 13 * HOUR


def test_few_vehicles_or_cheap_kilometres():
    """Two depots at the ends of the road: cheapest is one vehicle each, fewest is one that drives all the way."""
    ends = (Vehicle("west", 0, 0), Vehicle("east", 10, 10))
    world = problem(stop("w", 1), stop("e", 9), vehicles=ends)
    assert (len(planned(world).routes), planned(world).distance) == (2, 4 * KM)
    few = planned(world, Goal.FEW)
    assert (len(few.routes), few.distance) == (1, 18 * KM)


def test_balanced_routes_are_shorter_at_most_and_cost_at_most_the_allowance():
    world = problem(*(stop(f"s{n}", n, service=1800) for n in range(1, 11)), vehicles=(van(count=2),))
    cheap = planned(world)
    fair = routing.plan(world, seconds=0.6, seed=1, goal=Goal.BALANCED, allowance=0.8)
    judge_plan(world, fair)
    assert len(cheap.routes) == 1
    assert len(fair.routes) == 2
    assert max(route.duration for route in fair.routes) < cheap.routes[0].duration
    assert fair.cost <= 1.8 * cheap.cost
    assert fair.notes[0].startswith("balanced: the longest route is ")


def test_nothing_to_do_and_nothing_to_do_it_with():
    assert planned(problem()).routes == ()
    with pytest.raises(RoutingError, match="no vehicle"):
        routing.plan(Problem(road(), ()), seconds=1)
    with pytest.raises(RoutingError) as refused:
        routing.plan(problem(stop("twin", 1), stop("twin", 2)), seconds=1)
    assert refused.value.offender == "twin"
    with pytest.raises(RoutingError, match="ends before it begins"):
        routing.plan(problem(vehicles=(van(shift=Window(9, 8)),)), seconds=1)


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_every_plan_keeps_its_promises(data: st.DataObject):
    draw = data.draw
    size = draw(st.integers(3, 9))
    cells = st.integers(0, 3000)
    table = np.array([[0 if i == j else draw(cells) for j in range(size)] for i in range(size)], dtype=np.int64)
    matrix = Matrix(table, table // 5)
    opens = st.integers(0, 2500)
    stops = [
        stop(
            f"s{n}",
            n % size,
            windows=tuple(Window(a, a + draw(opens)) for a in draw(st.lists(opens, min_size=1, max_size=2))),
            service=draw(st.integers(0, 200)),
            delivery=Load(draw(st.integers(0, 60)), draw(st.integers(0, 60))),
            pickup=Load(draw(st.integers(0, 60))),
            priority=draw(st.integers(1, 3)),
            needs=frozenset(draw(st.sets(st.sampled_from(["lift", "cold"]), max_size=1))),
        )
        for n in range(1, draw(st.integers(2, 9)))
    ]
    vehicles = tuple(
        Vehicle(
            f"v{n}", 0, draw(st.integers(0, size - 1)), capacity=Load(100, 100), count=draw(st.integers(1, 2)),
            shift=Window(0, 4000), skills=frozenset({"lift"} if n else {"cold", "lift"}),
            breaks=(Break(Window(800, 1200), 200),) if draw(st.booleans()) else (),
        )
        for n in range(2)
    )  # fmt: skip
    world = Problem(matrix, vehicles, tuple(stops))
    judge_plan(world, routing.plan(world, seconds=0.1, seed=1))
