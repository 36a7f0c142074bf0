"""Every single want and every single coming of some items, in the order in which they are matched.

Netting works on sums; this module takes the sums apart again: which customer, which parent's order, which stock,
which open order. Both tables are sorted by row, then bucket; within a bucket independent demand goes first, and
stock before open orders before what is only planned.
"""

from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

import numpy as np
import numpy.typing as npt

from yunhe.planning.mrp.grid import starts_of
from yunhe.planning.mrp.levels import Lines
from yunhe.planning.mrp.netting import returned
from yunhe.planning.mrp.plan import Plan
from yunhe.planning.mrp.quantity import Ints, increments, scaled_up


class Want(IntEnum):
    """Why something is needed; what `source` counts: nothing, demand rows, bill lines, substitutions."""

    SAFETY = 0
    DEMAND = 1
    COMPONENT = 2
    SUBSTITUTION = 3


class Come(IntEnum):
    """Where something comes from; what `source` counts: nothing, open orders, bill lines, substitutions, orders."""

    STOCK = 0
    SUPPLY = 1
    BY_PRODUCT = 2
    SUBSTITUTION = 3
    ORDER = 4


Narrow = npt.NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Flows:
    """Columns: row, bucket, kind, source, quantity; `source` is −1 where there is nothing to point at.

    For COMPONENT and BY_PRODUCT, `source` is the line's position in `structure.takes` / `gives`.
    """

    row: Narrow
    bucket: Narrow
    kind: npt.NDArray[np.int8]
    source: Narrow
    quantity: Ints

    @classmethod
    def joined(cls, parts: "list[Flows]") -> "Flows":
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in cls.__annotations__))


@dataclass(frozen=True, eq=False)
class _ByRow:
    """Entries of a table grouped by row, so that a few rows cost no look at all entries."""

    entry: Ints
    ptr: Ints

    @classmethod
    def of(cls, row: Ints, kept: npt.NDArray[np.bool_] | None, rows: int) -> "_ByRow":
        entry = np.arange(len(row)) if kept is None else np.flatnonzero(kept)
        entry = entry[np.argsort(row[entry], kind="stable")]
        return cls(entry, np.searchsorted(row[entry], np.arange(rows + 1)))

    def __getitem__(self, rows: Ints) -> tuple[Ints, Ints]:
        """Entries of the given rows, and the row of each."""
        count = self.ptr[rows + 1] - self.ptr[rows]
        return self.entry[_runs(self.ptr[rows], count)], np.repeat(rows, count)


class Ledger:
    """Reads wants and comes of any rows out of one plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.rows = len(plan.flow)

    def wants(self, rows: Ints) -> Flows:
        """All needs of the given rows (ascending): negative free stock, demand, components, alternates."""
        free = self.plan.grid.available[rows]
        demand, demand_row = self._demand[rows]
        return self._sorted(
            (rows[free < 0], 0, Want.SAFETY, -1, -free[free < 0]),
            (
                demand_row,
                self.plan.demand_bucket[demand],
                Want.DEMAND,
                demand,
                self.plan.snapshot.demand.quantity[demand],
            ),
            self._taken(rows),
            self._moved(rows, given=True),
        )

    def comes(self, rows: Ints) -> Flows:
        """All supply of the given rows (ascending): stock, open orders, by-products, alternates, planned orders."""
        free, orders = self.plan.grid.available[rows], self.plan.orders
        supply, supply_row = self._supply[rows]
        placed = _runs(orders.ptr[rows], orders.ptr[rows + 1] - orders.ptr[rows])
        quantity = self.plan.snapshot.supply.quantity[supply]
        return self._sorted(
            (rows[free > 0], 0, Come.STOCK, -1, free[free > 0]),
            (supply_row, self.plan.supply_bucket[supply], Come.SUPPLY, supply, quantity),
            self._given(rows),
            self._moved(rows, given=False),
            (orders.row[placed], orders.bucket[placed], Come.ORDER, placed, orders.quantity[placed]),
        )

    @cached_property
    def _demand(self) -> _ByRow:
        row = self.plan.grid.structure.row[self.plan.snapshot.demand_item]
        return _ByRow.of(row, self.plan.demand_bucket >= 0, self.rows)

    @cached_property
    def _supply(self) -> _ByRow:
        """Open orders by row, the earliest due first."""
        due = self.plan.snapshot.supply.due
        by_due = np.argsort(due, kind="stable")
        row = self.plan.grid.structure.row[self.plan.snapshot.supply_item[by_due]]
        grouped = _ByRow.of(row, self.plan.supply_bucket[by_due] >= 0, self.rows)
        return _ByRow(by_due[grouped.entry], grouped.ptr)

    @cached_property
    def _users(self) -> _ByRow:
        return _ByRow.of(self.plan.grid.structure.takes.child, None, self.rows)

    @cached_property
    def _makers(self) -> _ByRow:
        structure = self.plan.grid.structure
        counted = structure.level[structure.gives.child] > structure.level[structure.gives.parent]
        return _ByRow.of(structure.gives.child, counted, self.rows)

    @cached_property
    def _starts(self) -> tuple[Narrow, Ints, Ints]:
        """What every parent starts: buckets and quantities without the empty ones, and where each row's begin."""
        plan = self.plan
        starting = starts_of(plan.grid, plan.ordered, slice(None))
        parent, bucket = np.nonzero(starting)
        return bucket.astype(np.int32), starting[parent, bucket], np.searchsorted(parent, np.arange(self.rows + 1))

    def _taken(self, rows: Ints) -> "_Part":
        """What planned orders of the parents take from these rows, per bill line and start bucket."""
        lines: Lines = self.plan.grid.structure.takes
        line, child = self._users[rows]
        bucket, quantity, ptr = self._starts
        parent = lines.parent[line]
        count = ptr[parent + 1] - ptr[parent]
        entry = _runs(ptr[parent], count)
        per, divisor = lines.per[line], lines.divisor[line]
        need = quantity[entry] * np.repeat(per // divisor, count)
        broken = np.flatnonzero(np.repeat(per % divisor > 0, count))
        source = np.repeat(line, count)
        need[broken] = scaled_up(quantity[entry[broken]], lines.per[source[broken]], lines.divisor[source[broken]])
        return np.repeat(child, count), bucket[entry], Want.COMPONENT, source, need

    def _given(self, rows: Ints) -> "_Part":
        lines = self.plan.grid.structure.gives
        chosen, _ = self._makers[rows]
        given = returned(lines, chosen, increments(self.plan.ordered[lines.parent[chosen]]))
        line, bucket = np.nonzero(given)
        return lines.child[chosen[line]], bucket, Come.BY_PRODUCT, chosen[line], given[line, bucket]

    def _moved(self, rows: Ints, given: bool) -> "_Part":
        moves = self.plan.substitutions
        inside = set(rows.tolist()) if moves else set()
        made = [
            (move.alternate if given else move.row, move.bucket, number, move.taken if given else move.quantity)
            for number, move in enumerate(moves)
            if (move.alternate if given else move.row) in inside
        ]
        table = np.array(made, dtype=np.int64).reshape(len(made), 4)
        kind = Want.SUBSTITUTION if given else Come.SUBSTITUTION
        return table[:, 0], table[:, 1], kind, table[:, 2], table[:, 3]

    def _sorted(self, *parts: "_Part") -> Flows:
        """Concatenated and sorted by row and bucket; inside a bucket the parts keep their order."""
        length = [len(part[0]) for part in parts]
        row = np.concatenate([part[0] for part in parts]).astype(np.int32)
        bucket = np.concatenate([np.broadcast_to(part[1], size) for part, size in zip(parts, length)]).astype(np.int32)
        order = np.argsort(row.astype(np.int64) * self.plan.flow.shape[1] + bucket, kind="stable")
        kind = np.repeat(np.array([part[2] for part in parts], dtype=np.int8), length)
        source = np.concatenate([np.broadcast_to(part[3], size) for part, size in zip(parts, length)])
        quantity = np.concatenate([part[4] for part in parts])
        return Flows(row[order], bucket[order], kind[order], source.astype(np.int32)[order], quantity[order])


_Part = tuple[npt.NDArray[np.signedinteger], npt.NDArray[np.signedinteger] | int, int, Ints | int, Ints]


def _runs(first: Ints, count: Ints) -> Ints:
    """first₀, first₀+1, … (count₀ of them), first₁, …"""
    return np.repeat(first - (np.cumsum(count) - count), count) + np.arange(int(count.sum()))
