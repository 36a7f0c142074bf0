"""PyVRP inside: the problem in its terms, its answer in ours. The only file that knows PyVRP (0.14)."""

from __future__ import annotations

import time
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from yunhe.planning.routing.distance import UNREACHABLE, Matrix
from yunhe.planning.routing.model import FOREVER, Call, Load, Problem, Vehicle, Window
from yunhe.planning.routing.timing import Task, tasks_of

if TYPE_CHECKING:
    import pyvrp

FORBIDDEN = 10**9
"""Metres and seconds of a leg that may not be driven: dearer than any prize, later than any shift, safe to add up."""

Sequences = list[tuple[Vehicle, tuple[Task, ...]]]


@dataclass
class Found:
    """What the engine found: a vehicle and its tasks per route, complete and feasible or not, and its own solution."""

    sequences: Sequences
    feasible: bool
    iterations: int
    solution: Any


@dataclass
class Engine:
    """The compiled problem. Work is `required` (all or infeasible) or optional, each worth its priority × `prize`."""

    problem: Problem
    required: bool
    data: pyvrp.ProblemData = field(init=False)
    owners: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.data = _compiled(self.problem, self.required, 0 if self.required else round_trip(self.problem))
        self.owners = [number for number, stop in enumerate(self.problem.stops) for _ in stop.call.windows]

    def search(self, *, seconds: float, seed: int, patience: float = 1.0, first: Any = None) -> Found:
        """Iterated local search for `seconds`, from the solution `first` if there is one. Without any feasible answer
        after `patience` × seconds it gives up."""
        import pyvrp
        from pyvrp.exceptions import PenaltyBoundWarning

        stop = _Stop(seconds, patience)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", PenaltyBoundWarning)  # what cannot be served is told as unserved
            outcome = pyvrp.solve(self.data, stop, seed=seed, collect_stats=False, initial_solution=first)
        sequences = [self._sequence(route) for route in outcome.best.routes()]
        feasible = bool(outcome.best.is_feasible())
        return Found(
            [(v, tasks) for v, tasks in sequences if tasks], feasible, int(outcome.num_iterations), outcome.best
        )

    def _sequence(self, route: pyvrp.Route) -> tuple[Vehicle, tuple[Task, ...]]:
        tasks: list[Task] = []
        for activity in route.schedule():
            if activity.is_client():
                tasks += tasks_of(self.problem.stops[self.owners[activity.idx]])
            elif activity.is_shipment():
                collect, deliver = tasks_of(self.problem.transfers[activity.idx])
                tasks.append(collect if activity.is_pickup() else deliver)
        return self.problem.vehicles[route.vehicle_type()], tuple(tasks)


def round_trip(problem: Problem) -> int:
    """More than any detour can cost: what one point of priority is worth, so that work is left out only in need."""
    metres, seconds = int(problem.matrix.distance.max()), int(problem.matrix.duration.max())
    service = max((task.call.service for work in problem.works for task in tasks_of(work)), default=0)
    return 1 + max(
        v.fixed_cost + 4 * v.cost_per_metre * metres + v.cost_per_second * (4 * round(seconds * v.pace) + 2 * service)
        for v in problem.vehicles
    )


class _Stop:
    """Stops after `seconds`, or after `patience` × seconds while the best cost is still that of nothing feasible."""

    def __init__(self, seconds: float, patience: float) -> None:
        self.began = time.perf_counter()
        self.seconds = seconds
        self.hopeless_at = seconds * patience

    def __call__(self, best_cost: float) -> bool:
        spent = time.perf_counter() - self.began
        return spent >= self.seconds or (spent >= self.hopeless_at and best_cost >= np.iinfo(np.int64).max)


def _compiled(problem: Problem, required: bool, prize: int) -> pyvrp.ProblemData:
    import pyvrp

    calls, barred = _calls(problem)
    starts = sorted({place for vehicle in problem.vehicles for place in (vehicle.start, vehicle.end)})
    places = starts + [call.place for call in calls]
    kinds = list(dict.fromkeys((vehicle.skills, vehicle.pace) for vehicle in problem.vehicles))
    tables = [_tables(problem.matrix, places, len(starts), _closed(barred, skills), pace) for skills, pace in kinds]
    clients, groups = _clients(problem, len(starts), required, prize)
    return pyvrp.ProblemData(
        [pyvrp.Location(0, 0) for _ in places],
        clients,
        [pyvrp.Depot(number) for number in range(len(starts))],
        [_vehicle_type(problem, v, starts, kinds.index((v.skills, v.pace))) for v in problem.vehicles],
        [metres for metres, _ in tables],
        [seconds for _, seconds in tables],
        groups,
        _shipments(problem, len(starts) + len(problem.stops), required, prize),
    )


def _calls(problem: Problem) -> tuple[list[Call], list[frozenset[str]]]:
    """One location per call, so that a place can be open to one stop's vehicles and closed to another's."""
    pairs = [(task.call, work.needs) for work in problem.works for task in tasks_of(work)]
    return [call for call, _ in pairs], [needs for _, needs in pairs]


def _closed(needs: Sequence[frozenset[str]], skills: frozenset[str]) -> list[int]:
    return [number for number, wanted in enumerate(needs) if not wanted <= skills]


def _tables(matrix: Matrix, places: list[int], first: int, closed: list[int], pace: float) -> tuple[Any, Any]:
    grid = np.ix_(places, places)
    metres = matrix.distance[grid].copy()
    seconds = matrix.duration[grid].copy() if pace == 1 else np.rint(matrix.duration[grid] * pace).astype(np.int64)
    no_way = matrix.distance[grid] == UNREACHABLE
    no_way[[first + number for number in closed], :] = True
    no_way[:, [first + number for number in closed]] = True
    metres[no_way] = seconds[no_way] = FORBIDDEN
    np.fill_diagonal(metres, 0)
    np.fill_diagonal(seconds, 0)
    return metres, seconds


def _clients(problem: Problem, first: int, required: bool, prize: int) -> tuple[list[Any], list[Any]]:
    import pyvrp

    clients: list[Any] = []
    groups: list[Any] = []
    for number, stop in enumerate(problem.stops):
        group = None
        if len(stop.call.windows) > 1:
            group = len(groups)
            members = list(range(len(clients), len(clients) + len(stop.call.windows)))
            groups.append(pyvrp.ClientGroup(members, required=required))
        for window in stop.call.windows:
            client = pyvrp.Client(
                first + number,
                delivery=_amounts(problem, stop.delivery),
                pickup=_amounts(problem, stop.pickup),
                service_duration=stop.call.service,
                tw_early=window.opens,
                tw_late=window.closes,
                prize=prize * stop.priority,
                required=required and group is None,
                group=group,
            )
            clients.append(client)
    return clients, groups


def _shipments(problem: Problem, first: int, required: bool, prize: int) -> list[Any]:
    import pyvrp

    shipments = []
    for number, transfer in enumerate(problem.transfers):
        collect, deliver = _hull(transfer.collect), _hull(transfer.deliver)
        shipment = pyvrp.Shipment(
            first + 2 * number,
            first + 2 * number + 1,
            collect.opens,
            collect.closes,
            transfer.collect.service,
            deliver.opens,
            deliver.closes,
            transfer.deliver.service,
            _amounts(problem, transfer.load),
            prize * transfer.priority,
            required,
        )
        shipments.append(shipment)
    return shipments


def _amounts(problem: Problem, load: Load) -> list[int]:
    """Weight, and volume where any work has one: an idle dimension would only slow the search."""
    bulky = any(task.on.volume or task.off.volume for work in problem.works for task in tasks_of(work))
    return [load.weight, load.volume] if bulky else [load.weight]


def _hull(call: Call) -> Window:
    """PyVRP knows one window per end of a shipment: the exact clock judges the gaps afterwards."""
    return Window(min(w.opens for w in call.windows), max(w.closes for w in call.windows))


def _vehicle_type(problem: Problem, vehicle: Vehicle, starts: list[int], profile: int) -> Any:
    """Breaks shorten the shift here; where they fall is decided by the exact clock."""
    import pyvrp

    rest = sum(pause.duration for pause in vehicle.breaks)
    closes = max(vehicle.shift.opens, min(vehicle.shift.closes, FORBIDDEN // 2) - rest)
    return pyvrp.VehicleType(
        vehicle.count,
        _amounts(problem, vehicle.capacity),
        starts.index(vehicle.start),
        starts.index(vehicle.end),
        vehicle.fixed_cost,
        vehicle.shift.opens,
        closes,
        min(vehicle.max_duration, FOREVER),
        vehicle.max_distance,
        vehicle.cost_per_metre,
        vehicle.cost_per_second,
        profile,
    )
