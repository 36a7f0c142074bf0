"""Proposals: planned orders as rows with their reasons, and a re-run that updates them instead of duplicating."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from yunhe.planning.mrp.calendar import Column, days, iso
from yunhe.planning.mrp.flows import Come
from yunhe.planning.mrp.increase import increases
from yunhe.planning.mrp.messages import named_want
from yunhe.planning.mrp.pegging import Pegs
from yunhe.planning.mrp.plan import Plan
from yunhe.planning.mrp.quantity import Ints, units
from yunhe.planning.mrp.tables import Ids, refuse_duplicates


@dataclass(frozen=True)
class Proposal:
    """Buy or make `quantity` of `item`: order by `order_by` (`start` if that has passed), it comes on `receipt`.

    `increase` is the open order that may grow instead; `late` counts working days after the need.
    """

    item: object
    quantity: Decimal
    need: str
    order_by: str
    start: str
    receipt: str
    late: int
    increase: object
    reason: str


def proposals(plan: Plan, pegs: Pegs, numbers: Ints | None = None) -> Iterator[Proposal]:
    """Planned orders with reasons; `numbers` picks some of `plan.orders` (all when None). `pegs` must cover them."""
    orders, snapshot, grown = plan.orders, plan.snapshot, increases(plan)
    served = _served(plan, pegs)
    late = snapshot.calendar.between(orders.need, orders.receipt)
    for number in (np.arange(len(orders.row)) if numbers is None else numbers).tolist():
        yield Proposal(
            snapshot.items.id[int(plan.grid.structure.item[orders.row[number]])],
            units(int(orders.quantity[number])),
            iso(orders.need[number]),
            iso(orders.latest[number]),
            iso(orders.start[number]),
            iso(orders.receipt[number]),
            int(late[number]),
            snapshot.supply.id[int(grown[number])] if grown[number] >= 0 else None,
            _reason(plan, pegs, served.get(number, [])),
        )


@dataclass(frozen=True, eq=False)
class Drafts:
    """Proposals of an earlier run that nobody has acted on yet."""

    id: Ids
    item: Ids
    need: Ints
    quantity: Ints

    @classmethod
    def of(cls, id: Ids = (), item: Ids = (), *, need: Column = (), quantity: Column = ()) -> "Drafts":
        refuse_duplicates(id, "draft")
        return cls(id, item, days(need) if len(id) else np.empty(0, np.int64), np.asarray(quantity, dtype=np.int64))


@dataclass(frozen=True)
class Rerun:
    """What a new plan means for the drafts: order numbers of `plan.orders` and draft ids.

    `keep` and `change` pair a draft with the planned order that it now stands for; `create` are planned orders
    without a draft; `withdraw` are drafts that nothing needs any more.
    """

    keep: tuple[tuple[object, int], ...]
    change: tuple[tuple[object, int], ...]
    create: tuple[int, ...]
    withdraw: tuple[object, ...]


def rerun(plan: Plan, drafts: Drafts, until: int | None = None) -> Rerun:
    """Match planned orders to drafts item by item: same day and quantity, then same day, then in order of need.

    `until` leaves out planned orders that start after that day. Running twice on the same snapshot keeps every draft
    and creates nothing. Planned orders that an open order can absorb (`increases`) need no draft.
    """
    fresh = np.flatnonzero((increases(plan) < 0) & (plan.orders.start <= (until or plan.orders.start.max(initial=0))))
    order_item = plan.grid.structure.item[plan.orders.row[fresh]]
    ids = plan.snapshot.items.id
    left: dict[object, list[int]] = defaultdict(list)
    for number, item in zip(fresh.tolist(), order_item.tolist()):
        left[ids[item]].append(number)
    waiting: dict[object, list[int]] = defaultdict(list)
    for draft in np.argsort(drafts.need, kind="stable").tolist():
        waiting[drafts.item[draft]].append(draft)
    pairs: list[tuple[int, int]] = []
    for item, old in waiting.items():
        pairs += _paired(plan, drafts, old, left[item])
    same = [
        plan.orders.need[number] == drafts.need[draft] and plan.orders.quantity[number] == drafts.quantity[draft]
        for draft, number in pairs
    ]
    matched = {draft for draft, _ in pairs}
    return Rerun(
        tuple((drafts.id[draft], number) for (draft, number), equal in zip(pairs, same) if equal),
        tuple((drafts.id[draft], number) for (draft, number), equal in zip(pairs, same) if not equal),
        tuple(sorted(number for numbers in left.values() for number in numbers)),
        tuple(drafts.id[draft] for draft in range(len(drafts.id)) if draft not in matched),
    )


def _paired(plan: Plan, drafts: Drafts, old: list[int], new: list[int]) -> list[tuple[int, int]]:
    """Pairs (draft, order), best agreement first; matched orders leave `new`."""
    need, quantity = plan.orders.need, plan.orders.quantity
    pairs: list[tuple[int, int]] = []
    for key in (
        lambda draft, number: drafts.need[draft] == need[number] and drafts.quantity[draft] == quantity[number],
        lambda draft, number: drafts.need[draft] == need[number],
        lambda draft, number: True,
    ):
        for draft in list(old):
            number = next((number for number in new if key(draft, number)), None)
            if number is not None:
                pairs.append((draft, number))
                old.remove(draft)
                new.remove(number)
    return pairs


def _served(plan: Plan, pegs: Pegs) -> dict[int, list[int]]:
    """Pegs of each planned order."""
    by_order = np.flatnonzero(pegs.comes.kind[pegs.come] == Come.ORDER)
    served: dict[int, list[int]] = defaultdict(list)
    for number, entry in zip(pegs.comes.source[pegs.come[by_order]].tolist(), by_order.tolist()):
        served[number].append(entry)
    return served


def _reason(plan: Plan, pegs: Pegs, entries: list[int]) -> str:
    if not entries:
        return "the lot rule rounds up"
    told = [f"{units(int(pegs.quantity[e]))} for {named_want(plan, pegs, int(pegs.want[e]))}" for e in entries[:3]]
    more = f" and {len(entries) - 3} more" if len(entries) > 3 else ""
    return ", ".join(told) + more
