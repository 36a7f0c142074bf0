"""The exact clock of a route: windows, waiting, breaks, shifts, loads."""

from dataclasses import replace

from tests.planning.routing.worlds import HOUR, KM, MINUTE, problem, stop, van
from yunhe.planning.routing import Break, Call, Load, Transfer, Window
from yunhe.planning.routing.timing import Trouble, drive, tasks_of


def driven(*stops, vehicle=None, order=None):
    vehicle = vehicle or van()
    tasks = [task for one in order or stops for task in tasks_of(one)]
    return drive(problem(*stops, vehicles=(vehicle,)), vehicle, tasks)


def test_the_driver_starts_so_late_that_nobody_waits():
    route = driven(stop("inn", 10, windows=(Window(9 * HOUR, 10 * HOUR),), service=300))
    assert (route.start, route.end) == (9 * HOUR - 10 * MINUTE, 9 * HOUR + 300 + 10 * MINUTE)
    assert (route.visits[0].arrive, route.visits[0].begin, route.visits[0].leave) == (
        9 * HOUR,
        9 * HOUR,
        9 * HOUR + 300,
    )
    assert (route.distance, route.cost) == (20 * KM, 20 * KM)


def test_a_closed_window_is_told_with_the_seconds_missing():
    assert driven(stop("early", 10, windows=(Window(0, 8 * HOUR + 540),))) == Trouble("late", 60)


def test_the_next_of_two_windows_is_taken():
    inn = stop("inn", 5, windows=(Window(8 * HOUR, 8 * HOUR + 60), Window(12 * HOUR, 13 * HOUR)))
    assert driven(inn).visits[0].begin == 12 * HOUR


def test_a_break_is_taken_where_it_delays_least():
    vehicle = van(breaks=(Break(Window(8 * HOUR + 300, 8 * HOUR + 900), 1800),))
    route = driven(stop("a", 5), stop("b", 10, windows=(Window(8 * HOUR, 8 * HOUR + 600),)), vehicle=vehicle)
    assert [visit.name for visit in route.visits] == ["a", "b", "break"]
    assert route.duration == 20 * MINUTE + 1800


def test_a_route_that_is_home_before_the_break_must_begin_owes_none():
    vehicle = van(breaks=(Break(Window(9 * HOUR, 10 * HOUR), 1800),))
    assert [visit.name for visit in driven(stop("a", 5), vehicle=vehicle).visits] == ["a"]


def test_a_break_that_cannot_begin_in_time_is_trouble():
    vehicle = van(breaks=(Break(Window(8 * HOUR, 8 * HOUR + 60), 1800),))
    meeting = stop("a", 5, windows=(Window(8 * HOUR, 8 * HOUR + 600),))
    assert driven(meeting, vehicle=vehicle) == Trouble("break", 0)


def test_a_shift_too_short_is_told_with_the_seconds_missing():
    short = van(shift=Window(8 * HOUR, 8 * HOUR + 600))
    assert driven(stop("far", 10), vehicle=short) == Trouble("shift", 600)
    assert driven(stop("far", 10), vehicle=van(max_duration=1000)) == Trouble("shift", 200)


def test_loads_count_what_is_aboard_at_once():
    bring, fetch = stop("bring", 3, delivery=Load(80_000)), stop("fetch", 5, pickup=Load(90_000))
    assert driven(bring, fetch).names == ("bring", "fetch")
    assert driven(bring, fetch, order=(fetch, bring)) == Trouble("weight", 70_000)
    assert driven(stop("bale", 3, delivery=Load(1, 10**9 + 7))) == Trouble("volume", 7)


def test_transfer_goods_are_aboard_only_between_their_calls():
    first = Transfer("one", Call(1), Call(2), Load(100_000))
    second = Transfer("two", Call(3), Call(4), Load(100_000))
    vehicle = van()
    both = problem(vehicles=(vehicle,), transfers=(first, second))
    one_by_one = [*tasks_of(first), *tasks_of(second)]
    assert drive(both, vehicle, one_by_one).distance == 8 * KM
    crossed = [one_by_one[0], one_by_one[2], one_by_one[1], one_by_one[3]]
    assert drive(both, vehicle, crossed) == Trouble("weight", 100_000)


def test_a_slower_vehicle_takes_longer():
    assert driven(stop("a", 10), vehicle=replace(van(), pace=1.5)).duration == 30 * MINUTE
