"""The shortest walk, exactly, for few cross aisles: choose how each aisle is walked, then string the pieces together."""

from collections.abc import Sequence

import numpy as np

from yunhe.planning.picking.kernel import aisle_costs, compiled, shortest
from yunhe.planning.picking.layout import Place, Point, Walk, Warehouse, path_length, tidy
from yunhe.planning.picking.states import FROM_HIGH, FROM_LOW, GAP, NONE, ONCE, steps

MOST_BLOCKS = 3  # up to here the steps are few enough


def shortest_walk(warehouse: Warehouse, places: Sequence[Place]) -> Walk:
    """The shortest round trip from the depot through all places of a warehouse of up to `MOST_BLOCKS` blocks.

    Ratliff & Rosenthal (1983), extended to more cross aisles as by Roodbergen & De Koster (2001). PickingError for a
    place outside the warehouse.
    """
    warehouse.check(places)
    if not places:
        return Walk((), (warehouse.start,), 0.0, "exact")
    ordered = sorted(places, key=lambda place: (place.aisle, place.y))
    first = min(ordered[0].aisle, warehouse.depot[0])
    last = max(ordered[-1].aisle, warehouse.depot[0])
    table = steps(len(warehouse.crosses))
    length, down, across = compiled(shortest)(
        compiled(aisle_costs)(
            np.array([place.aisle - first for place in ordered], dtype=np.int64),
            np.array([place.y for place in ordered], dtype=np.float64),
            last - first + 1,
            np.array(warehouse.crosses, dtype=np.float64),
        ),
        np.diff(np.array(warehouse.aisles[first : last + 1], dtype=np.float64)),
        warehouse.depot[0] - first,
        warehouse.depot[1],
        *table,
    )
    edges: list[tuple[Point, Point]] = []
    for offset in range(last - first + 1):
        aisle = first + offset
        ys = [place.y for place in ordered if place.aisle == aisle]
        edges += _down(warehouse, aisle, ys, table.v_ways[down[offset]].tolist())
        if offset:
            edges += _across(warehouse, aisle, table.h_edges[across[offset]].tolist())
    path = tidy(_circuit(edges, warehouse.start))
    return Walk(_in_order(warehouse, path, ordered), path, path_length(path), "exact")


def _down(warehouse: Warehouse, aisle: int, ys: list[float], ways: list[int]) -> list[tuple[Point, Point]]:
    """The pieces walked inside an aisle, each as often as it is walked."""
    x = warehouse.aisles[aisle]
    pieces: list[tuple[Point, Point]] = []
    for block, way in enumerate(ways):
        low, high = warehouse.crosses[block], warehouse.crosses[block + 1]
        inside = [y for y in ys if warehouse.block_of(y) == block]
        stops = {NONE: [], FROM_LOW: [low, *inside], FROM_HIGH: [*inside, high]}.get(way, [low, *inside, high])
        legs = list(zip(stops, stops[1:]))
        if way == GAP:
            legs.remove(max(zip(inside, inside[1:]), key=lambda leg: leg[1] - leg[0]))
        pieces += [((x, a), (x, b)) for a, b in legs for _ in range(1 if way == ONCE else 2)]
    return pieces


def _across(warehouse: Warehouse, aisle: int, edges: list[int]) -> list[tuple[Point, Point]]:
    left, right = warehouse.aisles[aisle - 1], warehouse.aisles[aisle]
    return [((left, y), (right, y)) for y, times in zip(warehouse.crosses, edges) for _ in range(times)]


def _circuit(edges: list[tuple[Point, Point]], start: Point) -> list[Point]:
    """A closed walk over all pieces (Hierholzer)."""
    ends: dict[Point, list[int]] = {}
    for n, (a, b) in enumerate(edges):
        ends.setdefault(a, []).append(n)
        ends.setdefault(b, []).append(n)
    used = [False] * len(edges)
    stack, path = [start], []
    while stack:
        here = ends.get(stack[-1], [])
        while here and used[here[-1]]:
            here.pop()
        if here:
            n = here.pop()
            used[n] = True
            a, b = edges[n]
            stack.append(b if stack[-1] == a else a)
        else:
            path.append(stack.pop())
    return path


def _in_order(warehouse: Warehouse, path: Sequence[Point], places: list[Place]) -> tuple[Place, ...]:
    """The places in the order in which the path comes by first."""
    waiting: dict[Point, list[Place]] = {}
    for place in places:
        waiting.setdefault(warehouse.point(place), []).append(place)
    return tuple(place for point in path for place in waiting.pop(point, ()))
