"""Picking: the shortest walk through a warehouse of aisles, and the walks in use today to compare with.

`walk` is exact up to three blocks (`exact`), a kicked local search above (`improve`); `policies` are the baselines.
"""

from collections.abc import Sequence

from yunhe.planning.picking.layout import PickingError, Place, Walk, Warehouse

__all__ = ["PickingError", "Place", "Walk", "Warehouse", "walk"]


def walk(warehouse: Warehouse, places: Sequence[Place], *, seed: int = 0) -> Walk:
    """The round trip from the depot through all places: the shortest up to three blocks, a short one above."""
    from yunhe.planning.picking.exact import MOST_BLOCKS, shortest_walk
    from yunhe.planning.picking.improve import improved_walk

    if warehouse.blocks <= MOST_BLOCKS:
        return shortest_walk(warehouse, places)
    return improved_walk(warehouse, places, seed=seed)
