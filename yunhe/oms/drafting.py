"""From messages to orders and lines: items found, amounts apportioned to the cent, fingerprints made. No writing."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.db import connection

from yunhe.catalog.models import TaxRate
from yunhe.kernel.bulk import array, texts
from yunhe.kernel.calendar import business_day
from yunhe.kernel.money import ZERO, LineAmounts, apportion, cents, tax_inside
from yunhe.kernel.quantity import MICRO
from yunhe.oms.messages import Message, MessageLine
from yunhe.oms.models import Shop
from yunhe.partners.models import Partner
from yunhe.partners.rules import recipient_token

ONE = Decimal(1)


class Found(NamedTuple):
    """What a code means: an item, a unit and the factor to base units."""

    item: int
    unit: int
    factor: Decimal
    code: str
    name: str
    tax_code: str


class DraftLine(NamedTuple):
    """A line with its amounts; `found` is None when no item is known by its code."""

    message: MessageLine
    found: Found | None
    amounts: LineAmounts
    discount: Decimal
    freight: Decimal
    tax_rate: Decimal
    base_qty: Decimal


class DraftOrder(NamedTuple):
    """An order ready to be written."""

    message: Message
    shop: Shop
    partner: int | None
    lines: list[DraftLine]
    total: Decimal
    items_key: str
    token: str
    ship_by: datetime


class Lookups:
    """What messages refer to, read in four statements for any number of them."""

    def __init__(self, messages: Sequence[Message]) -> None:
        self.shops = {s.code: s for s in Shop.objects.filter(code__in={m.shop for m in messages}, active=True)}
        codes = {m.customer for m in messages if m.customer}
        self.partners = dict(Partner.objects.filter(code__in=codes).values_list("code", "id")) if codes else {}
        self.items = known_items(
            {(self.shops[m.shop].id, line.sku) for m in messages if m.shop in self.shops for line in m.lines}
        )
        self.rates = _rates()

    def rate(self, found: Found | None, day: date) -> Decimal:
        for valid_from, rate in self.rates.get(found.tax_code if found else "13", ()):
            if valid_from <= day:
                return rate
        return ZERO


def draft(message: Message, look: Lookups) -> DraftOrder:
    """An order of a message whose shop is known. Order discount and freight are shared over the lines by amount."""
    shop = look.shops[message.shop]
    day = business_day(message.placed_at)
    gross = [cents(line.qty * line.price_incl - line.discount) for line in message.lines]
    weights = [max(amount, ZERO) for amount in gross]
    discounts = apportion(message.discount, weights) if message.discount else [ZERO] * len(gross)
    freights = apportion(message.freight, weights) if message.freight else [ZERO] * len(gross)
    lines = []
    for line, amount, discount, freight in zip(message.lines, gross, discounts, freights):
        found = look.items.get((shop.id, line.sku))
        rate = look.rate(found, day)
        incl = amount - discount + freight
        tax = tax_inside(incl, rate)
        lines.append(
            DraftLine(
                message=line,
                found=found,
                amounts=LineAmounts(incl, tax, incl - tax),
                discount=line.discount + discount,
                freight=freight,
                tax_rate=rate,
                base_qty=(line.qty * (found.factor if found else ONE)).quantize(MICRO),
            )
        )
    return DraftOrder(
        message=message,
        shop=shop,
        partner=look.partners.get(message.customer),
        lines=lines,
        total=sum((line.amounts.amount_incl for line in lines), ZERO),
        items_key=items_key(message.lines),
        token=_token(message),
        ship_by=message.ship_by or message.placed_at + timedelta(hours=shop.ship_hours),
    )


def items_key(lines: Sequence[MessageLine]) -> str:
    """A fingerprint of what was ordered: equal for the same codes and quantities in any order."""
    text = "|".join(sorted(f"{line.sku}*{line.qty.normalize():f}" for line in lines))
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def _token(message: Message) -> str:
    a = message.address
    if a.token or not (a.recipient or a.phone):
        return a.token
    return recipient_token(a.recipient, a.phone, a.region_code, a.detail)


def known_items(wanted: set[tuple[int, str]]) -> dict[tuple[int, str], Found]:
    """By (shop, code): the shop's own name of the item first, then our item code, then a barcode."""
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH w AS (SELECT DISTINCT ON (shop, sku) * FROM unnest(%s::bigint[], %s::text[]) AS w(shop, sku)),
               hit AS (
                   SELECT w.shop, w.sku, s.item_id, s.unit_id, s.factor, 1 AS place FROM w
                   JOIN oms_shopitem s ON (s.shop_id, s.sku) = (w.shop, w.sku)
                 UNION ALL
                   SELECT w.shop, w.sku, i.id, i.unit_id, 1, 2 FROM w JOIN catalog_item i ON i.code = w.sku
                 UNION ALL
                   SELECT w.shop, w.sku, b.item_id, b.unit_id, b.factor, 3 FROM w JOIN catalog_barcode b ON b.code = w.sku)
               SELECT DISTINCT ON (h.shop, h.sku) h.shop, h.sku, i.id, h.unit_id, h.factor, i.code, i.name, i.tax_code
               FROM hit h JOIN catalog_item i ON i.id = h.item_id WHERE i.active ORDER BY h.shop, h.sku, h.place""",
            [array(shop for shop, _ in wanted), texts(sku for _, sku in wanted)],
        )
        # `wanted` is a set: both columns iterate it in the same order
        return {(shop, sku): Found(*rest) for shop, sku, *rest in cursor.fetchall()}


def _rates() -> Mapping[str, list[tuple[date, Decimal]]]:
    """By tax code: (valid from, rate), newest first."""
    rates: dict[str, list[tuple[date, Decimal]]] = {}
    for code, valid_from, rate in TaxRate.objects.order_by("code", "-valid_from").values_list(
        "code", "valid_from", "rate"
    ):
        rates.setdefault(code, []).append((valid_from, rate))
    return rates
