"""Alternates in netting: first the lot rule says what the item itself would order, then free stock may stand in.

An order is replaced, wholly or in part, only when that makes it smaller after the lot rule has rounded what is left:
with a minimum lot of 1,000 nobody substitutes 100 pieces and still orders 1,000.
"""

from dataclasses import dataclass

import numpy as np

from yunhe.planning.mrp.grid import Grid, shortage
from yunhe.planning.mrp.lots import cumulative_orders, sized
from yunhe.planning.mrp.quantity import MICRO, Ints, scaled_up


@dataclass(frozen=True)
class Substitution:
    """In bucket `bucket`, `taken` of row `alternate` stands in for `quantity` of row `row` (millionths)."""

    row: int
    alternate: int
    bucket: int
    quantity: int
    taken: int


Rows = Ints | dict[int, Ints]


def substitute(grid: Grid, flow: Rows, ordered: Rows, rows: Ints) -> list[Substitution]:
    """Let alternates of these rows stand in, in row and time order.

    `flow[row]` and `ordered[row]` are one row's buckets, from a whole matrix or from a few rows; both are updated.
    """
    lines = grid.structure.stands_in
    with_alternate = rows[lines.ptr[rows + 1] > lines.ptr[rows]]
    made: list[Substitution] = []
    for row in with_alternate.tolist():
        for bucket in range(len(grid.starts)):
            made += _replace_order(grid, flow, ordered[row], row, bucket)
    return made


def _replace_order(grid: Grid, flow: Rows, ordered: Ints, row: int, bucket: int) -> list[Substitution]:
    before = int(ordered[bucket - 1]) if bucket else 0
    quantity = int(ordered[bucket]) - before
    if quantity == 0:
        return []
    own = slice(row, row + 1)
    later = np.flatnonzero(ordered > ordered[bucket])
    until = int(later[0]) - 1 if later.size else len(ordered) - 1
    need = int(shortage(grid.available[own], flow[row][None])[0, until]) - before
    offers = _offers(grid, flow, row, bucket, need)
    rest = need - sum(offer.quantity for offer in offers)
    left = int(sized(np.array([rest]), grid.lots[own])[0]) if rest > 0 else 0
    if left >= quantity:
        return []
    for offer in offers:
        flow[offer.alternate][bucket] -= offer.taken
        flow[row][bucket] += offer.quantity
    needed = shortage(grid.available[own], flow[row][None])
    ordered[:] = cumulative_orders(needed, grid.lots[own], grid.starts)[0]
    return offers


def _offers(grid: Grid, flow: Rows, row: int, bucket: int, need: int) -> list[Substitution]:
    """What each alternate can spare for good from this bucket on, best rank first, up to the need."""
    lines = grid.structure.stands_in
    offers: list[Substitution] = []
    for line in range(int(lines.ptr[row]), int(lines.ptr[row + 1])):
        alternate = int(lines.child[line])
        projected = np.cumsum(flow[alternate]) + grid.available[alternate]
        free = max(int(projected[bucket:].min()), 0)
        ratio, one = lines.per[line : line + 1], np.array([MICRO])
        quantity = min(need, free * MICRO // int(ratio[0]))
        if quantity > 0:
            taken = int(scaled_up(np.array([quantity]), ratio, one)[0])
            offers.append(Substitution(row, alternate, bucket, quantity, taken))
            need -= quantity
    return offers
