"""The day goes on: what is done stays, what is aboard stays aboard, new work is fetched first."""

import pytest

from tests.planning.routing.worlds import HOUR, KM, MINUTE, problem, stop, van
from yunhe.planning import routing
from yunhe.planning.routing import Load, Progress, RoutingError, Visit

DONE = (Visit("a", "stop", 2, 8 * HOUR + 120, 8 * HOUR + 120, 8 * HOUR + 120, 2 * KM),)


def half_day(*new, aboard=("b", "c"), vehicles=None):
    """Van 1 has served a at kilometre 2 and stands at kilometre 4."""
    old = (stop("a", 2, delivery=Load(10)), stop("b", 6, delivery=Load(10)), stop("c", 9, delivery=Load(10)))
    world = problem(*old, *new, vehicles=vehicles or (van(count=2),))
    at = Progress("van", 1, 4, 8 * HOUR + 4 * MINUTE, 8 * HOUR, (*DONE,), aboard)
    return routing.replan(world, [at], depot=0, now=8 * HOUR + 4 * MINUTE, seconds=0.2)


def test_done_visits_stay_and_goods_aboard_stay_aboard():
    plan = half_day()
    assert len(plan.routes) == 1
    route = plan.routes[0]
    assert route.visits[:1] == DONE
    assert (route.vehicle, route.number, route.done) == ("van", 1, 1)
    assert route.names == ("a", "b", "c")
    assert (route.start, route.distance) == (8 * HOUR, 2 * KM + 14 * KM)


def test_new_work_is_fetched_by_a_van_that_has_not_left():
    plan = half_day(stop("new", 1, delivery=Load(5)))
    assert [route.names for route in plan.routes] == [("a", "b", "c"), ("new", "new")]
    assert [visit.kind for visit in plan.routes[1].visits] == ["collect", "deliver"]
    assert plan.routes[1].number == 2


def test_the_only_van_goes_back_to_the_depot_for_new_work():
    plan = half_day(stop("new", 1, delivery=Load(5)), vehicles=(van(),))
    assert plan.routes[0].names == ("a", "b", "c", "new", "new")
    assert [visit.place for visit in plan.routes[0].visits] == [2, 6, 9, 0, 1]


def test_a_pickup_needs_no_depot():
    assert half_day(stop("fetch", 5, pickup=Load(5)), vehicles=(van(),)).routes[0].distance == 2 * KM + 14 * KM


def test_a_van_with_nothing_left_drives_home():
    world = problem(stop("a", 2, delivery=Load(10)))
    at = Progress("van", 1, 4, 8 * HOUR + 240, 8 * HOUR, DONE)
    plan = routing.replan(world, [at], depot=0, now=8 * HOUR + 240, seconds=0.1)
    assert plan.routes[0].names == ("a",)
    assert plan.routes[0].end == 8 * HOUR + 480


def test_progress_of_a_stranger_is_refused():
    with pytest.raises(RoutingError, match="does not have: ghost"):
        routing.replan(problem(), [Progress("ghost", 1, 0, 0, 0)], depot=0, now=0, seconds=0.1)
