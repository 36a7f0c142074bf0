"""The plan's working grid: the snapshot's columns by row, and the lead-time offset as tables."""

from dataclasses import dataclass

import numpy as np

from yunhe.planning.mrp.levels import Structure
from yunhe.planning.mrp.lots import Lots
from yunhe.planning.mrp.quantity import MICRO, Ints, increments, scaled_up
from yunhe.planning.mrp.snapshot import Snapshot
from yunhe.planning.mrp.tables import Ids


@dataclass(frozen=True, eq=False)
class Grid:
    """The snapshot's columns by row, and the lead-time offset as tables (distinct lead times × buckets).

    `latest`: last day to order for arrival on a bucket's first day; `start`: the bucket of that day, never before
    today; `started`: how many arrival buckets have started by the end of each bucket.
    """

    ids: Ids
    structure: Structure
    lots: Lots
    available: Ints
    loss: Ints
    lead: Ints
    latest: Ints
    start: Ints
    started: Ints
    starts: Ints

    @classmethod
    def of(cls, snapshot: Snapshot) -> "Grid":
        items, order, buckets = snapshot.items, snapshot.structure.item, snapshot.buckets
        lead_times, lead = np.unique(items.lead_time[order], return_inverse=True)
        latest = snapshot.calendar.back(buckets.starts[None, :], lead_times[:, None])
        start = buckets.holding(latest)
        started = (start[:, None, :] <= np.arange(len(buckets.starts))[None, :, None]).sum(axis=2)
        available = (items.on_hand - items.allocated - items.safety)[order]
        lots = Lots.of(items, order)
        return cls(
            items.id,
            snapshot.structure,
            lots,
            available,
            items.loss[order],
            lead,
            latest,
            start,
            started,
            buckets.starts,
        )

    def name(self, row: int) -> str:
        return str(self.ids[int(self.structure.item[row])])


def shortage(available: Ints, flow: Ints) -> Ints:
    """Cumulative net requirement: the most that free stock and flow have fallen short by, up to each bucket."""
    projected = np.cumsum(flow, axis=1)
    projected += available[:, None]
    np.negative(projected, out=projected)
    np.maximum.accumulate(projected, axis=1, out=projected)
    return np.maximum(projected, 0, out=projected)


def starts_of(grid: Grid, ordered: Ints, rows: "slice | Ints") -> Ints:
    """What starts in each bucket so that `ordered` arrives: lead-time offset on the calendar, production loss added."""
    arriving = increments(ordered)
    loss = grid.loss[rows]
    losing = np.flatnonzero(loss)
    if losing.size:
        yielding = np.full((losing.size, 1), MICRO)
        arriving[losing] = scaled_up(arriving[losing], yielding, MICRO - loss[losing, None])
    total = np.zeros((len(arriving), arriving.shape[1] + 1), dtype=np.int64)
    np.cumsum(arriving, axis=1, out=total[:, 1:])
    return increments(np.take_along_axis(total, grid.started[grid.lead[rows]], axis=1))
