"""Promise dates: the first day on which an order can be kept, from stock, incoming goods, lead times and capacity."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np

from yunhe.planning.mrp.calendar import iso
from yunhe.planning.mrp.errors import BadQuantity, UnknownItem
from yunhe.planning.mrp.plan import Plan
from yunhe.planning.mrp.quantity import MICRO, scaled_up, units

_ONE = np.array([MICRO])


@dataclass(frozen=True, eq=False)
class Capacity:
    """Hours: what one unit of an item takes on its bottleneck, and what that bottleneck has free on each day.

    `free[resource]` maps int64 days to free hours; `needs[item]` is (resource, hours per unit).
    """

    needs: Mapping[object, tuple[object, float]]
    free: Mapping[object, Mapping[int, float]]


@dataclass(frozen=True)
class Step:
    """One reason: on `day`, `quantity` of `item` is there because of `how` (stock, incoming, made, bought)."""

    item: object
    quantity: Decimal
    day: str
    how: str


@dataclass(frozen=True)
class Promise:
    """The day to promise (None: no capacity is free for it), what decides it, and all steps on the way."""

    item: object
    quantity: Decimal
    day: str | None
    because: str
    steps: tuple[Step, ...]


def promise(plan: Plan, item: object, quantity: int, capacity: Capacity | None = None) -> Promise:
    """When `quantity` (millionths) of `item` can be there without taking anything from what is already planned.

    Free stock above safety and open orders are used as they come; the rest is made or bought in the item's lead time,
    after its components have been found the same way. Open orders count on their due day, not earlier. The answer
    changes nothing. Raises UnknownItem or BadQuantity.
    """
    if item not in plan.snapshot.position:
        raise UnknownItem(f"no item {item} to promise", offender=str(item))
    if quantity <= 0:
        raise BadQuantity(f"{quantity} of {item} cannot be promised", offender=str(item))
    search = _Search(plan, capacity)
    day = search.day_of(plan.row(item), quantity)
    return Promise(item, units(quantity), None if day is None else iso(day), search.because(day), tuple(search.steps))


@dataclass
class _Search:
    plan: Plan
    capacity: Capacity | None
    steps: list[Step] = field(default_factory=list)
    spare: dict[int, list[list[int]]] = field(default_factory=dict)
    used: dict[tuple[object, int], float] = field(default_factory=lambda: defaultdict(float))
    blocked: str = ""

    def day_of(self, row: int, quantity: int) -> int | None:
        """The day on which the last piece is there; shared parts are taken once."""
        taken, last = 0, self.plan.snapshot.buckets.today
        if row not in self.spare:
            self.spare[row] = spare(self.plan, row)
        soonest = self._soonest(row)
        for lot in self.spare[row]:
            use = min(lot[1], quantity - taken)
            if use and lot[0] <= soonest:
                lot[1] -= use
                taken += use
                last = max(last, lot[0])
                self._tell(row, use, lot[0], "stock" if lot[0] == self.plan.snapshot.buckets.today else "incoming")
        if taken < quantity:
            made = self._make(row, quantity - taken)
            return None if made is None else max(last, made)
        return last

    def because(self, day: int | None) -> str:
        if day is None:
            return self.blocked
        deciding = max(self.steps, key=lambda step: step.day)
        return f"{deciding.quantity} of {deciding.item} {deciding.how} on {deciding.day}"

    def _soonest(self, row: int) -> int:
        """Later arrivals than a new order's are not waited for."""
        return int(self.plan.snapshot.calendar.forward(self.plan.snapshot.buckets.today, self._lead_time(row)))

    def _make(self, row: int, quantity: int) -> int | None:
        """Components first, then the lead time from the day the last one is there, then a day with capacity."""
        structure, grid, calendar = self.plan.grid.structure, self.plan.grid, self.plan.snapshot.calendar
        lines, start = structure.takes, self.plan.snapshot.buckets.today
        begun = int(scaled_up(np.array([quantity]), _ONE, MICRO - grid.loss[row : row + 1])[0])
        for line in range(int(lines.ptr[row]), int(lines.ptr[row + 1])):
            need = scaled_up(np.array([begun]), lines.per[line : line + 1], lines.divisor[line : line + 1])
            ready = self.day_of(int(lines.child[line]), int(need[0]))
            if ready is None:
                return None
            start = max(start, ready)
        day = self._with_capacity(row, quantity, int(calendar.forward(start, self._lead_time(row))))
        if day is not None:
            self._tell(row, quantity, day, "made" if self._is_made(row) else "bought")
        return day

    def _with_capacity(self, row: int, quantity: int, earliest: int) -> int | None:
        item = self._item(row)
        if self.capacity is None or item not in self.capacity.needs:
            return earliest
        resource, each = self.capacity.needs[item]
        left = each * quantity / MICRO
        today = self.plan.snapshot.buckets.today
        for day, free in sorted(self.capacity.free.get(resource, {}).items()):
            if day >= today:
                use = min(max(free - self.used[resource, day], 0.0), left)
                self.used[resource, day] += use
                left -= use
                if left <= 1e-9:
                    return max(day, earliest)
        self.blocked = f"{resource} has no {left:g} hours more for {units(quantity)} of {item}"
        return None

    def _tell(self, row: int, quantity: int, day: int, how: str) -> None:
        self.steps.append(Step(self._item(row), units(quantity), iso(day), how))

    def _item(self, row: int) -> object:
        return self.plan.snapshot.items.id[int(self.plan.grid.structure.item[row])]

    def _is_made(self, row: int) -> bool:
        ptr = self.plan.grid.structure.takes.ptr
        return bool(ptr[row + 1] > ptr[row])

    def _lead_time(self, row: int) -> int:
        return int(self.plan.snapshot.items.lead_time[self.plan.grid.structure.item[row]])


def spare(plan: Plan, row: int) -> list[list[int]]:
    """[day, millionths] that become free for good: what no present or planned need takes at any later moment.

    Stock counts today, open orders in the bucket of their due day (and not before that day), planned lots when needed.
    """
    snapshot, buckets = plan.snapshot, plan.snapshot.buckets
    supply = np.flatnonzero((snapshot.structure.row[snapshot.supply_item] == row) & (plan.supply_bucket >= 0))
    flow, day = plan.flow[row].copy(), buckets.starts.copy()
    np.subtract.at(flow, plan.supply_bucket[supply], snapshot.supply.quantity[supply])
    supply = supply[snapshot.supply.due[supply] < buckets.end]
    due = buckets.holding(snapshot.supply.due[supply])
    np.add.at(flow, due, snapshot.supply.quantity[supply])
    np.maximum.at(day, due, snapshot.supply.due[supply])
    position = plan.grid.available[row] + np.cumsum(flow) + plan.ordered[row]
    free = np.maximum(np.minimum.accumulate(position[::-1])[::-1], 0)
    gained = np.diff(free, prepend=0)
    return [[int(day[bucket]), int(gained[bucket])] for bucket in np.flatnonzero(gained)]
