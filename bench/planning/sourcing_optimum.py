"""The proved optimum of a batch: column generation, then an integer program by HiGHS over all columns that can matter.

Dantzig & Wolfe (1960): the linear program over few columns gives prices for scarce stock; each demand looks for a
column that is worth its price; when none is, the value is a lower bound. The integer program sees every column whose
reduced cost is within the distance between the bound and a known plan, as no other column can be in a better one.
"""

from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from yunhe.planning.sourcing.columns import Columns, Resource

PER_ROUND = 8  # columns a demand may add per round


@dataclass(frozen=True, slots=True)
class Chosen:
    """The column of each demand (None: not served), their cost and the lower bound for any choice."""

    columns: list[int | None]
    cost: float
    bound: float


def optimum(
    tables: list[Columns],
    nothing: list[float],
    left: dict[Resource, float],
    known: list[dict[Resource, float]],
    seconds: float,
) -> Chosen:
    """The optimum, or what `seconds` allow. `nothing[d]`: cost of not serving d; `known[d]`: what a plan already found
    takes of each resource, from which the search starts.
    """
    master = _Master(tables, nothing, left)
    bound = master.generate()
    start = [_column(table, uses) for table, uses in zip(tables, known)]
    return master.solve(bound, start, seconds)


def _column(table: Columns, uses: dict[Resource, float]) -> int | None:
    """The cheapest column that takes exactly this; None for nothing."""
    if not uses:
        return None
    same = np.flatnonzero((table.use == [uses.get(resource, 0.0) for resource in table.resources]).all(axis=1))
    return int(same[np.argmin(table.cost[same])])


class _Master:
    def __init__(self, tables: list[Columns], nothing: list[float], left: dict[Resource, float]) -> None:
        self.tables = tables
        self.nothing = nothing
        self.rows = _scarce(tables, left)
        self.left = np.array([left[resource] for resource in self.rows])
        row_of = {resource: r for r, resource in enumerate(self.rows)}
        self.local = [np.array([row_of.get(r, -1) for r in table.resources], dtype=np.int64) for table in tables]
        self.taken: list[set[int]] = [set() for _ in tables]

    def generate(self) -> float:
        """Add columns until none is worth its price; the bound."""
        solver = _program(self.nothing, self.left)
        bound = 0.0
        while True:
            solver.run()
            duals = np.array(solver.getSolution().row_dual)
            self.worth, self.price = duals[: len(self.tables)], np.minimum(0.0, duals[len(self.tables) :])
            bound = float(solver.getInfo().objective_function_value)
            if not sum(self._price_out(solver, demand) for demand in range(len(self.tables))):
                assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
                return bound

    def solve(self, bound: float, start: list[int | None], seconds: float) -> Chosen:
        """The integer program over the columns that can be part of a plan better than the one it starts from."""
        known = sum(
            cost if column is None else float(table.cost[column])
            for table, cost, column in zip(self.tables, self.nothing, start)
        )
        chosen: list[tuple[int, int]] = []
        for demand, first in enumerate(start):
            near = np.flatnonzero(self._reduced(demand) <= known - bound + 1).tolist()
            chosen += [(demand, column) for column in sorted({*near} | ({first} if first is not None else set()))]
        solver = _program(self.nothing, self.left)
        solver.setOptionValue("mip_rel_gap", 0.0)
        solver.setOptionValue("mip_abs_gap", 0.5)  # costs are whole fen
        solver.setOptionValue("time_limit", seconds)
        for demand, column in chosen:
            self._add(solver, demand, column)
        count = len(self.tables) + len(chosen)
        solver.changeColsIntegrality(count, np.arange(count, dtype=np.int32), np.ones(count, dtype=np.uint8))
        values = [1.0 if column is None else 0.0 for column in start]
        values += [1.0 if start[demand] == column else 0.0 for demand, column in chosen]
        solution = highspy.HighsSolution()
        solution.col_value = values
        solver.setSolution(solution)
        solver.run()
        found = np.array(solver.getSolution().col_value)[len(self.tables) :]
        columns: list[int | None] = [None] * len(self.tables)
        for value, (demand, column) in zip(found, chosen):
            if value > 0.5:
                columns[demand] = column
        info = solver.getInfo()
        return Chosen(columns, float(info.objective_function_value), max(bound, float(info.mip_dual_bound)))

    def _reduced(self, demand: int) -> NDArray[np.float64]:
        table, local = self.tables[demand], self.local[demand]
        if not len(table.cost):
            return np.zeros(0)
        price = np.where(local >= 0, np.append(self.price, 0.0)[local], 0.0)
        reduced: NDArray[np.float64] = table.cost - table.use @ price - self.worth[demand]
        return reduced

    def _price_out(self, solver: highspy.Highs, demand: int) -> int:
        reduced = self._reduced(demand)
        best = np.argsort(reduced, kind="stable")[:PER_ROUND] if len(reduced) > PER_ROUND else np.arange(len(reduced))
        new = [int(c) for c in best if reduced[c] < -1e-6 and int(c) not in self.taken[demand]]
        for column in new:
            self.taken[demand].add(column)
            self._add(solver, demand, column)
        return len(new)

    def _add(self, solver: highspy.Highs, demand: int, column: int) -> None:
        table, local = self.tables[demand], self.local[demand]
        used = np.flatnonzero((table.use[column] > 0) & (local >= 0))
        index = np.concatenate(([demand], len(self.tables) + local[used])).astype(np.int32)
        value = np.concatenate(([1.0], table.use[column][used]))
        solver.addCol(float(table.cost[column]), 0.0, np.inf, len(index), index, value)


def _program(nothing: list[float], left: NDArray[np.float64]) -> highspy.Highs:
    """A row "served once" per demand with its column "not served", and a row per scarce resource."""
    solver = highspy.Highs()
    solver.silent()
    solver.setOptionValue("threads", 1)
    none = np.zeros(0, dtype=np.int32), np.zeros(0)
    for _ in nothing:
        solver.addRow(1.0, 1.0, 0, *none)
    for most in left:
        solver.addRow(-np.inf, float(most), 0, *none)
    for demand, cost in enumerate(nothing):
        solver.addCol(cost, 0.0, np.inf, 1, np.array([demand], dtype=np.int32), np.ones(1))
    return solver


def _scarce(tables: list[Columns], left: dict[Resource, float]) -> list[Resource]:
    """The resources of which the demands together could use more than there is."""
    most: dict[Resource, float] = {}
    for table in tables:
        if len(table.cost):
            for resource, use in zip(table.resources, table.use.max(axis=0).tolist()):
                most[resource] = most.get(resource, 0.0) + use
    return [resource for resource, use in most.items() if use > left[resource]]
