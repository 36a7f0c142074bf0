"""Netting level by level: what must be ordered of each item for each bucket, shared parts once.

All rows of a level are one matrix (items × buckets) of exact integers. `flow` is what comes minus what goes; what is
short of it, after free stock, is needed; the lot rule turns need into orders; orders start a lead time earlier and
draw on the components' flow, which is complete before their own level begins.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from yunhe.planning.mrp.alternates import Substitution, substitute
from yunhe.planning.mrp.grid import Grid, shortage, starts_of
from yunhe.planning.mrp.levels import Lines
from yunhe.planning.mrp.lots import cumulative_orders
from yunhe.planning.mrp.quantity import Ints, increments, refuse_overflow, scaled_down, scaled_up

_CHUNK = 2048  # bill lines at a time: their quantities stay in the processor's cache


@dataclass(frozen=True, eq=False)
class Netted:
    """Flows and cumulative orders by row and bucket, and the alternates used."""

    flow: Ints
    ordered: Ints
    substitutions: tuple[Substitution, ...]


def net(grid: Grid, flow: Ints) -> Netted:
    """Plan all rows; `flow` (rows × buckets) holds open supply minus independent demand and is completed in place.

    Raises BadQuantity when an item's requirements might not fit 64 bits.
    """
    ordered = np.empty_like(flow)
    load = np.abs(flow).sum(axis=1, dtype=np.float64) + np.abs(grid.available)
    refuse_overflow(load, grid.name)
    substitutions: list[Substitution] = []
    for first, last in zip(grid.structure.ptr[:-1].tolist(), grid.structure.ptr[1:].tolist()):
        rows = slice(first, last)
        ordered[rows] = cumulative_orders(shortage(grid.available[rows], flow[rows]), grid.lots[rows], grid.starts)
        substitutions += substitute(grid, flow, ordered, np.arange(first, last))
        _draw(grid, flow, ordered, load, first, last)
        _give(grid, flow, ordered, first, last)
    return Netted(flow, ordered, tuple(substitutions))


def required(lines: Lines, chosen: Ints, starting: Ints) -> Ints:
    """What each chosen line takes when its parent starts `starting` (lines × buckets, overwritten), rounded up."""
    per, divisor = lines.per[chosen], lines.divisor[chosen]
    broken = np.flatnonzero(per % divisor)
    exact = scaled_sparse(starting[broken], per[broken], divisor[broken])
    starting *= (per // divisor)[:, None]
    starting[broken] = exact
    return starting


def scaled_sparse(quantity: Ints, per: Ints, divisor: Ints) -> Ints:
    """`scaled_up` row by row, computed only where something starts."""
    scaled = np.zeros_like(quantity)
    line, bucket = np.nonzero(quantity)
    scaled[line, bucket] = scaled_up(quantity[line, bucket], per[line], divisor[line])
    return scaled


def returned(lines: Lines, chosen: "slice | Ints", arriving: Ints) -> Ints:
    """What each chosen by-product line gives when its parent arrives."""
    return scaled_down(arriving, lines.per[chosen, None], lines.divisor[chosen, None])


def _draw(grid: Grid, flow: Ints, ordered: Ints, load: npt.NDArray[np.float64], first: int, last: int) -> None:
    lines = grid.structure.takes
    begin, end = int(lines.ptr[first]), int(lines.ptr[last])
    if begin == end:
        return
    starting = starts_of(grid, ordered[first:last], slice(first, last))
    by_child = lines.by_child[begin:end]
    total = starting.sum(axis=1, dtype=np.float64)
    load += np.bincount(
        lines.child[by_child],
        total[lines.parent[by_child] - first] * lines.per[by_child] / lines.divisor[by_child],
        minlength=len(load),
    )
    refuse_overflow(load, grid.name)
    for chunk in range(0, end - begin, _CHUNK):
        chosen = by_child[chunk : chunk + _CHUNK]
        child = lines.child[chosen]
        need = required(lines, chosen, starting[lines.parent[chosen] - first])
        runs = np.flatnonzero(np.diff(child, prepend=-1))
        flow[child[runs]] -= np.add.reduceat(need, runs, axis=0)


def _give(grid: Grid, flow: Ints, ordered: Ints, first: int, last: int) -> None:
    lines = grid.structure.gives
    chosen = np.arange(lines.ptr[first], lines.ptr[last])
    chosen = chosen[grid.structure.level[lines.child[chosen]] > grid.structure.level[lines.parent[chosen]]]
    if chosen.size:
        np.add.at(flow, lines.child[chosen], returned(lines, chosen, increments(ordered[lines.parent[chosen]])))
