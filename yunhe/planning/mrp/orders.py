"""Planned orders: the cumulative answer of netting cut into orders with exact days."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from yunhe.planning.mrp.calendar import WorkingCalendar
from yunhe.planning.mrp.grid import Grid
from yunhe.planning.mrp.quantity import Ints, increments


@dataclass(frozen=True, eq=False)
class Orders:
    """Planned orders as columns, sorted by row and bucket.

    `need`: the day the goods are needed. `latest`: the last working day to order for that. `start`: when to order,
    `latest` or today. `receipt`: when the goods come; later than `need` if the latest day has passed. `ptr[row] :
    ptr[row + 1]` are a row's orders.
    """

    row: Ints
    bucket: Ints
    quantity: Ints
    need: Ints
    latest: Ints
    start: Ints
    receipt: Ints
    ptr: Ints

    @property
    def late(self) -> npt.NDArray[np.bool_]:
        return self.receipt > self.need


def cut(grid: Grid, ordered: Ints, rows: Ints, lead_time: Ints, calendar: WorkingCalendar) -> Orders:
    """Orders of the given rows (`ordered` holds just those), split at each item's maximum lot."""
    placed = increments(ordered).ravel()
    cell = np.flatnonzero(placed)
    place, bucket = np.divmod(cell, len(grid.starts))
    place, bucket, quantity = _split(place, bucket, placed[cell], grid.lots.maximum[rows])
    row = rows[place]
    lead = grid.lead[row]
    need, latest = grid.starts[bucket], grid.latest[lead, bucket]
    today = int(calendar.forward(grid.starts[0], 0))
    soonest = calendar.forward(today, lead_time)[place]
    on_time = latest >= grid.starts[0]
    start = np.where(on_time, latest, today)
    receipt = np.where(on_time, need, np.maximum(soonest, need))
    return Orders(row, bucket, quantity, need, latest, start, receipt, np.searchsorted(place, np.arange(len(rows) + 1)))


def _split(place: Ints, bucket: Ints, quantity: Ints, maximum: Ints) -> tuple[Ints, Ints, Ints]:
    most = maximum[place]
    count = np.where(most > 0, -(-quantity // np.maximum(most, 1)), 1)
    if (count == 1).all():
        return place, bucket, quantity
    piece = np.repeat(np.arange(len(place)), count)
    last = np.cumsum(count) - 1
    pieces = most[piece]
    pieces[last] = quantity - (count - 1) * most * (count > 1)
    return place[piece], bucket[piece], pieces
