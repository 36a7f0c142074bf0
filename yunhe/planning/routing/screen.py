"""What can be refused before any search: each stop that no vehicle could serve even alone, with the reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from yunhe.planning.routing.errors import RoutingError
from yunhe.planning.routing.model import Call, Problem, Unserved, Vehicle, Work
from yunhe.planning.routing.timing import Trouble, drive, tasks_of

SENTENCES = {
    "unreachable": "no way leads there and back from where a vehicle starts and ends",
    "distance": "the round trip is {by} m longer than any vehicle may drive",
    "weight": "it is {by} g too heavy for any vehicle",
    "volume": "it is {by} cm³ too large for any vehicle",
    "late": "the first vehicle would come {by} s after the window closes",
    "break": "no vehicle can serve it and keep its break",
    "shift": "alone it would keep the vehicle {by} s longer than a shift allows",
}


def screened(problem: Problem) -> tuple[Problem, tuple[Unserved, ...]]:
    """The problem without hopeless work, and that work with its reasons.

    Raises RoutingError when nothing at all can be planned: no vehicle, a name used twice, a vehicle off the matrix.
    """
    _check_vehicles(problem)
    _check_names(problem)
    refused = {work.name: refusal for work in problem.works if (refusal := _hopeless(problem, work))}
    stops = tuple(stop for stop in problem.stops if stop.name not in refused)
    transfers = tuple(transfer for transfer in problem.transfers if transfer.name not in refused)
    return replace(problem, stops=stops, transfers=transfers), tuple(refused.values())


def able(vehicles: Iterable[Vehicle], work: Work) -> list[Vehicle]:
    """The vehicles with every skill the work needs."""
    return [vehicle for vehicle in vehicles if work.needs <= vehicle.skills]


def _check_vehicles(problem: Problem) -> None:
    if not problem.vehicles:
        raise RoutingError("there is no vehicle", offender="vehicles")
    for vehicle in problem.vehicles:
        if not (0 <= vehicle.start < len(problem.matrix) and 0 <= vehicle.end < len(problem.matrix)):
            raise RoutingError(f"vehicle {vehicle.name} starts or ends outside the matrix", offender=vehicle.name)
        if vehicle.shift.closes < vehicle.shift.opens:
            raise RoutingError(f"the shift of vehicle {vehicle.name} ends before it begins", offender=vehicle.name)
        if vehicle.pace <= 0 or vehicle.count < 0:
            raise RoutingError(
                f"vehicle {vehicle.name} needs a pace above 0 and a count of 0 or more", offender=vehicle.name
            )


def _check_names(problem: Problem) -> None:
    for kind, names in (
        ("vehicle", [vehicle.name for vehicle in problem.vehicles]),
        ("stop or transfer", [work.name for work in problem.works]),
    ):
        twice = [name for name, times in Counter(names).items() if times > 1]
        if twice:
            raise RoutingError(f"two of {kind} are called {twice[0]}", offender=twice[0])


def _hopeless(problem: Problem, work: Work) -> Unserved | None:
    tasks = tasks_of(work)
    for task in tasks:
        wrong = _call_error(problem, task.call)
        if wrong:
            return Unserved(work.name, "input", wrong)
    if any(min(load.weight, load.volume) < 0 for task in tasks for load in (task.on, task.off)):
        return Unserved(work.name, "input", "its load is negative")
    if work.priority < 1:
        return Unserved(work.name, "input", f"its priority is {work.priority}; 1 is the lowest")
    candidates = [vehicle for vehicle in able(problem.vehicles, work) if vehicle.count]
    if not candidates:
        lacking = ", ".join(sorted(work.needs)) or "any"
        return Unserved(work.name, "vehicle", f"no vehicle has what it needs: {lacking}")
    troubles = []
    for vehicle in candidates:
        alone = drive(problem, vehicle, tasks)
        if not isinstance(alone, Trouble):
            return None
        troubles.append(alone)
    least = min(troubles, key=lambda trouble: trouble.by)
    return Unserved(work.name, least.reason, SENTENCES[least.reason].format(by=least.by), least.by)


def _call_error(problem: Problem, call: Call) -> str:
    if not 0 <= call.place < len(problem.matrix):
        return f"place {call.place} is not in the matrix"
    if call.service < 0:
        return f"its service time is {call.service} s"
    if not call.windows:
        return "it has no window"
    for window in call.windows:
        if window.closes < window.opens:
            return f"its window closes at {window.closes} before it opens at {window.opens}"
    return ""
