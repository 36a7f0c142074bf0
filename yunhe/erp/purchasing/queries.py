"""Reads of buying: what is ordered and not expected by the warehouse yet."""

from collections.abc import Iterable
from decimal import Decimal

from django.db import connection

from yunhe.kernel.bulk import array


def unsent(places: Iterable[tuple[int, int]]) -> dict[tuple[int, int], Decimal]:
    """What draft and approved purchase orders will bring to (item, warehouse): no inbound expects it before they are sent."""
    pairs = sorted(set(places))
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT l.item_id, o.warehouse_id, sum(l.base_qty) FROM purchasing_order o
               JOIN purchasing_purchaseline l ON l.order_id = o.id
               JOIN unnest(%s::bigint[], %s::bigint[]) AS k(item, warehouse)
                 ON (l.item_id, o.warehouse_id) = (k.item, k.warehouse)
               WHERE o.state IN ('draft', 'approved') GROUP BY 1, 2""",
            [array(item for item, _ in pairs), array(warehouse for _, warehouse in pairs)],
        )
        return {(item, warehouse): qty for item, warehouse, qty in cursor.fetchall()}
