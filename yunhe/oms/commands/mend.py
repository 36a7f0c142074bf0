"""Mend what holds an order: its address, an item that nobody knows; then it is judged anew."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_noop as N_

from yunhe.kernel import locks
from yunhe.kernel.actor import Actor
from yunhe.kernel.calendar import business_day
from yunhe.kernel.commands import command
from yunhe.kernel.events import record
from yunhe.kernel.flow import not_found, wrong_state
from yunhe.kernel.money import tax_inside
from yunhe.kernel.outcome import Outcome, Reason, split
from yunhe.kernel.quantity import MICRO
from yunhe.oms.drafting import Found, Lookups, known_items
from yunhe.oms.events import OrderChanged
from yunhe.oms.holding import forget_judgements
from yunhe.oms.models import Order, OrderLine, ShopItem
from yunhe.oms.scopes import LINES, ORDERS
from yunhe.partners.models import Region
from yunhe.partners.rules import address_trouble, recipient_token


@dataclass(frozen=True, slots=True)
class NewAddress:
    """Where an order is to go. Region codes are those of GB/T 2260."""

    recipient: str
    phone: str
    region_code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Match:
    """An order line means the item with this code or barcode. `remember`: the shop always means it by that code, also in
    the lines of its other orders that wait."""

    line: int
    code: str
    remember: bool = True


@command("oms.change_addresses", N_("Change addresses"), ORDERS)
def change_addresses(rows: Mapping[int, NewAddress], *, by: Actor, at: datetime) -> Outcome:
    """Send orders that are not audited yet to another address; their open holds go, they are judged anew.

    Refused: another state, an address that no parcel finds. Where nothing but the region is changed, what a platform has
    masked stays the platform's.
    """
    orders = _new_orders(rows)
    codes = {row.region_code for row in rows.values()}
    known = frozenset(Region.objects.filter(code__in=codes).values_list("code", flat=True))
    good, refused = split(rows, lambda id: _no_address(id, orders.get(id), rows[id], known))
    for id in good:
        _send_to(orders[id], rows[id])
    Order.objects.bulk_update([orders[id] for id in good], ADDRESS)
    _judge_anew(good, by=by, at=at)
    return Outcome(done=good, refused=refused)


@command("oms.match_items", N_("Match items"), LINES.by("line"))
def match_items(rows: Sequence[Match], *, by: Actor, at: datetime) -> Outcome:
    """Say which items unknown codes mean; the lines get item, unit, quantity in base units and tax, and their orders are
    judged anew. Keyed by row index. Refused: an order that is audited, a line whose item is known or of which something
    was cancelled, a code that nothing has."""
    asked = dict(OrderLine.objects.filter(id__in=[row.line for row in rows]).values_list("id", "order__shop_id"))
    found = known_items({(asked[row.line], row.code) for row in rows if row.line in asked})
    skus = OrderLine.objects.filter(id__in=asked).values("sku")
    waiting = OrderLine.objects.filter(item=None, sku__in=skus, order__state="new", order__shop__in=asked.values())
    locks.lock("oms_order", {*_orders_of(asked), *waiting.values_list("order_id", flat=True)})
    lines = {line.id: line for line in OrderLine.objects.filter(id__in=asked).select_related("order")}
    good, refused = split(range(len(rows)), lambda n: _no_match(rows[n], lines.get(rows[n].line), found))
    means = {rows[n].line: found[asked[rows[n].line], rows[n].code] for n in good}
    kept = {
        (lines[rows[n].line].order.shop_id, lines[rows[n].line].sku): means[rows[n].line]
        for n in good
        if rows[n].remember
    }
    _remember(kept)
    others = [line for line in waiting.select_related("order") if (line.order.shop_id, line.sku) in kept]
    means |= {line.id: kept[line.order.shop_id, line.sku] for line in others if not line.cancelled}
    lines |= {line.id: line for line in others}
    _fill({lines[id]: item for id, item in means.items()})
    _judge_anew({lines[id].order_id for id in means}, by=by, at=at)
    return Outcome(done=good, refused=refused)


@command("oms.judge_again", N_("Judge again"), ORDERS)
def judge_again(order_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """What held orders was mended elsewhere (a credit limit, a rule, an item): their open holds go, they are judged anew.
    Refused: another state than new."""
    orders = _new_orders(order_ids)
    good, refused = split(order_ids, lambda id: _not_new(id, orders.get(id)))
    _judge_anew(good, by=by, at=at)
    return Outcome(done=good, refused=refused)


ADDRESS = ["recipient", "phone", "phone_tail", "region_code", "detail", "token", "platform"]
LINE = ["item", "item_code", "item_name", "unit", "factor", "base_qty", "tax_rate", "tax", "amount_excl"]


def _new_orders(ids: Collection[int]) -> dict[int, Order]:
    return {order.id: order for order in Order.objects.filter(id__in=locks.lock("oms_order", ids))}


def _orders_of(lines: Collection[int]) -> list[int]:
    return list(OrderLine.objects.filter(id__in=lines).values_list("order_id", flat=True))


def _not_new(id: int, order: Order | None) -> Reason | None:
    if order is None:
        return not_found(id)
    return None if order.state == "new" else wrong_state(order.number, order.state, ("new",))


def _no_address(id: int, order: Order | None, row: NewAddress, known: frozenset[str]) -> Reason | None:
    given = {"recipient": row.recipient, "phone": row.phone, "region_code": row.region_code, "detail": row.detail}
    return _not_new(id, order) or address_trouble(given, known)


def _send_to(order: Order, row: NewAddress) -> None:
    if (row.recipient, row.phone, row.detail) != (order.recipient, order.phone, order.detail) or not order.platform:
        order.platform = ""
        order.token = recipient_token(row.recipient, row.phone, row.region_code, row.detail)
    order.recipient, order.phone, order.phone_tail = row.recipient, row.phone, row.phone[-4:]
    order.region_code, order.detail = row.region_code, row.detail


def _no_match(row: Match, line: OrderLine | None, found: Mapping[tuple[int, str], Found]) -> Reason | None:
    if line is None:
        return not_found(row.line)
    if reason := _not_new(line.order_id, line.order):
        return reason
    if line.item_id is not None:
        return Reason("item_known", N_("{sku} is known already"), {"sku": line.sku})
    if line.cancelled:
        return Reason("part_cancelled", N_("A part of {sku} is cancelled; cancel the rest"), {"sku": line.sku})
    if (line.order.shop_id, row.code) not in found:
        return Reason("no_item", N_("There is no item {code}"), {"code": row.code})
    return None


def _remember(kept: Mapping[tuple[int, str], Found]) -> None:
    ShopItem.objects.bulk_create(
        [
            ShopItem(shop_id=shop, sku=sku, item_id=item.item, unit_id=item.unit, factor=item.factor)
            for (shop, sku), item in kept.items()
        ],
        update_conflicts=True,
        unique_fields=["shop", "sku"],
        update_fields=["item", "unit", "factor"],
    )


def _fill(means: Mapping[OrderLine, Found]) -> None:
    rates = Lookups([])
    for line, item in means.items():
        rate = rates.rate(item, business_day(line.order.placed_at))
        line.item_id, line.item_code, line.item_name = item.item, item.code, item.name
        line.unit_id, line.factor = item.unit, item.factor
        line.base_qty = (line.qty * item.factor).quantize(MICRO)
        line.tax_rate, line.tax = rate, tax_inside(line.amount_incl, rate)
        line.amount_excl = line.amount_incl - line.tax
    OrderLine.objects.bulk_update(means, LINE)


def _judge_anew(order_ids: Collection[int], *, by: Actor, at: datetime) -> None:
    ids = sorted(order_ids)
    forget_judgements(ids)
    record([OrderChanged(subject=id, root=id) for id in ids], by=by, at=at)
