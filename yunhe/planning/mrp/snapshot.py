"""One consistent picture of the business at one moment: everything a plan depends on, checked once."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from yunhe.planning.mrp.calendar import Buckets, WorkingCalendar
from yunhe.planning.mrp.errors import BadLeadTime, UnknownItem
from yunhe.planning.mrp.levels import Structure, structure
from yunhe.planning.mrp.quantity import Ints
from yunhe.planning.mrp.tables import Alternates, Bom, Demand, Ids, Items, Supply


@dataclass(frozen=True)
class Tolerances:
    """When an open order deserves a message, in working days.

    `expedite`, `defer`: how much later / earlier than needed its receipt may lie in silence. `reach`: by how much the
    plan counts on pulling an open order forward before it proposes a new one; an order that arrives no later than a
    new one could is always counted on.
    """

    expedite: int = 0
    defer: int = 5
    reach: int = 10


@dataclass(frozen=True, eq=False)
class Snapshot:
    """Columns, the calendar, the time grid, and every row's item as a position in `items`."""

    items: Items
    bom: Bom
    supply: Supply
    demand: Demand
    alternates: Alternates
    buckets: Buckets
    calendar: WorkingCalendar
    tolerances: Tolerances
    position: dict[object, int]
    supply_item: Ints
    demand_item: Ints
    structure: Structure

    @classmethod
    def of(
        cls,
        *,
        items: Items,
        buckets: Buckets,
        bom: Bom | None = None,
        supply: Supply | None = None,
        demand: Demand | None = None,
        alternates: Alternates | None = None,
        calendar: WorkingCalendar | None = None,
        tolerances: Tolerances | None = None,
    ) -> "Snapshot":
        """Raises UnknownItem for a row without an item, BomCycle for a bill that contains itself."""
        bom, supply = bom or Bom.of(), supply or Supply.of()
        demand, alternates = demand or Demand.of(), alternates or Alternates.of()
        position: dict[object, int] = dict(zip(items.id, range(len(items.id))))
        parent, child = positions(position, bom.parent, "bill line"), positions(position, bom.child, "bill line")
        item = positions(position, alternates.item, "alternate")
        alternate = positions(position, alternates.alternate, "alternate")
        calendar = calendar or WorkingCalendar.of()
        refuse_endless(items, buckets, calendar)
        return cls(
            items,
            bom,
            supply,
            demand,
            alternates,
            buckets,
            calendar,
            tolerances or Tolerances(),
            position,
            positions(position, supply.item, "open order"),
            positions(position, demand.item, "demand"),
            structure(items.id, (parent, child, bom.per, bom.scrap), (item, alternate, alternates.ratio)),
        )


def positions(position: dict[object, int], ids: Ids, noun: str) -> Ints:
    """Positions of items by id; raises UnknownItem for the first id that is not there."""
    try:
        return np.fromiter(map(position.__getitem__, ids), dtype=np.int64, count=len(ids))
    except KeyError:
        unknown = str(first_unknown(position, ids))
        raise UnknownItem(f"a {noun} refers to the unknown item {unknown}", offender=unknown) from None


def first_unknown(position: dict[object, int], ids: Iterable[object]) -> object:
    return next(key for key in ids if key not in position)


def refuse_endless(items: Items, buckets: Buckets, calendar: WorkingCalendar) -> None:
    """Raise BadLeadTime for a lead time that leaves the working calendar."""
    if not len(items.id):
        return
    working = calendar.working
    room = min(
        np.searchsorted(working, buckets.today) - 1, len(working) - np.searchsorted(working, buckets.end + 1) - 1
    )
    beyond = items.lead_time > room
    if beyond.any():
        offender = str(items.id[int(beyond.argmax())])
        raise BadLeadTime(f"the lead time of item {offender} leaves the calendar", offender=offender)
