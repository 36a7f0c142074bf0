"""Which outbounds serve which orders, by the lines' own roots; and fulfilments that follow the lines they stand for."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db import connection

from yunhe.kernel import locks
from yunhe.kernel.bulk import array
from yunhe.stock.models import OutboundLine

# A part of a line serves the same order line as the line it was taken from, at the same ratio.
FOLLOW = """
    INSERT INTO oms_fulfilment (order_line_id, outbound_line_id, qty, ratio)
    SELECT l.root_line_id, l.id, l.qty, s.ratio FROM stock_outboundline l
    LEFT JOIN oms_fulfilment f ON f.outbound_line_id = l.id
    CROSS JOIN LATERAL (
        SELECT min(g.ratio) AS ratio FROM oms_fulfilment g JOIN stock_outboundline k ON k.id = g.outbound_line_id
        WHERE g.order_line_id = l.root_line_id AND k.item_id = l.item_id) s
    WHERE l.root_id = ANY(%s::bigint[]) AND f.qty IS DISTINCT FROM l.qty AND s.ratio IS NOT NULL
    ON CONFLICT (outbound_line_id) DO UPDATE SET qty = excluded.qty
"""


def follow_lines(order_ids: Collection[int]) -> None:
    """Fulfilments of these orders (locked by the caller) agree with their outbound lines again after some were divided."""
    with connection.cursor() as cursor:
        cursor.execute(FOLLOW, [array(order_ids)])


def orders_on(outbound_ids: Iterable[int]) -> list[int]:
    """The orders that these outbounds serve."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT DISTINCT root_id FROM stock_outboundline
               WHERE outbound_id = ANY(%s::bigint[]) AND root_line_id IS NOT NULL ORDER BY 1""",
            [array(set(outbound_ids))],
        )
        return [id for (id,) in cursor.fetchall()]


def living_outbounds(order_ids: Iterable[int]) -> dict[int, dict[int, str]]:
    """{order: {outbound: state}} of what lives for orders that the caller holds, parts that nobody told us of yet included;
    the outbounds are locked first, so that no release or ship scan is between the answer and what is done about it."""
    rows = OutboundLine.objects.filter(root_id__in=list(order_ids)).exclude(outbound__state="cancelled")
    locks.lock("stock_outbound", rows.values_list("outbound", flat=True))
    found: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for order, outbound, state in rows.values_list("root_id", "outbound", "outbound__state"):
        found[order][outbound] = state
    return found
