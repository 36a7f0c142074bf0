"""When a vehicle is where: the exact clock of one route, with windows, breaks, shift and both loads.

The solver proposes orders; what a plan promises is computed here, from the problem alone. Earlier is never worse on a
route, so the earliest clock per number of breaks taken is all that must be remembered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from yunhe.planning.routing.distance import UNREACHABLE
from yunhe.planning.routing.model import (
    NOTHING,
    Break,
    Call,
    Load,
    Problem,
    Route,
    Stop,
    Vehicle,
    Visit,
    Work,
)

Chain = tuple[Visit, "Chain"] | None
Clocks = dict[int, tuple[int, Chain]]


@dataclass(frozen=True)
class Task:
    """A call to make, with what it puts on and takes off the vehicle."""

    name: str
    kind: str
    call: Call
    on: Load = NOTHING
    off: Load = NOTHING


@dataclass(frozen=True)
class Trouble:
    """Why a sequence cannot be driven: a stable word and by how much (seconds, grams, cubic centimetres or metres)."""

    reason: str
    by: int


def tasks_of(work: Work) -> tuple[Task, ...]:
    """The one call of a stop, or the two of a transfer in their order."""
    if isinstance(work, Stop):
        return (Task(work.name, "stop", work.call, on=work.pickup, off=work.delivery),)
    collect = Task(work.name, "collect", work.collect, on=work.load)
    return (collect, Task(work.name, "deliver", work.deliver, off=work.load))


def drive(problem: Problem, vehicle: Vehicle, tasks: Sequence[Task]) -> Route | Trouble:
    """The route that makes `tasks` in this order and ends as early as possible, started as late as that allows; or the
    first trouble: unreachable, distance, weight, volume, late (a window), break, shift (its end or its length)."""
    trouble = _way_trouble(problem, vehicle, tasks) or _load_trouble(vehicle, tasks)
    if trouble:
        return trouble
    clocked = _clock(problem, vehicle, tasks, vehicle.shift.opens)
    if isinstance(clocked, Trouble):
        return clocked
    if clocked[0] > vehicle.shift.closes:
        return Trouble("shift", clocked[0] - vehicle.shift.closes)
    start, visits = _latest_start(problem, vehicle, tasks, clocked)
    if clocked[0] - start > vehicle.max_duration:
        return Trouble("shift", clocked[0] - start - vehicle.max_duration)
    return _route(problem, vehicle, visits, (start, clocked[0]))


def legs_of(vehicle: Vehicle, tasks: Sequence[Task]) -> tuple[tuple[int, int], ...]:
    """The pairs of places that the tasks make the vehicle drive."""
    return tuple(pairwise([vehicle.start, *(task.call.place for task in tasks), vehicle.end]))


def _way_trouble(problem: Problem, vehicle: Vehicle, tasks: Sequence[Task]) -> Trouble | None:
    metres = [int(problem.matrix.distance[leg]) for leg in legs_of(vehicle, tasks)]
    if UNREACHABLE in metres:
        return Trouble("unreachable", 0)
    if sum(metres) > vehicle.max_distance:
        return Trouble("distance", sum(metres) - vehicle.max_distance)
    return None


def _load_trouble(vehicle: Vehicle, tasks: Sequence[Task]) -> Trouble | None:
    """Deliveries of stops are aboard from the start; a transfer's goods only between its two calls."""
    aboard = sum((task.off for task in tasks if task.kind == "stop"), NOTHING)
    weight, volume = aboard.weight, aboard.volume
    for task in tasks:
        aboard = aboard + task.on - task.off
        weight, volume = max(weight, aboard.weight), max(volume, aboard.volume)
    if weight > vehicle.capacity.weight:
        return Trouble("weight", weight - vehicle.capacity.weight)
    if volume > vehicle.capacity.volume:
        return Trouble("volume", volume - vehicle.capacity.volume)
    return None


def _clock(problem: Problem, vehicle: Vehicle, tasks: Sequence[Task], start: int) -> tuple[int, Chain] | Trouble:
    """The earliest end and the visits that reach it, each break taken where it delays least."""
    owed = sorted((rest for rest in vehicle.breaks if rest.start.closes >= start), key=lambda rest: rest.start.closes)
    clocks: Clocks = {0: (start, None)}
    place = vehicle.start
    for task in tasks:
        clocks = _rested(clocks, owed, place)
        leg = (place, place := task.call.place)
        arrived = _rested(_travelled(problem, vehicle, clocks, leg), owed, place)
        clocks = {}
        for taken, (at, chain) in arrived.items():
            begin = _opening(task.call, at)
            if begin is not None and _rest_waits(owed, taken, begin + task.call.service):
                leave = begin + task.call.service
                metres = int(problem.matrix.distance[leg])
                visit = Visit(task.name, task.kind, place, _arrival(chain, at, leg), begin, leave, metres)
                clocks[taken] = (leave, (visit, chain))
        if not clocks:
            return _lateness(task.call, arrived)
    home = _travelled(problem, vehicle, _rested(clocks, owed, place), (place, vehicle.end))
    ends = [clock for taken, clock in home.items() if _rest_waits(owed, taken, clock[0])]
    return min(ends, key=lambda clock: clock[0]) if ends else Trouble("break", 0)


def _rested(clocks: Clocks, owed: Sequence[Break], place: int) -> Clocks:
    """The same clocks and those after the next breaks, taken here."""
    rested = dict(clocks)
    for taken, rest in enumerate(owed):
        if taken not in rested:
            continue
        at, chain = rested[taken]
        begin = max(at, rest.start.opens)
        end = begin + rest.duration
        if begin <= rest.start.closes and (taken + 1 not in rested or end < rested[taken + 1][0]):
            rested[taken + 1] = (end, (Visit("break", "break", place, at, begin, end), chain))
    return rested


def _travelled(problem: Problem, vehicle: Vehicle, clocks: Clocks, leg: tuple[int, int]) -> Clocks:
    seconds = round(int(problem.matrix.duration[leg]) * vehicle.pace)
    return {taken: (at + seconds, chain) for taken, (at, chain) in clocks.items()}


def _opening(call: Call, at: int) -> int | None:
    return min((max(at, window.opens) for window in call.windows if at <= window.closes), default=None)


def _rest_waits(owed: Sequence[Break], taken: int, until: int) -> bool:
    """Whether the next break can still begin in time when the driver is busy until then."""
    return taken == len(owed) or until <= owed[taken].start.closes


def _arrival(chain: Chain, at: int, leg: tuple[int, int]) -> int:
    """The wheels stop before a break that is taken at the customer's door."""
    if chain is not None and chain[0].kind == "break" and chain[0].place == leg[1] != leg[0]:
        return chain[0].arrive
    return at


def _lateness(call: Call, arrived: Clocks) -> Trouble:
    last = max(window.closes for window in call.windows)
    by = min((at for at, _ in arrived.values())) - last
    return Trouble("late", by) if by > 0 else Trouble("break", 0)


def _latest_start(
    problem: Problem, vehicle: Vehicle, tasks: Sequence[Task], clocked: tuple[int, Chain]
) -> tuple[int, tuple[Visit, ...]]:
    """Halving: the latest start with the same end, so that the driver does not wait at the first door."""
    low, high, best = vehicle.shift.opens, clocked[0], clocked[1]
    while low < high:
        middle = (low + high + 1) // 2
        later = _clock(problem, vehicle, tasks, middle)
        if isinstance(later, Trouble) or later[0] != clocked[0]:
            high = middle - 1
        else:
            low, best = middle, later[1]
    return low, _unrolled(best)


def _unrolled(chain: Chain) -> tuple[Visit, ...]:
    visits: list[Visit] = []
    while chain is not None:
        visits.append(chain[0])
        chain = chain[1]
    return tuple(reversed(visits))


def _route(problem: Problem, vehicle: Vehicle, visits: tuple[Visit, ...], span: tuple[int, int]) -> Route:
    stations = [vehicle.start, *(visit.place for visit in visits if visit.kind != "break"), vehicle.end]
    metres = sum(int(problem.matrix.distance[leg]) for leg in pairwise(stations))
    start, end = span
    cost = vehicle.fixed_cost + vehicle.cost_per_metre * metres + vehicle.cost_per_second * (end - start)
    return Route(vehicle.name, 1, visits, start, end, metres, cost, (vehicle.start, vehicle.end))
