"""Drafts as rows of the order tables."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from yunhe.kernel.actor import Actor
from yunhe.kernel.calendar import Booking
from yunhe.kernel.money import ZERO
from yunhe.oms.drafting import DraftOrder

ORDER_COLUMNS = (
    *("id", "number", "state", "state_at", "business_date", "period_id", "late", "created_by", "recorded_at"),
    *("shop_id", "external_id", "version", "placed_at", "paid_at", "partner_id", "entity_id", "progress", "payment"),
    *(
        "currency",
        "freight",
        "total",
        "paid_amount",
        "priority",
        "ship_by",
        "buyer_message",
        "seller_memo",
        "items_key",
    ),
    *("why", "cancel_reason", "origin_kind", "origin_id", "note", "custom"),
    *("recipient", "phone", "phone_tail", "region_code", "detail", "token", "platform"),
)
LINE_COLUMNS = (
    *("id", "order_id", "n", "item_id", "item_code", "item_name", "unit_id", "factor", "qty", "price_incl", "discount"),
    *("platform_discount", "amount_incl", "tax_rate", "tax", "amount_excl", "currency"),
    *("external_line_id", "sku", "base_qty", "cancelled", "cancelled_incl", "cancelled_tax"),
    *("short", "freight", "is_gift"),
)


def order_row(
    id: int, number: str, d: DraftOrder, booked: Booking, day: date, by: Actor, at: datetime
) -> tuple[Any, ...]:
    """An order in the order of ORDER_COLUMNS, state `new`."""
    m, a = d.message, d.message.address
    origin_kind, origin_id = m.origin or ("", None)
    return (
        *(id, number, "new", at, day, booked.period_id, booked.late, by.name, at),
        *(d.shop.id, m.external_id, m.version, m.placed_at, m.placed_at if m.payment == "paid" else None, d.partner),
        *(d.shop.entity_id, "none", m.payment, d.shop.currency, m.freight, d.total),
        *(paid_amount(d), m.priority or d.shop.priority, d.ship_by),
        *(m.buyer_message, m.seller_memo, d.items_key, "{}", "", origin_kind, origin_id, ""),
        json.dumps(m.custom) if m.custom else "{}",
        *(a.recipient, a.phone, a.phone[-4:], a.region_code, a.detail, d.token, a.platform),
    )


def line_rows(order_id: int, d: DraftOrder) -> Iterator[tuple[Any, ...]]:
    """The lines in the order of LINE_COLUMNS, without the id."""
    for n, line in enumerate(d.lines, 1):
        m, f = line.message, line.found
        item, code, name = (f.item, f.code, f.name) if f else (None, m.sku[:60], m.name)
        yield (
            *(order_id, n, item, code, name, f.unit if f else None, f.factor if f else 1, m.qty, m.price_incl),
            *(line.discount, m.platform_discount, line.amounts.amount_incl, line.tax_rate, line.amounts.tax),
            *(line.amounts.amount_excl, d.shop.currency, m.line_id, m.sku, line.base_qty, 0, 0, 0),
            *(0, line.freight, m.is_gift),
        )


def paid_amount(d: DraftOrder) -> Decimal:
    """What the buyer has paid: as told, or all of a paid order."""
    return d.message.paid_amount or (d.total if d.message.payment == "paid" else ZERO)
