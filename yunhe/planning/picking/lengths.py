"""How long the walk through some orders is, without the walk: asked tens of thousands of times by batching."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from yunhe.planning.picking.exact import MOST_BLOCKS
from yunhe.planning.picking.improve import improved_walk
from yunhe.planning.picking.kernel import aisle_costs, compiled, shortest
from yunhe.planning.picking.layout import Place, Warehouse
from yunhe.planning.picking.states import steps


class Picked(Protocol):
    """Anything with places to visit."""

    @property
    def places(self) -> tuple[Place, ...]: ...


class Lengths:
    """Lengths of shortest walks in one warehouse, remembered by the orders; an unkicked short walk above three blocks.

    The orders asked for must outlive this object: it knows them by identity.
    """

    def __init__(self, warehouse: Warehouse) -> None:
        self.warehouse = warehouse
        self._known: dict[frozenset[int], float] = {}
        self._stops: dict[int, list[tuple[int, float]]] = {}
        self._crosses = np.array(warehouse.crosses, dtype=np.float64)
        self._gaps = np.diff(np.array(warehouse.aisles, dtype=np.float64))
        self._table = steps(len(warehouse.crosses)) if warehouse.blocks <= MOST_BLOCKS else None

    def of(self, orders: Sequence[Picked]) -> float:
        """Length of the walk through all places of the orders; 0 for none."""
        key = frozenset(map(id, orders))
        length = self._known.get(key)
        if length is None:
            length = self._known[key] = self._measure(orders)
        return length

    def _measure(self, orders: Sequence[Picked]) -> float:
        stops: set[tuple[int, float]] = set()
        for order in orders:
            if id(order) not in self._stops:
                self._stops[id(order)] = [(place.aisle, place.y) for place in order.places]
            stops.update(self._stops[id(order)])
        if not stops:
            return 0.0
        if self._table is None:
            places = [Place("", aisle, y) for aisle, y in sorted(stops)]
            return improved_walk(self.warehouse, places, kicks=0).length
        depot, bit = self.warehouse.depot
        ordered = sorted(stops)
        first, last = min(ordered[0][0], depot), max(ordered[-1][0], depot)
        cost = compiled(aisle_costs)(
            np.array([aisle - first for aisle, _ in ordered], dtype=np.int64),
            np.array([y for _, y in ordered], dtype=np.float64),
            last - first + 1,
            self._crosses,
        )
        return float(compiled(shortest)(cost, self._gaps[first:last], depot - first, bit, *self._table)[0])
