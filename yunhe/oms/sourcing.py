"""From audited orders to demands and back: what is wanted from where, with kits taken apart, and why."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from yunhe.catalog.models import KitLine
from yunhe.kernel.bulk import array
from yunhe.kernel.money import LineAmounts, apportion
from yunhe.planning import sourcing
from yunhe.stock.models import Warehouse

SHIPS = (Warehouse.Kind.OWN, Warehouse.Kind.STORE, Warehouse.Kind.THIRD_PARTY)
ZERO = Decimal(0)


class Wanted(NamedTuple):
    """A line to be served. `part` tells the components of a kit apart; `ratio` = component units per base unit."""

    order: int
    order_line: int
    item: int
    qty: Decimal
    ratio: Decimal
    amounts: LineAmounts
    tax_rate: Decimal
    kit: int | None


@dataclass(frozen=True, slots=True)
class Head:
    """What allocation needs to know of an order."""

    id: int
    number: str
    shop: int
    entity: int
    owner: int
    partner: int | None
    warehouse: int | None
    ship_partial: bool
    recognise: str
    priority: int
    ship_by: datetime | None
    currency: str
    address: Mapping[str, str]


HEADS = """
    SELECT o.id, o.number, o.shop_id, o.entity_id, w.id, o.partner_id, s.warehouse_id, s.ship_partial, s.recognise, o.priority,
           o.ship_by, o.currency, o.recipient, o.phone, o.phone_tail, o.region_code, o.detail, o.token, o.platform
    FROM oms_order o JOIN oms_shop s ON s.id = o.shop_id JOIN stock_owner w ON w.entity_id = o.entity_id
    WHERE o.id = ANY(%s::bigint[]) AND o.state = 'audited'
    ORDER BY o.priority, o.ship_by NULLS LAST, o.id
"""
# What of each line is not planned yet: wanted − the least share over the items of its living fulfilments.
LINES = """
    WITH planned AS (
        SELECT x.id, min(x.qty) AS qty FROM (
            SELECT l.id, ol.item_id, sum(f.qty) / min(f.ratio) AS qty
            FROM oms_orderline l JOIN oms_fulfilment f ON f.order_line_id = l.id
            JOIN stock_outboundline ol ON ol.id = f.outbound_line_id JOIN stock_outbound o ON o.id = ol.outbound_id
            WHERE l.order_id = ANY(%(ids)s::bigint[]) AND o.state <> 'cancelled' GROUP BY l.id, ol.item_id) x GROUP BY x.id)
    SELECT l.order_id, l.id, l.item_id, l.base_qty - l.cancelled - coalesce(p.qty, 0), l.base_qty,
           l.amount_incl, l.tax, l.tax_rate, i.kind
    FROM oms_orderline l JOIN catalog_item i ON i.id = l.item_id LEFT JOIN planned p ON p.id = l.id
    WHERE l.order_id = ANY(%(ids)s::bigint[]) AND l.base_qty - l.cancelled > coalesce(p.qty, 0) AND i.kind <> 'service'
    ORDER BY l.order_id, l.n
"""


def heads(order_ids: Sequence[int]) -> list[Head]:
    """Audited orders in the order in which they are served."""
    with connection.cursor() as cursor:
        cursor.execute(HEADS, [array(order_ids)])
        names = ("recipient", "phone", "phone_tail", "region_code", "detail", "token", "platform")
        return [Head(*(*row[:12], dict(zip(names, row[12:])))) for row in cursor.fetchall()]


def wanted(order_ids: Sequence[int]) -> dict[int, list[Wanted]]:
    """What each order still wants, kits exploded: two statements."""
    with connection.cursor() as cursor:
        cursor.execute(LINES, {"ids": array(order_ids)})
        rows = cursor.fetchall()
    kits = _kits({item for _, _, item, *_, kind in rows if kind == "kit"})
    found: defaultdict[int, list[Wanted]] = defaultdict(list)
    for order, line, item, qty, base, incl, tax, rate, kind in rows:
        amounts = LineAmounts(incl, tax, incl - tax) if qty == base else _share(incl, tax, qty, base)
        if kind != "kit":
            found[order].append(Wanted(order, line, item, qty, Decimal(1), amounts, rate, None))
            continue
        parts = kits[item]
        incls = apportion(amounts.amount_incl, [part.price_share for part in parts])
        taxes = apportion(amounts.tax, [part.price_share for part in parts])
        for part, i, t in zip(parts, incls, taxes):
            found[order].append(
                Wanted(order, line, part.component_id, qty * part.qty, part.qty, LineAmounts(i, t, i - t), rate, line)
            )
    return found


class Ground(NamedTuple):
    """The warehouses that may ship, as sourcing's nodes, and the region of each."""

    nodes: list[sourcing.Node]
    ids: list[int]


def ground(entity_ids: Iterable[int], at: datetime) -> Ground:
    """Own, store and third-party warehouses by priority, with what they can still ship today."""
    warehouses = list(Warehouse.objects.filter(active=True, kind__in=SHIPS).order_by("priority", "id"))
    used = _used_today([w.id for w in warehouses if w.daily_capacity is not None], at)
    nodes = [
        sourcing.Node(
            id=w.id,
            priority=w.priority,
            capacity=None if w.daily_capacity is None else max(w.daily_capacity - used.get(w.id, 0), 0),
            cut_off=w.cut_off.hour * 60 + w.cut_off.minute if w.cut_off else None,
        )
        for w in warehouses
    ]
    return Ground(nodes, [w.id for w in warehouses])


def demand(head: Head, lines: Sequence[Wanted]) -> sourcing.Demand:
    """An order as sourcing asks for it; line ids are the places in `lines`."""
    return sourcing.Demand(
        id=head.id,
        lines=tuple(
            sourcing.Line(id=n, item=w.item, qty=w.qty, kit=w.kit, per_kit=w.ratio if w.kit else 0)
            for n, w in enumerate(lines)
        ),
        region=head.address["region_code"][:2] or None,
    )


def explained(answer: sourcing.Sourced) -> dict[str, Any]:
    """The choice and the losing reasons as they are stored with the order."""
    return {
        "chosen": list(answer.nodes),
        "candidates": [[list(c.nodes), str(c.why), str(c.figure), str(c.against)] for c in answer.candidates],
        "short": len(answer.short),
    }


def minute_of_day(at: datetime) -> int:
    local = at.astimezone(ZoneInfo(settings.TIME_ZONE))
    return local.hour * 60 + local.minute


def _kits(items: set[int]) -> dict[int, list[KitLine]]:
    found: defaultdict[int, list[KitLine]] = defaultdict(list)
    if items:
        for part in KitLine.objects.filter(kit__in=items).order_by("id"):
            found[part.kit_id].append(part)
    return found


def _share(incl: Decimal, tax: Decimal, qty: Decimal, base: Decimal) -> LineAmounts:
    part_incl, part_tax = apportion(incl, [qty, base - qty])[0], apportion(tax, [qty, base - qty])[0]
    return LineAmounts(part_incl, part_tax, part_incl - part_tax)


def _used_today(warehouse_ids: Sequence[int], at: datetime) -> dict[int, int]:
    if not warehouse_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT warehouse_id, count(*) FROM stock_outbound
               WHERE warehouse_id = ANY(%s::bigint[]) AND kind = 'sale' AND state <> 'cancelled' AND state_at >= %s GROUP BY 1""",
            [array(warehouse_ids), at - timedelta(days=1)],
        )
        return dict(cursor.fetchall())
