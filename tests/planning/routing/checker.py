"""Judges plans without the code that made them: files are read anew, routes driven anew."""

import math

from yunhe.planning.routing import Plan, Problem, Route, Transfer, Vehicle


def judge_cvrp(text: str, routes: list[list[int]]) -> int:
    """The cost of routes for a VRPLIB file: every customer once, no vehicle overloaded, rounded distances."""
    words = text.split()
    capacity = int(words[words.index("CAPACITY") + 2])
    size = int(words[words.index("DIMENSION") + 2])
    at = words.index("NODE_COORD_SECTION") + 1
    spots = [(float(words[at + 3 * i + 1]), float(words[at + 3 * i + 2])) for i in range(size)]
    at = words.index("DEMAND_SECTION") + 1
    demand = [int(words[at + 2 * i + 1]) for i in range(size)]
    assert sorted(c for route in routes for c in route) == list(range(1, size))
    assert all(sum(demand[c] for c in route) <= capacity for route in routes)
    cost = 0
    for route in routes:
        line = [0, *route, 0]
        cost += sum(int(math.dist(spots[a], spots[b]) + 0.5) for a, b in zip(line, line[1:]))
    return cost


def judge_vrptw(text: str, routes: list[list[int]]) -> int:
    """The cost of routes for a Solomon file in tenths: every customer once, loads, windows, the depot's closing."""
    rows = [[int(word) for word in line.split()] for line in text.splitlines() if len(line.split()) in (2, 7)
            and line.split()[0].isdigit()]  # fmt: skip
    (vehicles, capacity), table = rows[0], [row for row in rows if len(row) == 7]
    assert len(routes) <= vehicles
    assert sorted(c for route in routes for c in route) == list(range(1, len(table)))
    cost = 0
    for route in routes:
        assert sum(table[c][3] for c in route) <= capacity
        clock, here = 0, 0
        for following in [*route, 0]:
            tenths = math.floor(10 * math.dist(table[here][1:3], table[following][1:3]) + 1e-9)
            cost += tenths
            clock = max(clock + 10 * table[here][6] + tenths, 10 * table[following][4])
            assert clock <= 10 * table[following][5]
            here = following
    return cost


def judge_plan(problem: Problem, plan: Plan) -> None:
    """Every promise of a plan: each work served once or named, times that add up, windows, loads, skills, shifts."""
    works = {work.name: work for work in (*problem.stops, *problem.transfers)}
    kinds = {vehicle.name: vehicle for vehicle in problem.vehicles}
    served: dict[str, list[tuple[int, str]]] = {}
    for number, route in enumerate(plan.routes):
        vehicle = kinds[route.vehicle]
        assert route.number <= vehicle.count
        place, clock, metres = vehicle.start, route.start, 0
        assert route.start >= vehicle.shift.opens
        aboard = [0, 0]
        for visit in route.visits:
            work = works.get(visit.name)
            if visit.kind == "stop":
                aboard = [aboard[0] + work.delivery.weight, aboard[1] + work.delivery.volume]
        for visit in route.visits:
            if visit.kind == "break":
                metres += int(problem.matrix.distance[place, visit.place])
                clock += round(int(problem.matrix.duration[place, visit.place]) * vehicle.pace)
                assert visit.begin >= clock
                place, clock = visit.place, visit.leave
                continue
            work = works[visit.name]
            assert work.needs <= vehicle.skills
            call = work.call if visit.kind == "stop" else getattr(work, visit.kind)
            metres += int(problem.matrix.distance[place, call.place])
            clock += round(int(problem.matrix.duration[place, call.place]) * vehicle.pace)
            assert visit.begin >= clock
            assert any(window.opens <= visit.begin <= window.closes for window in call.windows)
            assert visit.leave == visit.begin + call.service
            on, off = _moved(work, visit.kind)
            assert aboard[0] <= vehicle.capacity.weight
            assert aboard[1] <= vehicle.capacity.volume
            aboard = [aboard[0] + on.weight - off.weight, aboard[1] + on.volume - off.volume]
            assert aboard[0] <= vehicle.capacity.weight
            assert aboard[1] <= vehicle.capacity.volume
            served.setdefault(visit.name, []).append((number, visit.kind))
            place, clock = call.place, visit.leave
        metres += int(problem.matrix.distance[place, vehicle.end])
        clock += round(int(problem.matrix.duration[place, vehicle.end]) * vehicle.pace)
        judge_breaks(vehicle, route)
        assert route.distance == metres
        assert clock <= route.end <= vehicle.shift.closes
        assert route.end - route.start <= vehicle.max_duration
    for name, work in works.items():
        calls = served.get(name, [])
        if isinstance(work, Transfer) and calls:
            assert [kind for _, kind in calls] == ["collect", "deliver"]
            assert len({number for number, _ in calls}) == 1
        assert (len(calls) > 0) != (name in {out.name for out in plan.unserved})
        assert len(calls) <= (2 if isinstance(work, Transfer) else 1)


def judge_breaks(vehicle: Vehicle, route: Route) -> None:
    """Who is under way when the window of a break closes has begun that break inside the window."""
    begun = [visit for visit in route.visits if visit.kind == "break"]
    for rest in vehicle.breaks:
        if route.start <= rest.start.closes < route.end:
            mine = [visit for visit in begun if rest.start.opens <= visit.begin <= rest.start.closes]
            assert [visit.leave - visit.begin for visit in mine] == [rest.duration]


def _moved(work, kind):
    if kind == "stop":
        return work.pickup, work.delivery
    nothing = type(work.load)()
    return (work.load, nothing) if kind == "collect" else (nothing, work.load)
