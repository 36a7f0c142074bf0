"""The day goes on: done stops are history, goods aboard stay aboard, the rest is planned anew from where each is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from yunhe.planning.routing.errors import RoutingError
from yunhe.planning.routing.model import (
    NOTHING,
    Call,
    Plan,
    Problem,
    Route,
    Stop,
    Transfer,
    Vehicle,
    Visit,
    Window,
    Work,
)
from yunhe.planning.routing.solve import plan
from yunhe.planning.routing.timing import drive

AT_THE_DEPOT = "has not left the depot"


@dataclass(frozen=True)
class Progress:
    """Where one vehicle is: at `place`, free again at second `at`; `left` is when it started its route; `done` its
    visits so far, breaks included; `aboard` the names of stops and transfers whose goods it carries."""

    vehicle: str
    number: int
    place: int
    at: int
    left: int
    done: tuple[Visit, ...] = ()
    aboard: tuple[str, ...] = ()

    @property
    def tag(self) -> str:
        return f"aboard {self.vehicle} {self.number}"


def replan(
    problem: Problem, progress: Sequence[Progress], *, depot: int, now: int, seconds: float, seed: int = 1
) -> Plan:
    """The rest of the day. Goods aboard are delivered by the vehicle that carries them; goods still at place `depot`
    are collected there first, by a vehicle under way or by one that starts at `now` or later. Every route of a vehicle
    in `progress` begins with its done visits, unchanged (`Route.done` counts them).

    Raises RoutingError for progress of an unknown vehicle.
    """
    rest = _rest_of_day(problem, progress, depot, now)
    ahead = plan(rest, seconds=seconds, seed=seed)
    planned = {route.vehicle: route for route in ahead.routes}
    under_way = {one.tag: one for one in progress}
    vehicles = {vehicle.name: vehicle for vehicle in problem.vehicles}
    routes = [
        _joined(one, planned.get(tag) or _home(rest, tag), vehicles[one.vehicle]) for tag, one in under_way.items()
    ]
    started = {name: max((one.number for one in progress if one.vehicle == name), default=0) for name in vehicles}
    routes += [
        replace(route, number=route.number + started[route.vehicle])
        for route in ahead.routes
        if route.vehicle not in under_way
    ]
    return replace(ahead, routes=tuple(routes), cost=sum(route.cost for route in routes))


def _rest_of_day(problem: Problem, progress: Sequence[Progress], depot: int, now: int) -> Problem:
    known = {vehicle.name: vehicle for vehicle in problem.vehicles}
    strangers = [one.vehicle for one in progress if one.vehicle not in known]
    if strangers:
        raise RoutingError(
            f"progress of a vehicle that the problem does not have: {strangers[0]}", offender=strangers[0]
        )
    done = {visit.name for one in progress for visit in one.done if visit.kind in ("stop", "deliver")}
    carrier = {name: one.tag for one in progress for name in one.aboard}
    works = [_remaining(work, carrier, depot) for work in problem.works if work.name not in done]
    fresh = [_not_started(vehicle, progress, now) for vehicle in problem.vehicles]
    return Problem(
        problem.matrix,
        (*(_under_way(known[one.vehicle], one) for one in progress), *(v for v in fresh if v.count)),
        tuple(work for work in works if isinstance(work, Stop)),
        tuple(work for work in works if isinstance(work, Transfer)),
    )


def _remaining(work: Work, carrier: dict[str, str], depot: int) -> Work:
    """Aboard: bound to its carrier. Still at the depot: collected there first. Brought and fetched at one door: for a
    vehicle that has not left yet."""
    if work.name in carrier:
        needs = work.needs | {carrier[work.name]}
        if isinstance(work, Stop):
            return replace(work, needs=needs)
        return Stop(work.name, work.deliver, delivery=work.load, priority=work.priority, needs=needs)
    if isinstance(work, Transfer) or work.delivery == NOTHING:
        return work
    if work.pickup != NOTHING:
        return replace(work, needs=work.needs | {AT_THE_DEPOT})
    return Transfer(work.name, Call(depot), work.call, work.delivery, work.priority, work.needs)


def _under_way(vehicle: Vehicle, one: Progress) -> Vehicle:
    rested = sum(visit.kind == "break" for visit in one.done)
    return replace(
        vehicle,
        name=one.tag,
        count=1,
        start=one.place,
        shift=Window(one.at, max(one.at, vehicle.shift.closes)),
        breaks=tuple(sorted(vehicle.breaks, key=lambda rest: rest.start.closes)[rested:]),
        max_duration=max(0, vehicle.max_duration - (one.at - one.left)),
        max_distance=max(0, vehicle.max_distance - sum(visit.distance for visit in one.done)),
        fixed_cost=0,
        skills=vehicle.skills | {one.tag},
    )


def _not_started(vehicle: Vehicle, progress: Sequence[Progress], now: int) -> Vehicle:
    gone = sum(one.vehicle == vehicle.name for one in progress)
    shift = Window(max(now, vehicle.shift.opens), max(now, vehicle.shift.closes))
    return replace(vehicle, count=max(0, vehicle.count - gone), shift=shift, skills=vehicle.skills | {AT_THE_DEPOT})


def _home(rest: Problem, tag: str) -> Route:
    """Nothing more to do: straight to where the vehicle ends."""
    vehicle = next(vehicle for vehicle in rest.vehicles if vehicle.name == tag)
    free = replace(vehicle, shift=Window(vehicle.shift.opens), max_duration=2**40, max_distance=2**40, breaks=())
    route = drive(rest, free, ())
    if not isinstance(route, Route):
        raise RoutingError(f"no way leads {tag} home", offender=tag)
    return route


def _joined(one: Progress, ahead: Route, vehicle: Vehicle) -> Route:
    """History and future as one route. What was spent is spent: metres, seconds and the fixed cost of the vehicle."""
    driven = sum(visit.distance for visit in one.done)
    cost = vehicle.fixed_cost + vehicle.cost_per_metre * driven + vehicle.cost_per_second * (one.at - one.left)
    waited = vehicle.cost_per_second * (ahead.start - one.at)
    return Route(
        one.vehicle,
        one.number,
        (*one.done, *ahead.visits),
        one.left,
        ahead.end,
        driven + ahead.distance,
        cost + waited + ahead.cost,
        (vehicle.start, vehicle.end),
        len(one.done),
    )
