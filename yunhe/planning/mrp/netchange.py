"""Net change: what one event does to the plan, by re-netting only what it reaches.

An order, a cancellation or a postponed receipt changes the flow of its item; if that moves the item's orders, the
difference goes down to its components, and so on until nothing moves. The answer equals a whole new plan, and the
old plan stays as it is: a what-if before anything is committed.
"""

from dataclasses import dataclass, field

import numpy as np

from yunhe.planning.mrp.alternates import Substitution, substitute
from yunhe.planning.mrp.cone import linked_by_alternates
from yunhe.planning.mrp.grid import shortage, starts_of
from yunhe.planning.mrp.levels import Lines
from yunhe.planning.mrp.lots import cumulative_orders
from yunhe.planning.mrp.netting import net, returned
from yunhe.planning.mrp.plan import Plan, cells, opening_flow
from yunhe.planning.mrp.quantity import Ints, increments, scaled_up
from yunhe.planning.mrp.snapshot import Snapshot, positions
from yunhe.planning.mrp.tables import Demand, Ids, Supply


@dataclass(frozen=True, eq=False)
class Event:
    """What happens: demand and open orders that come, and ids of those that go. A change of date is both."""

    demand: Demand = field(default_factory=Demand.of)
    supply: Supply = field(default_factory=Supply.of)
    demand_gone: Ids = ()
    supply_gone: Ids = ()


@dataclass(frozen=True, eq=False)
class NetChange:
    """Rows reached by the event with their new flow and orders; `moved` marks rows whose orders differ from before.

    `substitutions` replaces those of the plan for the rows in `reset`.
    """

    plan: Plan
    rows: Ints
    flow: Ints
    ordered: Ints
    moved: Ints
    reset: frozenset[int]
    substitutions: tuple[Substitution, ...]


def net_change(plan: Plan, event: Event) -> NetChange:
    """Re-net what the event reaches; the plan itself is not changed.

    Raises UnknownItem for rows of unknown items and for ids that are not in the snapshot.
    """
    run, changes = _Run(plan), _changes(plan, event)
    for rows, change in changes:
        run.add(rows, change)
    run.reset_alternates()
    if run.reset and not plan.grid.structure.alternates_see_all:
        return _whole(plan, changes)
    for level in range(plan.grid.structure.depth):
        run.net_level(level)
    return run.answer()


def _whole(plan: Plan, changes: list[tuple[Ints, Ints]]) -> NetChange:
    """Net everything again: what an alternate may spare depends on users that come later than its item."""
    flow = opening_flow(plan.snapshot, plan.supply_bucket, plan.demand_bucket)
    for rows, change in changes:
        np.add.at(flow, rows, change)
    netted = net(plan.grid, flow)
    rows = np.flatnonzero((netted.flow != plan.flow).any(axis=1) | (netted.ordered != plan.ordered).any(axis=1))
    moved = (netted.ordered[rows] != plan.ordered[rows]).any(axis=1)
    everyone = frozenset(move.row for move in plan.substitutions)
    return NetChange(plan, rows, netted.flow[rows], netted.ordered[rows], moved, everyone, netted.substitutions)


class _Run:
    """The differences that still have to be netted, by level."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.grid = plan, plan.grid
        self.waiting: list[list[tuple[Ints, Ints]]] = [[] for _ in range(plan.grid.structure.depth)]
        self.done: list[tuple[Ints, Ints, Ints, Ints]] = []
        self.reset: frozenset[int] = frozenset()
        self.substitutions: list[Substitution] = []

    def add(self, rows: Ints, change: Ints) -> None:
        """Keep a change of flow (rows × buckets; a row may come twice) until its level is netted."""
        level = self.grid.structure.level[rows]
        for number in np.unique(level).tolist():
            self.waiting[number].append((rows[level == number], change[level == number]))

    def reset_alternates(self) -> None:
        """Undo the substitutions of all items whose alternates the event may reach; they are netted again."""
        if not len(self.grid.structure.stands_in.child):
            return
        touched = np.concatenate([rows for level in self.waiting for rows, _ in level] or [np.empty(0, np.int64)])
        self.reset = linked_by_alternates(self.grid.structure, touched)
        for row in self.reset:
            self.add(np.array([row]), np.zeros((1, len(self.grid.starts)), dtype=np.int64))
        for move in self.plan.substitutions:
            if move.row in self.reset:
                change = np.zeros((2, len(self.grid.starts)), dtype=np.int64)
                change[:, move.bucket] = -move.quantity, move.taken
                self.add(np.array([move.row, move.alternate]), change)

    def net_level(self, level: int) -> None:
        if not self.waiting[level]:
            return
        rows, change = _summed(self.waiting[level])
        flow = self.plan.flow[rows] + change
        needed = shortage(self.grid.available[rows], flow)
        ordered = cumulative_orders(needed, self.grid.lots[rows], self.grid.starts)
        if not self.reset.isdisjoint(rows.tolist()):
            self._substitute(rows, flow, ordered)
        moved = (ordered != self.plan.ordered[rows]).any(axis=1)
        self.done.append((rows, flow, ordered, moved))
        if moved.any():
            self._pass_down(rows[moved], ordered[moved])

    def answer(self) -> NetChange:
        empty = np.empty((0, len(self.grid.starts)), dtype=np.int64)
        nothing = (np.empty(0, dtype=np.int64), empty, empty, np.empty(0, dtype=bool))
        rows, flow, ordered, moved = (np.concatenate(column) for column in zip(*[nothing, *self.done]))
        return NetChange(self.plan, rows, flow, ordered, moved, self.reset, tuple(self.substitutions))

    def _substitute(self, rows: Ints, flow: Ints, ordered: Ints) -> None:
        """Let alternates stand in again, on copies of their rows; what they give waits for their own level."""
        lines = self.grid.structure.stands_in
        place = {int(row): number for number, row in enumerate(rows) if int(row) in self.reset}
        numbers, _ = lines.of_rows(np.array(sorted(place)))
        alternates = np.unique(lines.child[numbers])
        before = self._flow_now(alternates)
        after = dict(zip(alternates.tolist(), before.copy()))
        here = {row: flow[number] for row, number in place.items()}
        placed = {row: ordered[number] for row, number in place.items()}
        self.substitutions += substitute(self.grid, {**after, **here}, placed, np.array(sorted(place)))
        self.add(alternates, np.array([after[row] for row in alternates.tolist()]) - before)

    def _flow_now(self, rows: Ints) -> Ints:
        """Flow of rows of later levels with all differences known so far."""
        flow = self.plan.flow[rows]
        for level in np.unique(self.grid.structure.level[rows]).tolist():
            for changed, change in self.waiting[level]:
                known = np.isin(changed, rows)
                np.add.at(flow, np.searchsorted(rows, changed[known]), change[known])
        return flow

    def _pass_down(self, rows: Ints, ordered: Ints) -> None:
        """The difference in what components are drawn for, and in what by-products come."""
        old, structure = self.plan.ordered[rows], self.grid.structure
        line, parent = structure.takes.of_rows(rows)
        if line.size:
            new_start, old_start = starts_of(self.grid, ordered, rows), starts_of(self.grid, old, rows)
            self.add(structure.takes.child[line], _drawn(structure.takes, line, old_start[parent], new_start[parent]))
        line, parent = structure.gives.of_rows(rows)
        counted = structure.level[structure.gives.child[line]] > structure.level[rows[parent]]
        line, parent = line[counted], parent[counted]
        if line.size:
            given = returned(structure.gives, line, increments(ordered)[parent])
            given -= returned(structure.gives, line, increments(old)[parent])
            self.add(structure.gives.child[line], given)


def _changes(plan: Plan, event: Event) -> list[tuple[Ints, Ints]]:
    """The event as changes of flow, one matrix row per demand or open order."""
    snapshot = plan.snapshot
    changes = []
    for table, sign in ((event.demand, -1), (event.supply, 1)):
        item = positions(snapshot.position, table.item, "new row")
        changes.append(_flow(snapshot, item, cells(snapshot, table, item), sign * table.quantity))
    for gone, known, item, bucket, sign in (
        (event.demand_gone, snapshot.demand, snapshot.demand_item, plan.demand_bucket, 1),
        (event.supply_gone, snapshot.supply, snapshot.supply_item, plan.supply_bucket, -1),
    ):
        if len(gone):
            number = positions(known.number, gone, "withdrawn row")
            changes.append(_flow(snapshot, item[number], bucket[number], sign * known.quantity[number]))
    return changes


def _flow(snapshot: Snapshot, item: Ints, bucket: Ints, quantity: Ints) -> tuple[Ints, Ints]:
    inside = np.flatnonzero(bucket >= 0)
    change = np.zeros((len(inside), len(snapshot.buckets.starts)), dtype=np.int64)
    change[np.arange(len(inside)), bucket[inside]] = quantity[inside]
    return snapshot.structure.row[item[inside]], change


def _drawn(lines: Lines, line: Ints, old: Ints, new: Ints) -> Ints:
    """What each line's component is given back (lines × buckets) when its parent's starts turn from old to new."""
    per, divisor = lines.per[line], lines.divisor[line]
    drawn = old - new
    broken = np.flatnonzero(per % divisor)
    place, bucket = np.nonzero(drawn[broken])
    place = broken[place]
    exact = scaled_up(old[place, bucket], per[place], divisor[place])
    exact -= scaled_up(new[place, bucket], per[place], divisor[place])
    drawn *= (per // divisor)[:, None]
    drawn[place, bucket] = exact
    return drawn


def _summed(parts: list[tuple[Ints, Ints]]) -> tuple[Ints, Ints]:
    row = np.concatenate([part[0] for part in parts])
    order = np.argsort(row, kind="stable")
    row = row[order]
    first = np.flatnonzero(np.diff(row, prepend=-1))
    return row[first], np.add.reduceat(np.concatenate([part[1] for part in parts])[order], first, axis=0)
