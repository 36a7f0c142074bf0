"""Outlook: which demand cannot be kept as planned, when it will be served, and the chain of causes down to the last.

A planned order starts when its components are there. Open orders count on their due day, because nobody has yet
agreed to the expediting that netting counts on; planned orders on the day they can come. The delay climbs level by
level from the deepest parts to what customers wait for.
"""

from dataclasses import dataclass

import numpy as np

from yunhe.planning.mrp.calendar import iso
from yunhe.planning.mrp.flows import Come, Flows, Want
from yunhe.planning.mrp.messages import named_come
from yunhe.planning.mrp.pegging import Pegs
from yunhe.planning.mrp.plan import Plan
from yunhe.planning.mrp.quantity import Ints


@dataclass(frozen=True)
class LateDemand:
    """`demand` of `item`, due on `due`, is wholly served on `expected`; `chain` leads to the cause, the last entry."""

    demand: object
    item: object
    due: str
    expected: str
    chain: tuple[str, ...]


def outlook(plan: Plan, pegs: Pegs) -> tuple[LateDemand, ...]:
    """Demand within the horizon that comes late, the latest first. `pegs` are those of all rows."""
    climb = _Climb(plan, pegs)
    for level in range(plan.grid.structure.depth - 1, -1, -1):
        climb.settle(level)
    wants, due = pegs.wants, plan.snapshot.demand.due
    entry = np.flatnonzero(wants.kind == Want.DEMAND)
    entry = entry[climb.want_day[entry] > np.maximum(due[wants.source[entry]], plan.snapshot.buckets.today)]
    entry = entry[np.argsort(-climb.want_day[entry], kind="stable")]
    return tuple(
        LateDemand(
            plan.snapshot.demand.id[int(wants.source[number])],
            plan.snapshot.demand.item[int(wants.source[number])],
            iso(due[wants.source[number]]),
            iso(climb.want_day[number]),
            tuple(climb.chain(int(number))),
        )
        for number in entry
    )


class _Climb:
    """Days on which needs are met (`want_day`) and supplies come (`come_day`), and what decides each."""

    def __init__(self, plan: Plan, pegs: Pegs) -> None:
        self.plan, self.pegs, today = plan, pegs, plan.snapshot.buckets.today
        self.want_day = np.full(len(pegs.wants.row), today)
        self.come_day = np.full(len(pegs.comes.row), today)
        self.decided_by = np.full(len(pegs.wants.row), -1)
        self.ready = np.full(plan.flow.shape, today)
        self.waits_for = np.full(plan.flow.shape, -1)
        self.moved = np.full(len(plan.substitutions), today)
        orders, lead = plan.orders, plan.grid.lead
        self.start_bucket = plan.grid.start[lead[orders.row], orders.bucket]
        self.lead_time = plan.snapshot.items.lead_time[plan.grid.structure.item]

    def settle(self, level: int) -> None:
        """Date the supplies of a level, then its needs, then tell the parents when their components are there."""
        first, last = self.plan.grid.structure.ptr[level : level + 2]
        self._date_comes(*np.searchsorted(self.pegs.comes.row, [first, last]))
        begin, end = np.searchsorted(self.pegs.wants.row, [first, last])
        low, high = np.searchsorted(self.pegs.want, [begin, end])
        want, day = self.pegs.want[low:high], self.come_day[self.pegs.come[low:high]]
        late = np.lexsort((day, want))
        final = late[np.flatnonzero(np.diff(want[late], append=-1))]
        self.want_day[want[final]] = np.maximum(day[final], self.plan.snapshot.buckets.today)
        self.decided_by[want[final]] = low + final
        self._tell_parents(np.arange(begin, end))

    def chain(self, want: int) -> list[str]:
        """Causes from a need downwards: each supply that comes last, then the component that supply waits for."""
        told = []
        while want >= 0 and self.decided_by[want] >= 0:
            come = int(self.pegs.come[self.decided_by[want]])
            item = self.plan.grid.name(int(self.pegs.comes.row[come]))
            told.append(f"{item}: {named_come(self.plan, self.pegs, come)} comes on {iso(self.come_day[come])}")
            want = self._waited_for(come)
        return told

    def _date_comes(self, begin: int, end: int) -> None:
        comes, plan = _part(self.pegs.comes, begin, end), self.plan
        day, starts = self.come_day[begin:end], plan.grid.starts
        supply, order = comes.kind == Come.SUPPLY, comes.kind == Come.ORDER
        day[supply] = np.maximum(plan.snapshot.supply.due[comes.source[supply]], starts[0])
        day[comes.kind == Come.BY_PRODUCT] = starts[comes.bucket[comes.kind == Come.BY_PRODUCT]]
        moved = comes.kind == Come.SUBSTITUTION
        day[moved] = self.moved[comes.source[moved]]
        number = comes.source[order]
        row, receipt = comes.row[order], plan.orders.receipt[number]
        ready = self.ready[row, self.start_bucket[number]]
        waited = plan.snapshot.calendar.forward(ready, self.lead_time[row])
        day[order] = np.where(ready > plan.orders.start[number], np.maximum(waited, receipt), receipt)

    def _tell_parents(self, entry: Ints) -> None:
        wants, lines = self.pegs.wants, self.plan.grid.structure.takes
        part = entry[wants.kind[entry] == Want.COMPONENT]
        part = part[np.argsort(self.want_day[part], kind="stable")]
        parent, bucket, day = lines.parent[wants.source[part]], wants.bucket[part], self.want_day[part]
        later = day > self.ready[parent, bucket]
        self.ready[parent[later], bucket[later]] = day[later]
        self.waits_for[parent[later], bucket[later]] = part[later]
        moved = entry[wants.kind[entry] == Want.SUBSTITUTION]
        self.moved[wants.source[moved]] = self.want_day[moved]

    def _waited_for(self, come: int) -> int:
        if self.pegs.comes.kind[come] != Come.ORDER:
            return -1
        number = int(self.pegs.comes.source[come])
        row, bucket = int(self.pegs.comes.row[come]), int(self.start_bucket[number])
        waited = self.ready[row, bucket] > self.plan.orders.start[number]
        return int(self.waits_for[row, bucket]) if waited else -1


def _part(flows: Flows, begin: int, end: int) -> Flows:
    return Flows(*(getattr(flows, name)[begin:end] for name in Flows.__annotations__))
