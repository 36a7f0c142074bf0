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
    coordinates = _section(lines, "NODE_COORD_SECTION")
    demand = {int(row[0]): int(row[1]) for row in _section(lines, "DEMAND_SECTION")}
    depot = int(_section(lines, "DEPOT_SECTION")[0][0])
    rows = sorted(coordinates, key=lambda row: (int(row[0]) != depot, int(row[0])))
    points = tuple((float(row[1]), float(row[2])) for row in rows)
    capacity, limit = Load(_whole(head, "CAPACITY")), _whole(head, "DISTANCE") if "DISTANCE" in head else FOREVER
    lengths = np.floor(_euclidean(points) + 0.5).astype(np.int64)
    stops = tuple(
        Stop(str(place), Call(place), delivery=Load(demand[int(row[0])])) for place, row in enumerate(rows[1:], start=1)
    )
    vehicle = Vehicle("vehicle", 0, 0, capacity=capacity, count=len(stops), max_distance=limit)
    return Benchmark(head.get("NAME", "?"), Problem(Matrix(lengths, lengths), (vehicle,), stops), points)


def _whole(head: dict[str, str], key: str) -> int:
    if key not in head:
        raise RoutingError(f"the file says no {key}", offender=key)
    return int(float(head[key]))


def _section(lines: list[str], title: str) -> list[list[str]]:
    starts = [number for number, line in enumerate(lines) if line.startswith(title)]
    if not starts:
        raise RoutingError(f"the file has no section {title}", offender=title)
    rows = []
    for line in lines[starts[0] + 1 :]:
        if line[0].isalpha() or line.split()[0] == "-1":
            break
        rows.append(line.split())
    return rows


def _solomon(lines: list[str]) -> Benchmark:
    numbers = [[float(word) for word in line.split()] for line in lines if _numeric(line)]
    fleet, table = next(row for row in numbers if len(row) == 2), [row for row in numbers if len(row) == 7]
    points = tuple((row[1], row[2]) for row in table)
    lengths = np.floor(TENTHS * _euclidean(points) + 1e-6).astype(np.int64)
    stops = tuple(_customer(place, row) for place, row in enumerate(table[1:], start=1))
    day = Window(int(table[0][4] * TENTHS), int(table[0][5] * TENTHS))
    vehicle = Vehicle("vehicle", 0, 0, capacity=Load(int(fleet[1])), count=int(fleet[0]), shift=day)
    return Benchmark(lines[0], Problem(Matrix(lengths, lengths), (vehicle,), stops), points)


def _customer(place: int, row: list[float]) -> Stop:
    window = Window(int(row[4] * TENTHS), int(row[5] * TENTHS))
    return Stop(str(place), Call(place, (window,), int(row[6] * TENTHS)), delivery=Load(int(row[3])))


def _numeric(line: str) -> bool:
    return all(word.replace(".", "", 1).lstrip("-").isdigit() for word in line.split())


def _euclidean(points: tuple[tuple[float, float], ...]) -> NDArray[np.float64]:
    spots = np.array(points, dtype=float)
    return np.asarray(np.sqrt(((spots[:, None] - spots[None]) ** 2).sum(axis=-1)))
