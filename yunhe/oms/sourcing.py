"""From audited orders to demands and back: what is wanted from where, with kits taken apart, and why."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from yunhe.kernel.bulk import array
from yunhe.kernel.money import LineAmounts
from yunhe.oms.rests import rests
from yunhe.planning import sourcing
from yunhe.stock.models import Warehouse

SHIPS = (Warehouse.Kind.OWN, Warehouse.Kind.STORE, Warehouse.Kind.THIRD_PARTY)


class Wanted(NamedTuple):
    """An item to be served for an order line; `ratio` = its units per base unit of the line. `kit` = the order line whose
    components go together in whole sets."""

    order: int
    order_line: int
    item: int
    qty: Decimal
    ratio: Decimal
    amounts: LineAmounts
    tax_rate: Decimal
    kit: int | None


class Head(NamedTuple):
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


def heads(order_ids: Sequence[int]) -> list[Head]:
    """Audited orders in the order in which they are served."""
    with connection.cursor() as cursor:
        cursor.execute(HEADS, [array(order_ids)])
        names = ("recipient", "phone", "phone_tail", "region_code", "detail", "token", "platform")
        return [Head(*(*row[:12], dict(zip(names, row[12:])))) for row in cursor.fetchall()]


def wanted(order_ids: Sequence[int]) -> dict[int, list[Wanted]]:
    """What each order still wants, kits exploded; orders that want nothing are not in it. Three statements."""
    found: defaultdict[int, list[Wanted]] = defaultdict(list)
    for r in rests(order_ids):
        kit = r.line if r.in_sets else None
        for part, amounts in zip(r.wanted, r.shares()):
            assert part.item is not None
            found[r.order].append(Wanted(r.order, r.line, part.item, part.qty, part.ratio, amounts, r.tax_rate, kit))
    return dict(found)


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
