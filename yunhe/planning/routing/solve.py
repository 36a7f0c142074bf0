"""Plan the routes: screen, search, check by the exact clock, mend, explain."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

from yunhe.planning.routing.engine import Engine, Found, round_trip
from yunhe.planning.routing.mend import Draft, mended
from yunhe.planning.routing.model import NOTHING, Call, Goal, Plan, Problem, Unserved, Window
from yunhe.planning.routing.screen import screened
from yunhe.planning.routing.timing import Trouble, drive

PATIENCE = 0.25
"""Share of the time in which serving everything must prove possible before priorities decide who is served."""
BALANCE_ROUNDS = 3
BALANCE_SHARE = 0.5


@dataclass(frozen=True)
class _Deadline:
    ends: float

    def left(self, share: float = 1.0) -> float:
        return max(0.05, (self.ends - time.perf_counter()) * share)


@dataclass(frozen=True)
class _Answer:
    """A checked answer; the smaller `rank`, the better: lost priorities, then the goal's cost."""

    drafts: tuple[Draft, ...]
    left_out: tuple[Unserved, ...]
    iterations: int
    rank: tuple[int, int]

    @property
    def longest(self) -> int:
        return max((draft.route.duration for draft in self.drafts), default=0)


def plan(problem: Problem, *, seconds: float, seed: int = 1, goal: Goal = Goal.COST, allowance: float = 0.1) -> Plan:
    """Routes for the work of `problem` within `seconds` of wall time, on one thread.

    `goal`: the least cost; the fewest vehicles, then cost; or balanced, the longest route as short as `allowance` (a
    share of the least cost) pays for. Work that no route can take is unserved, with the reason; where vehicles are
    short, the higher priority is served. Raises RoutingError when nothing can be planned at all.
    """
    deadline = _Deadline(time.perf_counter() + seconds)
    possible, refused = screened(problem)
    if not (possible.stops or possible.transfers):
        return Plan((), refused, 0, 0, seed)
    share = BALANCE_SHARE if goal is Goal.BALANCED else 1.0
    answer = _answered(possible, _Deadline(time.perf_counter() + deadline.left(share)), seed, goal)
    notes: tuple[str, ...] = ()
    if goal is Goal.BALANCED:
        answer, notes = _balanced(possible, deadline, seed, allowance, answer)
    routes = tuple(draft.route for draft in answer.drafts)
    unserved = (*refused, *answer.left_out)
    return Plan(routes, unserved, sum(route.cost for route in routes), answer.iterations, seed, notes)


def _answered(problem: Problem, deadline: _Deadline, seed: int, goal: Goal) -> _Answer:
    target = _dear_vehicles(problem) if goal is Goal.FEW else problem
    return min((_checked(problem, target, found) for found in _searched(target, deadline, seed)), key=lambda a: a.rank)


def _searched(problem: Problem, deadline: _Deadline, seed: int) -> Iterator[Found]:
    """First everything must be served; if that finds nothing feasible in time, priorities are prizes. Where drivers
    rest, half of the time goes to windows that leave room for the rest, because the engine does not know breaks."""
    share = 0.5 if any(vehicle.breaks for vehicle in problem.vehicles) else 1.0
    engine = Engine(problem, required=_may_fit(problem))
    found = engine.search(seconds=deadline.left(share), seed=seed, patience=PATIENCE)
    if not found.feasible and engine.required:
        engine = Engine(problem, required=False)
        found = engine.search(seconds=deadline.left(share), seed=seed)
    yield found
    if share == 1.0:
        return
    if all(not isinstance(drive(problem, vehicle, tasks), Trouble) for vehicle, tasks in found.sequences):
        yield engine.search(seconds=deadline.left(), seed=seed, first=found.solution)
    else:
        yield Engine(_room_for_breaks(problem), required=False).search(seconds=deadline.left(), seed=seed)


def _checked(problem: Problem, target: Problem, found: Found) -> _Answer:
    """The found orders on the caller's own vehicles, by the exact clock; what does not hold is mended."""
    own = {vehicle.name: vehicle for vehicle in problem.vehicles}
    sequences = [(own[vehicle.name], tasks) for vehicle, tasks in found.sequences]
    drafts, left_out = mended(problem, sequences)
    fixed = {vehicle.name: vehicle.fixed_cost for vehicle in target.vehicles}
    cost = sum(draft.route.cost - draft.vehicle.fixed_cost + fixed[draft.vehicle.name] for draft in drafts)
    worth = {work.name: work.priority for work in problem.works}
    return _Answer(drafts, left_out, found.iterations, (sum(worth[out.name] for out in left_out), cost))


def _may_fit(problem: Problem) -> bool:
    """Whether the stops' goods are no more than one full load of every vehicle."""
    room = sum((vehicle.capacity for vehicle in problem.vehicles for _ in range(vehicle.count)), NOTHING)
    brought = sum((stop.delivery for stop in problem.stops), NOTHING)
    fetched = sum((stop.pickup for stop in problem.stops), NOTHING)
    return brought.fits(room) and fetched.fits(room)


def _dear_vehicles(problem: Problem) -> Problem:
    """One vehicle fewer is worth any detour."""
    dear = round_trip(problem)
    return replace(problem, vehicles=tuple(replace(v, fixed_cost=v.fixed_cost + dear) for v in problem.vehicles))


def _room_for_breaks(problem: Problem) -> Problem:
    """Windows that close after the first break may begin close earlier by the longest rest."""
    breaks = [rest for vehicle in problem.vehicles for rest in vehicle.breaks]
    opens, rest = min(b.start.opens for b in breaks), max(b.duration for b in breaks)

    def narrowed(call: Call) -> Call:
        windows = (Window(w.opens, w.closes - rest if w.closes > opens else w.closes) for w in call.windows)
        return replace(call, windows=tuple(w for w in windows if w.opens <= w.closes) or call.windows)

    stops = tuple(replace(stop, call=narrowed(stop.call)) for stop in problem.stops)
    transfers = tuple(replace(t, collect=narrowed(t.collect), deliver=narrowed(t.deliver)) for t in problem.transfers)
    return replace(problem, stops=stops, transfers=transfers)


def _balanced(
    problem: Problem, deadline: _Deadline, seed: int, allowance: float, first: _Answer
) -> tuple[_Answer, tuple[str, ...]]:
    """Halving of the longest allowed duration, between all work spread over all vehicles and the longest route, as far
    as the allowance pays."""
    best, limit = first, first.rank[1] * (1 + allowance)
    high = first.longest
    low = sum(draft.route.duration for draft in first.drafts) // sum(vehicle.count for vehicle in problem.vehicles)
    for rounds_left in range(BALANCE_ROUNDS, 0, -1):
        middle = (low + high) // 2
        vehicles = tuple(replace(v, max_duration=min(v.max_duration, middle)) for v in problem.vehicles)
        share = _Deadline(time.perf_counter() + deadline.left(1 / rounds_left))
        answer = _answered(replace(problem, vehicles=vehicles), share, seed, Goal.COST)
        if answer.rank[0] <= first.rank[0] and answer.rank[1] <= limit:
            best, high = answer, min(middle, answer.longest)
        else:
            low = middle
    saved, paid = first.longest - best.longest, best.rank[1] - first.rank[1]
    return best, (f"balanced: the longest route is {saved} s shorter and the plan costs {paid} more",)
