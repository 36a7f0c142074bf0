"""Action messages: what a planner must do about planned and open orders, and what the plan could not serve."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

import numpy as np

from yunhe.planning.mrp.calendar import iso
from yunhe.planning.mrp.flows import Come, Want
from yunhe.planning.mrp.increase import increases
from yunhe.planning.mrp.pegging import Pegs
from yunhe.planning.mrp.plan import Plan
from yunhe.planning.mrp.quantity import Ints, units


class Kind(StrEnum):
    """What to do, in the order in which the messages are listed."""

    RELEASE = "release"
    INCREASE = "increase"
    EXPEDITE = "expedite"
    DEFER = "defer"
    CANCEL = "cancel"
    OVERDUE = "overdue"
    LATE = "late"
    PAST_DUE = "past due"
    BEYOND_HORIZON = "beyond horizon"
    BY_PRODUCT = "by-product not counted"
    ALTERNATE = "alternate not counted"


KINDS = tuple(Kind)


@dataclass(frozen=True)
class Message:
    """One action: `subject` is the open order, the demand or nothing (planned orders); days as ISO text."""

    kind: Kind
    item: object
    subject: object
    quantity: Decimal
    day: str
    to: str
    reason: str


@dataclass(frozen=True, eq=False)
class Messages:
    """Messages as columns; iterate for `Message` objects with their reasons written out.

    `source` points at planned orders (release, late), open orders (increase, expedite, defer, cancel, overdue),
    demand (past due, beyond horizon), by-product lines or alternates. `day` → `to`: what is, what should be.
    `cause` is the `pegs.want` entry that asks for it, −1 when none does.
    """

    plan: Plan
    pegs: Pegs
    kind: Ints
    item: Ints
    source: Ints
    quantity: Ints
    day: Ints
    to: Ints
    cause: Ints

    def __len__(self) -> int:
        return len(self.kind)

    def __iter__(self) -> Iterator[Message]:
        return (self._written(number) for number in range(len(self.kind)))

    def count(self, kind: Kind) -> int:
        return int((self.kind == KINDS.index(kind)).sum())

    def _written(self, number: int) -> Message:
        kind, source = KINDS[int(self.kind[number])], int(self.source[number])
        day, to = iso(self.day[number]), iso(self.to[number])
        return Message(
            kind,
            self.plan.snapshot.items.id[int(self.item[number])],
            self._subject(kind, source),
            units(int(self.quantity[number])),
            day,
            to,
            _REASONS[kind].format(day=day, to=to, cause=self._cause(number)),
        )

    def _subject(self, kind: Kind, source: int) -> object:
        if kind in (Kind.INCREASE, Kind.EXPEDITE, Kind.DEFER, Kind.CANCEL, Kind.OVERDUE):
            return self.plan.snapshot.supply.id[source]
        if kind in (Kind.PAST_DUE, Kind.BEYOND_HORIZON):
            return self.plan.snapshot.demand.id[source]
        return None

    def _cause(self, number: int) -> str:
        entry = int(self.cause[number])
        return "nothing" if entry < 0 else named_want(self.plan, self.pegs, entry)


_REASONS = {
    Kind.RELEASE: "order by {day} to have it on {to} for {cause}",
    Kind.INCREASE: "needed on {to} for {cause}; the open order of {day} may grow instead of a new one",
    Kind.EXPEDITE: "due {day} but needed on {to} for {cause}",
    Kind.DEFER: "due {day} but not needed before {to} for {cause}",
    Kind.CANCEL: "nothing needs it before the horizon ends on {to}",
    Kind.OVERDUE: "was due {day} and has not come; needed on {to} for {cause}",
    Kind.LATE: "needed on {day} for {cause}; ordered today it comes on {to}",
    Kind.PAST_DUE: "was due {day}, before today: planned for {to}",
    Kind.BEYOND_HORIZON: "due {day}, after the horizon ends on {to}: not planned",
    Kind.BY_PRODUCT: "its item is netted before its maker: it counts when the maker's order is open",
    Kind.ALTERNATE: "the alternates stand in for each other in a circle: this one was left out",
}


def messages(plan: Plan, pegs: Pegs) -> Messages:
    """All messages of a plan; `pegs` are those of all rows."""
    cause = _first_want(pegs)
    parts = [
        *_of_orders(plan, pegs, cause),
        *_of_supply(plan, pegs, cause),
        *_of_demand(plan),
        *_of_structure(plan),
    ]
    columns = [np.concatenate([np.broadcast_to(part[place], len(part[2])) for part in parts]) for place in range(7)]
    order = np.argsort(columns[0], kind="stable")
    return Messages(plan, pegs, *(column[order] for column in columns))


def named_want(plan: Plan, pegs: Pegs, entry: int) -> str:
    """A need in words: the demand's id, the parent it goes into, the safety stock, or the item it stands in for."""
    kind, source = Want(int(pegs.wants.kind[entry])), int(pegs.wants.source[entry])
    if kind == Want.DEMAND:
        return f"demand {plan.snapshot.demand.id[source]}"
    if kind == Want.COMPONENT:
        return f"production of {plan.grid.name(int(plan.grid.structure.takes.parent[source]))}"
    if kind == Want.SUBSTITUTION:
        return f"standing in for {plan.grid.name(plan.substitutions[source].row)}"
    return "safety stock"


def named_come(plan: Plan, pegs: Pegs, entry: int) -> str:
    """A supply in words: stock, the open order's id, what gives it, or the planned order that is still to be placed."""
    kind, source = Come(int(pegs.comes.kind[entry])), int(pegs.comes.source[entry])
    if kind == Come.SUPPLY:
        return f"open order {plan.snapshot.supply.id[source]}"
    if kind == Come.BY_PRODUCT:
        return f"by-product of {plan.grid.name(int(plan.grid.structure.gives.parent[source]))}"
    if kind == Come.SUBSTITUTION:
        return f"alternate {plan.grid.name(plan.substitutions[source].alternate)}"
    if kind == Come.ORDER:
        return f"planned order for {iso(plan.orders.need[source])}"
    return "stock"


_Part = tuple[int, Ints, Ints, Ints, Ints, Ints | int, Ints | int]  # kind, item, source, quantity, day, to, cause


def _first_want(pegs: Pegs) -> Ints:
    """For each coming entry, the first need it serves (−1: none)."""
    first = np.searchsorted(pegs.come, np.arange(len(pegs.comes.row)))
    served = first < len(pegs.come)
    served[served] = pegs.come[first[served]] == np.flatnonzero(served)
    cause = np.full(len(first), -1, dtype=np.int64)
    cause[served] = pegs.want[first[served]]
    return cause


def _of_orders(plan: Plan, pegs: Pegs, cause: Ints) -> list[_Part]:
    orders, item, grown = plan.orders, plan.grid.structure.item, increases(plan)
    entry = np.flatnonzero(pegs.comes.kind == Come.ORDER)
    why = np.full(len(orders.row), -1, dtype=np.int64)
    why[pegs.comes.source[entry]] = cause[entry]

    def part(kind: Kind, chosen: Ints, day: Ints, to: Ints) -> _Part:
        return (
            KINDS.index(kind),
            item[orders.row[chosen]],
            chosen,
            orders.quantity[chosen],
            day[chosen],
            to[chosen],
            why[chosen],
        )

    release = np.flatnonzero((orders.latest <= plan.snapshot.buckets.today) & (grown < 0))
    late = np.flatnonzero(orders.late & (grown < 0))
    more = np.flatnonzero(grown >= 0)
    target = grown[more]
    return [
        part(Kind.RELEASE, release, orders.latest, orders.receipt),
        part(Kind.LATE, late, orders.need, orders.receipt),
        (
            KINDS.index(Kind.INCREASE),
            item[orders.row[more]],
            target,
            orders.quantity[more],
            plan.snapshot.supply.due[target],
            orders.need[more],
            why[more],
        ),
    ]


def _of_supply(plan: Plan, pegs: Pegs, cause: Ints) -> list[_Part]:
    snapshot, today, tolerances = plan.snapshot, plan.snapshot.buckets.today, plan.snapshot.tolerances
    entry = np.flatnonzero(pegs.comes.kind == Come.SUPPLY)
    order, why = pegs.comes.source[entry].astype(np.int64), cause[entry]
    bucket = np.full(len(why), len(snapshot.buckets.starts) - 1)
    bucket[why >= 0] = pegs.wants.bucket[why[why >= 0]]
    due = snapshot.supply.due[order]
    need = np.where(why >= 0, snapshot.buckets.starts[bucket], snapshot.buckets.end)
    slack = snapshot.calendar.between(due, need)
    overdue = (due < today) & (why >= 0)
    expedite = ~overdue & (-slack > tolerances.expedite) & (snapshot.buckets.holding(due) > bucket)

    def part(kind: Kind, chosen: Ints) -> _Part:
        source = order[chosen]
        item, quantity = snapshot.supply_item[source], snapshot.supply.quantity[source]
        return KINDS.index(kind), item, source, quantity, due[chosen], need[chosen], why[chosen]

    return [
        part(Kind.EXPEDITE, np.flatnonzero(expedite & (why >= 0))),
        part(Kind.DEFER, np.flatnonzero((why >= 0) & ~overdue & (slack > tolerances.defer))),
        part(Kind.CANCEL, np.flatnonzero(why < 0)),
        part(Kind.OVERDUE, np.flatnonzero(overdue)),
    ]


def _of_demand(plan: Plan) -> list[_Part]:
    snapshot = plan.snapshot
    due, today = snapshot.demand.due, snapshot.buckets.today
    past, beyond = np.flatnonzero(due < today), np.flatnonzero(plan.demand_bucket < 0)

    def part(kind: Kind, chosen: Ints, to: int) -> _Part:
        quantity = snapshot.demand.quantity[chosen]
        return KINDS.index(kind), snapshot.demand_item[chosen], chosen, quantity, due[chosen], to, -1

    return [part(Kind.PAST_DUE, past, today), part(Kind.BEYOND_HORIZON, beyond, snapshot.buckets.end)]


def _of_structure(plan: Plan) -> list[_Part]:
    """By-products that came too late to count, and alternates that were left out."""
    structure, gives, today = plan.grid.structure, plan.grid.structure.gives, plan.snapshot.buckets.today
    made = plan.ordered[gives.parent, -1] if len(gives.parent) else np.empty(0, dtype=np.int64)
    uncounted = np.flatnonzero((structure.level[gives.child] <= structure.level[gives.parent]) & (made > 0))
    given = made[uncounted] * 0
    for place, line in enumerate(uncounted.tolist()):
        given[place] = int(made[line]) * int(gives.per[line]) // int(gives.divisor[line])
    ignored = structure.ignored_alternates
    position = plan.snapshot.position
    items = np.array([position[plan.snapshot.alternates.item[row]] for row in ignored.tolist()], dtype=np.int64)
    day = np.full(len(uncounted), today)
    none = np.zeros(len(ignored), dtype=np.int64)
    return [
        (
            KINDS.index(Kind.BY_PRODUCT),
            structure.item[gives.child[uncounted]],
            gives.source[uncounted],
            given,
            day,
            today,
            -1,
        ),
        (KINDS.index(Kind.ALTERNATE), items, ignored, none, none + today, today, -1),
    ]
