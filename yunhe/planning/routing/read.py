"""The two standard text formats of vehicle routing: VRPLIB (CVRP) and Solomon (VRPTW)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yunhe.planning.routing.distance import Matrix
from yunhe.planning.routing.errors import RoutingError
from yunhe.planning.routing.model import FOREVER, Call, Load, Problem, Stop, Vehicle, Window

TENTHS = 10


@dataclass(frozen=True)
class Benchmark:
    """A published instance: the depot is place 0, customer i is place i and has the name str(i), as in .sol files."""

    name: str
    problem: Problem
    points: tuple[tuple[float, float], ...]


def read(text: str) -> Benchmark:
    """A VRPLIB CVRP (Euclidean distances rounded to whole numbers) or a Solomon file (distances and times × 10,
    truncated, as in the DIMACS challenge of 2021). Raises RoutingError when the text is neither."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if any(line.startswith("NODE_COORD_SECTION") for line in lines):
        return _vrplib(lines)
    if any(line.upper().startswith("CUST") for line in lines):
        return _solomon(lines)
    raise RoutingError("neither VRPLIB (NODE_COORD_SECTION) nor Solomon (CUSTOMER) was found", offender="file")


def _vrplib(lines: list[str]) -> Benchmark:
    head = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in lines if ":" in line)}
    kind = head.get("EDGE_WEIGHT_TYPE", "missing")
    if kind != "EUC_2D":
        raise RoutingError(f"only EUC_2D is read, this file says {kind}", offender="EDGE_WEIGHT_TYPE")
    coordinates = {int(row[0]): (row[1], row[2]) for row in _section(lines, "NODE_COORD_SECTION", 3)}
    demand = {int(row[0]): int(row[1]) for row in _section(lines, "DEMAND_SECTION", 2)}
    depots = [int(row[0]) for row in _section(lines, "DEPOT_SECTION", 1)]
    lacking = [node for node in coordinates if node not in demand] + [
        node for node in depots if node not in coordinates
    ]
    if lacking or not depots:
        name = f"node {lacking[0]}" if lacking else "the depot"
        raise RoutingError(f"{name} lacks its coordinates or its demand", offender=name)
    nodes = sorted(coordinates, key=lambda node: (node != depots[0], node))
    points = tuple(coordinates[node] for node in nodes)
    capacity, limit = Load(_whole(head, "CAPACITY")), _whole(head, "DISTANCE") if "DISTANCE" in head else FOREVER
    lengths = np.floor(_euclidean(points) + 0.5).astype(np.int64)
    stops = tuple(Stop(str(place), Call(place), delivery=Load(demand[nodes[place]])) for place in range(1, len(nodes)))
    vehicle = Vehicle("vehicle", 0, 0, capacity=capacity, count=len(stops), max_distance=limit)
    return Benchmark(head.get("NAME", "?"), Problem(Matrix(lengths, lengths), (vehicle,), stops), points)


def _whole(head: dict[str, str], key: str) -> int:
    if key not in head:
        raise RoutingError(f"the file says no {key}", offender=key)
    return int(_numbers(head[key], 1)[0])


def _section(lines: list[str], title: str, width: int) -> list[list[float]]:
    starts = [number for number, line in enumerate(lines) if line.startswith(title)]
    if not starts:
        raise RoutingError(f"the file has no section {title}", offender=title)
    rows = []
    for line in lines[starts[0] + 1 :]:
        if line[0].isalpha() or line.split()[0] == "-1":
            break
        rows.append(_numbers(line, width))
    return rows


def _numbers(line: str, width: int) -> list[float]:
    """The numbers of one line; RoutingError showing the line where they are not `width` numbers."""
    try:
        numbers = [float(word) for word in line.split()]
    except ValueError:
        numbers = []
    if len(numbers) != width or not np.isfinite(numbers).all():
        raise RoutingError(f"{line!r} is not a line of {width} numbers", offender=line)
    return numbers


def _solomon(lines: list[str]) -> Benchmark:
    upper = [line.upper() for line in lines]
    heads = [next((n for n, line in enumerate(upper) if line.startswith(word)), 0) for word in ("NUMBER", "CUST NO")]
    if not all(heads) or len(lines) < heads[1] + 2:
        raise RoutingError("the file lacks the lines after NUMBER or CUST NO.", offender="file")
    fleet, table = _numbers(lines[heads[0] + 1], 2), [_numbers(line, 7) for line in lines[heads[1] + 1 :]]
    points = tuple((row[1], row[2]) for row in table)
    lengths = np.floor(TENTHS * _euclidean(points) + 1e-6).astype(np.int64)
    stops = tuple(_customer(place, row) for place, row in enumerate(table[1:], start=1))
    day = Window(int(table[0][4] * TENTHS), int(table[0][5] * TENTHS))
    vehicle = Vehicle("vehicle", 0, 0, capacity=Load(int(fleet[1])), count=int(fleet[0]), shift=day)
    return Benchmark(lines[0], Problem(Matrix(lengths, lengths), (vehicle,), stops), points)


def _customer(place: int, row: list[float]) -> Stop:
    window = Window(int(row[4] * TENTHS), int(row[5] * TENTHS))
    return Stop(str(place), Call(place, (window,), int(row[6] * TENTHS)), delivery=Load(int(row[3])))


def _euclidean(points: tuple[tuple[float, float], ...]) -> NDArray[np.float64]:
    spots = np.array(points, dtype=float)
    return np.asarray(np.sqrt(((spots[:, None] - spots[None]) ** 2).sum(axis=-1)))
