"""After the search: what the exact clock does not accept is taken off its route, offered to every other place in every
route, and, if none can take it, left out with the reason that was nearest to being overcome."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from yunhe.planning.routing.model import Problem, Route, Unserved, Vehicle, Work
from yunhe.planning.routing.timing import Task, Trouble, drive, legs_of, tasks_of

Sequences = Sequence[tuple[Vehicle, Sequence[Task]]]

SENTENCES = {
    "unreachable": "no way leads from {vehicle} to it",
    "distance": "{vehicle} could take it only by driving {by} m more than it may",
    "weight": "every vehicle that could come is full; {vehicle} lacks {by} g",
    "volume": "every vehicle that could come is full; {vehicle} lacks {by} cm³",
    "late": "{vehicle} could take it only if a window closed {by} s later",
    "break": "{vehicle} could take it only without its break",
    "shift": "{vehicle} could take it only in a shift {by} s longer",
    "vehicle": "no vehicle with what it needs is at hand",
}
TIMES = ("late", "shift", "break", "distance")


@dataclass(frozen=True)
class Draft:
    """A route in the making: it is driveable at any moment."""

    vehicle: Vehicle
    tasks: tuple[Task, ...]
    route: Route


def mended(problem: Problem, sequences: Sequences) -> tuple[tuple[Draft, ...], tuple[Unserved, ...]]:
    """Driveable routes that serve all that the sequences serve and more where it fits; and the rest with reasons."""
    works = {work.name: work for work in problem.works}
    drafts = [draft for vehicle, tasks in sequences if (draft := _pruned(problem, works, vehicle, tasks))]
    on_route = {name for draft in drafts for name in draft.route.names}
    left_out = []
    for work in sorted((work for name, work in works.items() if name not in on_route), key=lambda w: -w.priority):
        refusal = _inserted(problem, drafts, work)
        if refusal:
            left_out.append(refusal)
    return _numbered(drafts), tuple(left_out)


def _pruned(problem: Problem, works: dict[str, Work], vehicle: Vehicle, tasks: Sequence[Task]) -> Draft | None:
    """The longest wish of a route that can be kept: work leaves, lowest priority first, until the clock accepts it.
    Among equals goes the one whose leaving alone heals the route, else the one that saves most metres."""
    kept = [task for task in tasks if works[task.name].needs <= vehicle.skills]
    route = drive(problem, vehicle, kept)
    while isinstance(route, Trouble):
        name = min({task.name for task in kept}, key=lambda one: _leaving(problem, works, vehicle, kept, one))
        kept = _without(kept, name)
        route = drive(problem, vehicle, kept)
    return Draft(vehicle, tuple(kept), route) if kept else None


def _leaving(
    problem: Problem, works: dict[str, Work], vehicle: Vehicle, tasks: Sequence[Task], name: str
) -> tuple[int, bool, int, str]:
    rest = _without(tasks, name)
    heals = not isinstance(drive(problem, vehicle, rest), Trouble)
    return works[name].priority, not heals, _metres(problem, vehicle, rest), name


def _without(tasks: Sequence[Task], name: str) -> list[Task]:
    return [task for task in tasks if task.name != name]


def _metres(problem: Problem, vehicle: Vehicle, tasks: Sequence[Task]) -> int:
    return sum(int(problem.matrix.distance[leg]) for leg in legs_of(vehicle, tasks))


def _inserted(problem: Problem, drafts: list[Draft], work: Work) -> Unserved | None:
    """Puts the work where it costs least, on a route or a vehicle still at home; or says what stood nearest."""
    nearest: list[tuple[Trouble, Vehicle]] = []
    options = sorted(_options(problem, drafts, work), key=lambda option: option[0])
    for _, position, vehicle, tasks in options:
        route = drive(problem, vehicle, tasks)
        if isinstance(route, Trouble):
            nearest.append((route, vehicle))
            continue
        draft = Draft(vehicle, tuple(tasks), route)
        if position < len(drafts):
            drafts[position] = draft
        else:
            drafts.append(draft)
        return None
    return _refusal(work, nearest)


def _options(problem: Problem, drafts: list[Draft], work: Work) -> Iterator[tuple[int, int, Vehicle, list[Task]]]:
    """Each way to put the work in: (added cost, route, vehicle, tasks)."""
    used = Counter(draft.vehicle.name for draft in drafts)
    idle = [vehicle for vehicle in problem.vehicles if used[vehicle.name] < vehicle.count]
    wholes: list[tuple[Vehicle, tuple[Task, ...], int]] = [(draft.vehicle, draft.tasks, 0) for draft in drafts]
    wholes += [(vehicle, (), vehicle.fixed_cost) for vehicle in idle]
    for position, (vehicle, tasks, fixed) in enumerate(wholes):
        if not work.needs <= vehicle.skills:
            continue
        before = _metres(problem, vehicle, tasks) if tasks else 0
        for candidate in _placings(list(tasks), tasks_of(work)):
            added = fixed + vehicle.cost_per_metre * (_metres(problem, vehicle, candidate) - before)
            yield added, position, vehicle, candidate


def _placings(tasks: list[Task], new: tuple[Task, ...]) -> Iterator[list[Task]]:
    for first in range(len(tasks) + 1):
        if len(new) == 1:
            yield [*tasks[:first], new[0], *tasks[first:]]
            continue
        for second in range(first, len(tasks) + 1):
            yield [*tasks[:first], new[0], *tasks[first:second], new[1], *tasks[second:]]


def _refusal(work: Work, nearest: list[tuple[Trouble, Vehicle]]) -> Unserved:
    """A lack of time is named only where the load would fit, because then a later window would really help."""
    if not nearest:
        return Unserved(work.name, "vehicle", SENTENCES["vehicle"])
    timely = [pair for pair in nearest if pair[0].reason in TIMES]
    trouble, vehicle = min(timely or nearest, key=lambda pair: pair[0].by)
    text = SENTENCES[trouble.reason].format(vehicle=vehicle.name, by=trouble.by)
    return Unserved(work.name, trouble.reason, text, trouble.by)


def _numbered(drafts: Sequence[Draft]) -> tuple[Draft, ...]:
    """Vehicles of one kind are counted from 1, in the order of their first start."""
    counted: Counter[str] = Counter()
    numbered = []
    for draft in sorted(drafts, key=lambda d: (d.vehicle.name, d.route.start, d.route.names)):
        counted[draft.vehicle.name] += 1
        numbered.append(replace(draft, route=replace(draft.route, number=counted[draft.vehicle.name])))
    return tuple(numbered)
