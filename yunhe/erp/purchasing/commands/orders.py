"""Purchase orders: make, approve, send (which makes the inbound), confirm, close, cancel."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext_noop as N_

from yunhe.catalog.models import Item, TaxRate
from yunhe.erp.purchasing.events import PurchaseDateChanged
from yunhe.erp.purchasing.flows import PURCHASE_ORDER
from yunhe.erp.purchasing.models import PurchaseLine, PurchaseOrder
from yunhe.erp.purchasing.scopes import PURCHASES
from yunhe.kernel.actor import Actor
from yunhe.kernel.calendar import bookings, business_day
from yunhe.kernel.commands import command
from yunhe.kernel.events import record
from yunhe.kernel.links import link
from yunhe.kernel.models import Entity
from yunhe.kernel.money import ZERO, line_amounts
from yunhe.kernel.numbering import draw
from yunhe.kernel.outcome import Outcome
from yunhe.stock import commands as stock
from yunhe.stock.commands.inbound import Expected, NewInbound
from yunhe.stock.models import Inbound, Owner
from yunhe.stock.scopes import WAREHOUSES

COST = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class NewLine:
    """A line to be ordered: `qty` in the supplier's unit, tax-inclusive price per that unit."""

    item: int
    unit: int
    factor: Decimal
    qty: Decimal
    price_incl: Decimal
    proposal: int | None = None


@dataclass(frozen=True, slots=True)
class NewOrder:
    """An order to be written."""

    supplier: int
    entity: int
    warehouse: int
    due_on: date
    lines: Sequence[NewLine]
    currency: str = "CNY"


@command("purchasing.order", N_("Write purchase orders"), WAREHOUSES.by("warehouse"), numbered=())
def order(orders: Sequence[NewOrder], *, by: Actor, at: datetime) -> Outcome:
    """Write purchase orders as drafts; `done` lists their ids in the order given."""
    if not orders:
        return Outcome()
    day = business_day(at)
    booked = bookings({o.entity for o in orders}, day)
    items = {i.id: i for i in Item.objects.filter(id__in={line.item for o in orders for line in o.lines})}
    rates = _rates(day)
    drafts = [
        [_line(n, line, items[line.item], rates, o.currency) for n, line in enumerate(o.lines, 1)] for o in orders
    ]
    made = PurchaseOrder.objects.bulk_create(
        [
            PurchaseOrder(
                number=number,
                state="draft",
                state_at=at,
                business_date=day,
                period_id=booked[o.entity].period_id,
                late=booked[o.entity].late,
                created_by=by.name,
                supplier_id=o.supplier,
                entity_id=o.entity,
                warehouse_id=o.warehouse,
                currency=o.currency,
                total=sum((line.amount_incl for line in lines), ZERO),
                due_on=o.due_on,
            )
            for o, lines, number in zip(orders, drafts, draw("PO", day, len(orders)))
        ]
    )
    for po, lines in zip(made, drafts):
        for line in lines:
            line.order = po
    PurchaseLine.objects.bulk_create([line for lines in drafts for line in lines])
    return Outcome(done=[po.id for po in made])


@command("purchasing.approve", N_("Approve purchase orders"), PURCHASES)
def approve(order_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """Somebody with the right takes responsibility for the money."""
    return PURCHASE_ORDER.move(order_ids, "approve", by=by, at=at)


@command("purchasing.send", N_("Send purchase orders"), PURCHASES)
def send(order_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """The supplier gets the order; from now on the goods are expected. `made` maps the order to its inbound."""
    outcome = PURCHASE_ORDER.move(order_ids, "send", by=by, at=at)
    orders = list(PurchaseOrder.objects.filter(id__in=outcome.done).prefetch_related("lines").order_by("id"))
    owners = dict(Owner.objects.filter(entity__in={o.entity_id for o in orders}).values_list("entity_id", "id"))
    small = set(Entity.objects.filter(taxpayer="small").values_list("id", flat=True))
    inbounds = stock.expect([_inbound(o, owners[o.entity_id], o.entity_id in small) for o in orders], by=by, at=at).done
    for o, inbound in zip(orders, inbounds):
        o.inbound_id = inbound
    PurchaseOrder.objects.bulk_update(orders, ["inbound"])
    link((("purchase", o.id), ("inbound", i), "receives") for o, i in zip(orders, inbounds))
    outcome.made = {o.id: i for o, i in zip(orders, inbounds)}
    return outcome


@command("purchasing.confirm", N_("Confirm purchase orders"), PURCHASES)
def confirm(due: Mapping[int, date], *, by: Actor, at: datetime) -> Outcome:
    """The supplier confirms (or changes, later) the day of delivery: {order id: day}; promises on it move with it."""
    states = {o.id: o for o in PurchaseOrder.objects.filter(id__in=due).order_by("id").select_for_update()}
    sent = [id for id in due if id not in states or states[id].state != "confirmed"]
    outcome = PURCHASE_ORDER.move(sent, "confirm", by=by, at=at)
    outcome.done += [id for id in due if id in states and states[id].state == "confirmed"]
    moved = [states[id] for id in outcome.done if states[id].due_on != due[id]]
    days = {o.id: (due[o.id] - o.due_on).days for o in moved}
    for o in moved:
        o.due_on = due[o.id]
    PurchaseOrder.objects.bulk_update(moved, ["due_on"])
    stock.change_due({o.inbound_id: o.due_on for o in moved if o.inbound_id}, by=by, at=at)
    record([PurchaseDateChanged(subject=id, days=n) for id, n in days.items()], by=by, at=at)
    return outcome


@command("purchasing.close", N_("Close purchase orders"), PURCHASES)
def close(order_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """Nothing more will come: what lacks is given up (closed short) and the inbound with it."""
    orders = list(PurchaseOrder.objects.filter(id__in=order_ids))
    stock.close_inbounds(
        [o.inbound_id for o in orders if o.inbound_id and o.state in ("sent", "confirmed")], by=by, at=at
    )
    whole = PURCHASE_ORDER.move([o.id for o in orders if o.received == "full"], "close", by=by, at=at)
    return whole.merge(PURCHASE_ORDER.move([o.id for o in orders if o.received != "full"], "close_short", by=by, at=at))


@command("purchasing.cancel", N_("Cancel purchase orders"), PURCHASES)
def cancel(order_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """Call orders off of which nothing has come; others are refused: close them."""
    orders = {o.id: o for o in PurchaseOrder.objects.filter(id__in=order_ids)}
    inbound_of = {o.inbound_id: o.id for o in orders.values() if o.inbound_id}
    answer = stock.cancel_inbounds(list(inbound_of), by=by, at=at)
    came = {inbound_of[id]: reason for id, reason in answer.refused.items()}
    outcome = PURCHASE_ORDER.move([id for id in order_ids if id not in came], "cancel", by=by, at=at)
    outcome.refused |= came
    return outcome


def _inbound(o: PurchaseOrder, owner: int, small: bool) -> NewInbound:
    """What the warehouse expects. A small taxpayer's stock value contains the tax, a general one's does not."""
    lines = [
        Expected(
            line.item_id,
            line.base_qty,
            line.id,
            ((line.amount_incl if small else line.amount_excl) / line.base_qty).quantize(COST),
            currency=o.currency,
        )
        for line in o.lines.all()
    ]
    return NewInbound(
        Inbound.Kind.PURCHASE,
        o.warehouse_id,
        owner,
        o.entity_id,
        o.due_on,
        lines,
        partner=o.supplier_id,
        source=("purchase", o.id),
    )


def _line(n: int, line: NewLine, item: Item, rates: Mapping[str, Decimal], currency: str) -> PurchaseLine:
    rate = rates.get(item.tax_code, ZERO)
    amounts = line_amounts(line.qty, line.price_incl, ZERO, rate)
    return PurchaseLine(
        n=n,
        item_id=line.item,
        item_code=item.code,
        item_name=item.name,
        unit_id=line.unit,
        factor=line.factor,
        qty=line.qty,
        base_qty=line.qty * line.factor,
        price_incl=line.price_incl,
        tax_rate=rate,
        currency=currency,
        proposal_id=line.proposal,
        **amounts._asdict(),
    )


def _rates(day: date) -> dict[str, Decimal]:
    rows = TaxRate.objects.filter(valid_from__lte=day).order_by("code", "valid_from").values_list("code", "rate")
    return dict(rows)  # the last one of a code, hence the newest, stays
