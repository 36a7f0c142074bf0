"""Material: issue all of it, issue a part of it, take it back."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext_noop as N_

from yunhe.catalog.models import Item
from yunhe.erp.production.flows import AT_WORK, OPEN
from yunhe.erp.production.following import follow
from yunhe.erp.production.models import Material, WorkOrder
from yunhe.erp.production.returning import Back, give_back
from yunhe.erp.production.scopes import WORK_ORDERS
from yunhe.erp.production.taking import take
from yunhe.kernel import locks
from yunhe.kernel.actor import Actor
from yunhe.kernel.commands import command
from yunhe.kernel.flow import not_found, wrong_state
from yunhe.kernel.outcome import Outcome, Reason
from yunhe.kernel.quantity import fits
from yunhe.stock import commands as stock
from yunhe.stock.models import Outbound

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Issue:
    """So much of an item goes into an order, in base units; the bill need not know it."""

    order: int
    item: int
    qty: Decimal


@dataclass(frozen=True, slots=True)
class Unused:
    """So much of an issued item comes back, in base units; `bin` empty = the dock."""

    order: int
    item: int
    qty: Decimal
    lot: str = ""
    expires_on: date | None = None
    grade: str = "good"
    bin: int | None = None


@command("production.issue", N_("Issue material"), WORK_ORDERS)
def issue(order_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """Issue all material of orders that is planned and not issued yet, by one scan of the order. Refused when short."""
    outcome = Outcome()
    orders = lock_orders(order_ids, outcome)
    outbounds = dict(
        Outbound.objects.filter(source_kind="work_order", source_id__in=orders, kind="issue", state="planned")
        .order_by("id")
        .values_list("id", "source_id")
    )
    answer = stock.ship_whole(list(outbounds), by=by, at=at)
    outcome.refused |= {outbounds[id]: reason for id, reason in answer.refused.items()}
    outcome.refuse(set(orders) - set(outbounds.values()), Reason("nothing_to_issue", N_("All material is issued")))
    outcome.done = [id for id in order_ids if id not in outcome.refused]
    follow(orders, by=by, at=at)
    return outcome


@command("production.issue_lines", N_("Issue part of the material"), WORK_ORDERS.by("order"))
def issue_lines(rows: Sequence[Issue], *, by: Actor, at: datetime) -> Outcome:
    """Issue quantities by line, as scanned; `done` and `refused` are order ids: an order gets all its rows or none."""
    outcome = Outcome()
    ids = list(dict.fromkeys(row.order for row in rows))
    orders = lock_orders(ids, outcome)
    decimals = dict(Item.objects.filter(id__in={row.item for row in rows}).values_list("id", "decimals"))
    wanted: defaultdict[int, defaultdict[int, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for row in rows:
        if row.item not in decimals:
            outcome.refused[row.order] = not_found(row.item)
        elif row.qty <= 0 or not fits(row.qty, decimals[row.item]):
            outcome.refused[row.order] = _bad_quantity(row.qty)
        else:
            wanted[row.order][row.item] += row.qty
    asked = {id: wanted[id] for id in ids if id not in outcome.refused}
    outcome.refused |= take(orders, asked, by=by, at=at)
    outcome.done = [id for id in ids if id not in outcome.refused]
    follow(outcome.done, by=by, at=at)
    return outcome


@command("production.return_material", N_("Return material"), WORK_ORDERS.by("order"), numbered=("done",))
def return_material(rows: Sequence[Unused], *, by: Actor, at: datetime) -> Outcome:
    """Unused material goes back into stock at the cost it left with; `made` maps the order to its inbound. Refused by
    row number: more than is out, a lot-tracked item without lot, an order that is not open."""
    outcome = Outcome()
    heads = Outcome()
    orders = lock_orders(list(dict.fromkeys(row.order for row in rows)), heads, OPEN)
    follow(orders, by=by, at=at)
    out = {
        (m.order_id, m.item_id): (m, m.issued - m.returned)
        for m in Material.objects.filter(order__in=orders).select_related("item")
    }
    left = {key: qty for key, (_, qty) in out.items()}
    good: list[Back] = []
    for n, row in enumerate(rows):
        if reason := heads.refused.get(row.order) or _why_not(row, out, left):
            outcome.refused[n] = reason
        else:
            left[row.order, row.item] -= row.qty
            good.append(Back(row.order, row.item, row.qty, row.lot, row.expires_on, row.grade, row.bin))
            outcome.done.append(n)
    outcome.made = give_back(orders, good, by=by, at=at)
    follow(orders, by=by, at=at)
    return outcome


def lock_orders(order_ids: Sequence[int], outcome: Outcome, states: Sequence[str] = AT_WORK) -> dict[int, WorkOrder]:
    """The orders at work, locked; the others are refused."""
    locks.lock("production_order", order_ids)
    found = {o.id: o for o in WorkOrder.objects.filter(id__in=order_ids).order_by("id")}
    for id in order_ids:
        if id not in found:
            outcome.refused[id] = not_found(id)
        elif found[id].state not in states:
            outcome.refused[id] = wrong_state(found[id].number, found[id].state, states)
    return {id: o for id, o in found.items() if id not in outcome.refused}


def _why_not(
    row: Unused, out: Mapping[tuple[int, int], tuple[Material, Decimal]], left: Mapping[tuple[int, int], Decimal]
) -> Reason | None:
    material = out.get((row.order, row.item))
    if material is None or row.qty > left[row.order, row.item]:
        figures = {"qty": row.qty, "out": left.get((row.order, row.item), ZERO)}
        return Reason("not_issued", N_("{qty} come back, {out} are out"), figures)
    item = material[0].item
    if row.qty <= 0 or not fits(row.qty, item.decimals):
        return _bad_quantity(row.qty)
    if item.tracking != "none" and not row.lot:
        return Reason("no_lot", N_("{item} needs a lot or serial number"), {"item": item.code})
    return None


def _bad_quantity(qty: Decimal) -> Reason:
    return Reason("bad_quantity", N_("{qty} is no quantity of this item"), {"qty": qty})
