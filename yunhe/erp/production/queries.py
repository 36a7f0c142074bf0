"""Reads of production: the bill that holds on a day, what materials last cost, which orders an outbound serves."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from django.db import connection

from yunhe.catalog.models import Bom
from yunhe.kernel.bulk import array

LAST_COSTS = """
    SELECT DISTINCT ON (o.entity_id, l.item_id) o.entity_id, l.item_id, l.unit_cost
    FROM stock_inboundline l
    JOIN stock_inbound i ON i.id = l.inbound_id AND i.state <> 'cancelled'
    JOIN stock_owner o ON o.id = i.owner_id
    JOIN kernel_entity e ON e.id = o.entity_id AND e.currency = l.cost_currency
    WHERE l.item_id = ANY(%s::bigint[]) AND l.unit_cost IS NOT NULL
    ORDER BY o.entity_id, l.item_id, l.received > 0 DESC, l.id DESC
"""


def bills(item_ids: Iterable[int], day: date) -> dict[int, Bom]:
    """The newest active bill of each item that holds on `day`, with its lines and their components."""
    found: dict[int, Bom] = {}
    rows = Bom.objects.filter(item__in=set(item_ids), active=True, valid_from__lte=day)
    for bom in rows.order_by("-valid_from", "-id").prefetch_related("lines__component"):
        found.setdefault(bom.item_id, bom)
    return found


def last_costs(item_ids: Iterable[int]) -> dict[tuple[int, int], Decimal]:
    """What items cost when they last came, {(entity, item): cost per base unit}; else what is expected of them."""
    with connection.cursor() as cursor:
        cursor.execute(LAST_COSTS, [array(set(item_ids))])
        return {(entity, item): cost for entity, item, cost in cursor.fetchall()}


def firm_quantities(places: Iterable[tuple[int, int]]) -> Mapping[tuple[int, int], Decimal]:
    """What firm work orders will make of (item, warehouse) and no inbound expects yet."""
    pairs = sorted(set(places))
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT o.item_id, o.warehouse_id, sum(o.qty) FROM production_order o
               JOIN unnest(%s::bigint[], %s::bigint[]) AS k(item, warehouse)
                 ON (o.item_id, o.warehouse_id) = (k.item, k.warehouse)
               WHERE o.state = 'firm' GROUP BY 1, 2""",
            [array(item for item, _ in pairs), array(warehouse for _, warehouse in pairs)],
        )
        return {(item, warehouse): qty for item, warehouse, qty in cursor.fetchall()}


def orders_of_outbounds(outbound_ids: Iterable[int]) -> list[int]:
    """The work orders whose material these outbounds are."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT DISTINCT source_id FROM stock_outbound
               WHERE id = ANY(%s::bigint[]) AND source_kind = 'work_order' ORDER BY 1""",
            [array(set(outbound_ids))],
        )
        return [id for (id,) in cursor.fetchall()]
