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
    supply_bucket = counted_in(snapshot)
    demand_bucket = np.where(
        snapshot.demand.due < snapshot.buckets.end, snapshot.buckets.holding(snapshot.demand.due), -1
    )
    flow = np.zeros((len(snapshot.items.id), len(snapshot.buckets.starts)), dtype=np.int64)
    row = snapshot.structure.row
    _add(flow, row[snapshot.supply_item], supply_bucket, snapshot.supply.quantity)
    _add(flow, row[snapshot.demand_item], demand_bucket, -snapshot.demand.quantity)
    netted = net(grid, flow)
    lead_time = snapshot.items.lead_time[snapshot.structure.item]
    orders = cut(grid, netted.ordered, np.arange(len(flow)), lead_time, snapshot.calendar)
    return Plan(snapshot, grid, netted.flow, netted.ordered, orders, netted.substitutions, supply_bucket, demand_bucket)


def counted_in(snapshot: Snapshot) -> Ints:
    """The bucket from which netting counts on each open order: how far it may be pulled forward, but not before today.

    An order that arrives no later than a new one could is counted on at once: a new order would not help.
    """
    supply, calendar, today = snapshot.supply, snapshot.calendar, snapshot.buckets.today
    pulled = calendar.back(np.maximum(supply.due, today), snapshot.tolerances.reach)
    soonest = calendar.forward(today, snapshot.items.lead_time[snapshot.supply_item])
    day = np.where(supply.due <= soonest, today, np.maximum(pulled, today))
    return np.where(day < snapshot.buckets.end, snapshot.buckets.holding(day), -1)


def _add(flow: Ints, row: Ints, bucket: Ints, quantity: npt.NDArray[np.int64]) -> None:
    inside = bucket >= 0
    np.add.at(flow, (row[inside], bucket[inside]), quantity[inside])
