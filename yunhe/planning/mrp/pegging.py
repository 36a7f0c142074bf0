"""Pegging: which supply serves which need, first come first served, to the last millionth."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from yunhe.planning.mrp.flows import Flows, Ledger
from yunhe.planning.mrp.plan import Plan
from yunhe.planning.mrp.quantity import Ints

_BLOCK = 2048  # rows at a time: their entries stay in the processor's cache


@dataclass(frozen=True, eq=False)
class Pegs:
    """`quantity[k]` of `comes` entry `come[k]` serves `wants` entry `want[k]`; sorted by row and time.

    What is in `comes` but in no peg is left over at the horizon.
    """

    wants: Flows
    comes: Flows
    want: Ints
    come: Ints
    quantity: Ints


def peg(plan: Plan, rows: Ints | Sequence[int] | None = None) -> Pegs:
    """Match the needs and supplies of the given rows (all when None), some thousand rows at a time."""
    chosen = np.arange(len(plan.flow)) if rows is None else np.unique(rows)
    ledger = Ledger(plan)
    blocks = [_pegged(ledger, chosen[first : first + _BLOCK]) for first in range(0, max(len(chosen), 1), _BLOCK)]
    want_from = np.cumsum([0] + [len(block.wants.row) for block in blocks])
    come_from = np.cumsum([0] + [len(block.comes.row) for block in blocks])
    return Pegs(
        Flows.joined([block.wants for block in blocks]),
        Flows.joined([block.comes for block in blocks]),
        np.concatenate([block.want + start for block, start in zip(blocks, want_from)]),
        np.concatenate([block.come + start for block, start in zip(blocks, come_from)]),
        np.concatenate([block.quantity for block in blocks]),
    )


def _pegged(ledger: Ledger, rows: Ints) -> Pegs:
    wanted, coming = ledger.wants(rows), ledger.comes(rows)
    matched = [_match(wanted, coming, *bounds) for bounds in _exact_ranges(wanted, coming, rows)]
    return Pegs(wanted, coming, *(np.concatenate(columns) for columns in zip(*matched)))


def _match(wanted: Flows, coming: Flows, first: int, last: int) -> tuple[Ints, Ints, Ints]:
    """Cut the cumulative quantities of both sides at each other's ends; every piece between two cuts is one peg."""
    want_ends, want_from = _ends(wanted, coming, first, last)
    come_ends, come_from = _ends(coming, wanted, first, last)
    ends = np.concatenate([want_ends, come_ends])
    order = np.argsort(ends, kind="stable")
    ends = ends[order]
    is_want = (order < len(want_ends)).astype(np.int64)
    piece = np.diff(ends, prepend=0)
    want = np.cumsum(is_want) - is_want
    come = np.arange(len(ends)) - want
    real = np.flatnonzero((piece > 0) & (want < len(want_ends)) & (come < len(come_ends)))
    want, come = want[real] + want_from, come[real] + come_from
    same = wanted.row[want] == coming.row[come]
    return want[same], come[same], piece[real][same]


def _ends(side: Flows, other: Flows, first: int, last: int) -> tuple[Ints, int]:
    """Where each entry ends on a common axis on which every row occupies the larger of its two totals."""
    begin, end = np.searchsorted(side.row, [first, last])
    mine = np.bincount(side.row[begin:end] - first, minlength=last - first)
    totals = np.maximum(_totals(side, first, last), _totals(other, first, last))
    base = np.cumsum(totals) - totals
    run = np.cumsum(side.quantity[begin:end])
    row_start = np.concatenate([[0], run])[np.cumsum(mine) - mine]
    return run + np.repeat(base - row_start, mine), int(begin)


def _totals(side: Flows, first: int, last: int) -> Ints:
    begin, end = np.searchsorted(side.row, [first, last])
    run = np.concatenate([[0], np.cumsum(side.quantity[begin:end])])
    edges = np.searchsorted(side.row[begin:end], np.arange(first, last + 1))
    return np.diff(run[edges])


def _exact_ranges(wanted: Flows, coming: Flows, rows: Ints) -> list[tuple[int, int]]:
    """Row ranges whose quantities together stay far below 2⁶², so that one running sum is exact."""
    if not len(rows):
        return [(0, 0)]
    first, span = int(rows[0]), int(rows[-1] - rows[0]) + 1
    size = np.zeros(span)
    for side in (wanted, coming):
        size += np.bincount(side.row - first, side.quantity, minlength=span)
    edges = (first + np.flatnonzero(np.diff(np.cumsum(size) // 2.0**60, prepend=-1))).tolist()
    return list(zip(edges, [*edges[1:], first + span]))
