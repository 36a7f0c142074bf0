"""What a replayed year was worth: service, stock, cash and time, from the trace of every day."""

import json
from dataclasses import asdict, dataclass

import numpy as np
import numpy.typing as npt

from yunhe.planning.simulate.world import Ints, World


@dataclass(frozen=True, eq=False)
class Trace:
    """Days × items, in pieces: asked, filled from the shelf at once, accepted, left with a truck, ordered, in stock."""

    demand: Ints
    filled: Ints
    wanted: Ints
    loaded: Ints
    ordered: Ints
    on_hand: Ints
    dock: Ints

    @classmethod
    def empty(cls, demand: Ints) -> "Trace":
        return cls(demand, *(np.zeros(demand.shape, dtype=np.int64) for _ in range(6)))


@dataclass(frozen=True)
class Report:
    """One replay in figures.

    `fill_rate`: pieces served from the shelf on the day they were asked for ÷ pieces asked for.
    `on_time_rate`: lines (an item on a day) wholly delivered within the promise ÷ lines whose promise fell into the
    year; a line of which pieces were lost is not on time.
    `order_cycle`: mean days from order to delivery of the lines that were delivered whole by the end.
    `stock_value`: mean at the end of the day, shelf and dock, in cents.
    `turnover_days`: mean stock value ÷ cost of the pieces shipped a day.
    Rates of nothing are None.
    """

    fill_rate: float | None
    on_time_rate: float | None
    order_cycle: float | None
    stock_value: int
    turnover_days: float | None
    demand_pieces: int
    shipped_pieces: int
    lines: int
    lines_open: int
    purchase_orders: int
    purchased_pieces: int

    def to_bytes(self) -> bytes:
        """The report as canonical JSON: the same run gives the same bytes."""
        return json.dumps(asdict(self), sort_keys=True, separators=(",", ":")).encode()


def report(world: World, trace: Trace) -> Report:
    """Sum up a trace."""
    line_day, delivered = _deliveries(world, trace)
    asked, shipped = int(trace.demand.sum()), int(trace.loaded.sum())
    lines, open_ = int((trace.demand > 0).sum()), delivered >= world.days
    judged = line_day + world.promise < world.days
    lost = _lost(trace)
    on_time, done = judged & (delivered <= line_day + world.promise) & ~lost, ~open_ & ~lost
    value = int(((trace.on_hand + trace.dock).sum(axis=0) * world.cost).sum()) // world.days
    shipped_cost = int((trace.loaded.sum(axis=0) * world.cost).sum())
    return Report(
        _rate(int(trace.filled.sum()), asked),
        _rate(int(on_time.sum()), int(judged.sum())),
        _rate(int((delivered - line_day)[done].sum()), int(done.sum())),
        value,
        _rate(value * world.days, shipped_cost),
        asked,
        shipped,
        lines,
        int((open_ & ~lost).sum()),
        int((trace.ordered > 0).sum()),
        int(trace.ordered.sum()),
    )


def _deliveries(world: World, trace: Trace) -> tuple[Ints, Ints]:
    """For every line, item by item: the day it was asked for and the day its last piece is delivered.

    First come first served within an item: a line is complete when all that was accepted up to it has left.
    """
    wanted, loaded = np.cumsum(trace.wanted, axis=0), np.cumsum(trace.loaded, axis=0)
    asked, delivered = [], []
    for item in range(trace.demand.shape[1]):
        days = np.flatnonzero(trace.demand[:, item])
        asked.append(days)
        delivered.append(np.searchsorted(loaded[:, item], wanted[days, item]) + world.transit)
    empty = np.empty(0, dtype=np.int64)
    line_day, arrival = np.concatenate([empty, *asked]), np.concatenate([empty, *delivered])
    return line_day, np.maximum(arrival, line_day + world.transit)


def _lost(trace: Trace) -> npt.NDArray[np.bool_]:
    """Lines of which pieces were lost, in the order of `_deliveries`."""
    by_item = trace.demand.T
    return np.asarray(by_item > trace.wanted.T)[by_item > 0]


def _rate(part: int, whole: int) -> float | None:
    return part / whole if whole else None
