"""`plan(snapshot)`: net requirements of every item, as one immutable answer that later steps read from."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from yunhe.planning.mrp.alternates import Substitution
from yunhe.planning.mrp.grid import Grid
from yunhe.planning.mrp.netting import net
from yunhe.planning.mrp.orders import Orders, cut
from yunhe.planning.mrp.quantity import Ints
from yunhe.planning.mrp.snapshot import Snapshot
from yunhe.planning.mrp.tables import Demand, Supply


@dataclass(frozen=True, eq=False)
class Plan:
    """Planned orders and what they rest on, by row (`grid.structure` maps rows to items and back).

    `flow` (rows × buckets): open supply less all demand, dependent demand included. `ordered`: planned arrivals,
    cumulative. `supply_bucket`: where netting counted each open order (−1: beyond the horizon).
    """

    snapshot: Snapshot
    grid: Grid
    flow: Ints
    ordered: Ints
    orders: Orders
    substitutions: tuple[Substitution, ...]
    supply_bucket: Ints
    demand_bucket: Ints

    def row(self, item: object) -> int:
        """The row of an item id."""
        return int(self.grid.structure.row[self.snapshot.position[item]])

    def projected(self, item: object) -> Ints:
        """Projected free stock of an item at the end of each bucket, above safety, planned orders included."""
        row = self.row(item)
        projected: Ints = self.grid.available[row] + np.cumsum(self.flow[row]) + self.ordered[row]
        return projected


def plan(snapshot: Snapshot) -> Plan:
    """Net every item of the snapshot: level by level, lot rule first, then alternates.

    Independent demand beyond the horizon is not planned but listed by `messages`; demand in the past is needed today.
    """
    grid = Grid.of(snapshot)
    supply_bucket = cells(snapshot, snapshot.supply, snapshot.supply_item)
    demand_bucket = cells(snapshot, snapshot.demand, snapshot.demand_item)
    netted = net(grid, opening_flow(snapshot, supply_bucket, demand_bucket))
    lead_time = snapshot.items.lead_time[snapshot.structure.item]
    orders = cut(grid, netted.ordered, np.arange(len(netted.flow)), lead_time, snapshot.calendar)
    return Plan(snapshot, grid, netted.flow, netted.ordered, orders, netted.substitutions, supply_bucket, demand_bucket)


def opening_flow(snapshot: Snapshot, supply_bucket: Ints, demand_bucket: Ints) -> Ints:
    """Open supply less independent demand (rows × buckets)."""
    flow = np.zeros((len(snapshot.items.id), len(snapshot.buckets.starts)), dtype=np.int64)
    row = snapshot.structure.row
    _add(flow, row[snapshot.supply_item], supply_bucket, snapshot.supply.quantity)
    _add(flow, row[snapshot.demand_item], demand_bucket, -snapshot.demand.quantity)
    return flow


def cells(snapshot: Snapshot, table: Supply | Demand, item: Ints) -> Ints:
    """The bucket in which each row counts, −1 beyond the horizon.

    Demand counts when it is due. An open order counts from the day to which it may be pulled forward, not before
    today; one that arrives no later than a new order could counts at once, because a new one would not help.
    """
    calendar, today, day = snapshot.calendar, snapshot.buckets.today, table.due
    if isinstance(table, Supply):
        pulled = calendar.back(np.maximum(day, today), snapshot.tolerances.reach)
        soonest = calendar.forward(today, snapshot.items.lead_time[item])
        day = np.where(day <= soonest, today, np.maximum(pulled, today))
    return np.where(day < snapshot.buckets.end, snapshot.buckets.holding(day), -1)


def _add(flow: Ints, row: Ints, bucket: Ints, quantity: npt.NDArray[np.int64]) -> None:
    inside = bucket >= 0
    np.add.at(flow, (row[inside], bucket[inside]), quantity[inside])
