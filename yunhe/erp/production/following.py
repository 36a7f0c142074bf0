"""Follow stock: what of each work order's material went out and came back, what was made of it, and is the kit there."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from yunhe.erp.production.events import MaterialIssued, MaterialReturned, WorkReportReversed
from yunhe.erp.production.flows import WORK_ORDER
from yunhe.kernel import locks
from yunhe.kernel.actor import Actor
from yunhe.kernel.bulk import array
from yunhe.kernel.events import Event, record
from yunhe.kernel.quantity import plain


def follow(order_ids: Iterable[int], *, by: Actor, at: datetime) -> None:
    """Bring materials, good, scrap, rework and kit of these orders up to what stock and reports say, and start those that
    have begun. What changed is told once, whoever looks first: a command at once or a handler later."""
    ids = array(locks.lock("production_order", order_ids))
    with connection.cursor() as cursor:
        cursor.execute(BESIDE, {"ids": ids})
        cursor.execute(MOVED, {"ids": ids})
        moved = cursor.fetchall()
        cursor.execute(REVERSED, [at, ids])
        reversed_ = cursor.fetchall()
        cursor.execute(MADE, {"ids": ids})
        cursor.execute(BEGUN, [ids])
        begun = [id for (id,) in cursor.fetchall()]
    events: list[Event] = [WorkReportReversed(subject=order, report=report) for report, order in reversed_]
    record(_material(moved) + events, by=by, at=at)
    WORK_ORDER.move(begun, "start", by=by, at=at)


def _material(moved: list[tuple[int, int, Decimal]]) -> list[Event]:
    out: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    back: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for order, item, qty in (row for row in moved if row[2]):
        (out if qty > 0 else back)[order].append({"item": item, "qty": plain(abs(qty))})
    return [
        *(MaterialIssued(subject=order, lines=lines) for order, lines in out.items()),
        *(MaterialReturned(subject=order, lines=lines) for order, lines in back.items()),
    ]


OUT = """SELECT b.source_id AS order_id, l.item_id, sum(l.shipped) AS qty
         FROM stock_outbound b JOIN stock_outboundline l ON l.outbound_id = b.id
         WHERE b.source_kind = 'work_order' AND b.kind = 'issue' AND b.source_id = ANY(%(ids)s::bigint[]) AND l.shipped > 0
         GROUP BY 1, 2"""
BESIDE = f"""
    INSERT INTO production_material (order_id, n, item_id, planned, issued, returned)
    SELECT u.order_id, (SELECT coalesce(max(n), 0) FROM production_material x WHERE x.order_id = u.order_id)
                       + row_number() OVER (PARTITION BY u.order_id ORDER BY u.item_id), u.item_id, 0, 0, 0
    FROM ({OUT}) u
    WHERE NOT EXISTS (SELECT FROM production_material m WHERE (m.order_id, m.item_id) = (u.order_id, u.item_id))
"""
MOVED = f"""
    WITH news AS (
        SELECT m.id, m.issued AS had_out, m.returned AS had_back, coalesce(u.qty, 0) AS out, coalesce(b.qty, 0) AS back
        FROM production_material m
        LEFT JOIN ({OUT}) u ON (u.order_id, u.item_id) = (m.order_id, m.item_id)
        LEFT JOIN (
            SELECT i.source_id AS order_id, l.item_id, sum(l.received) AS qty
            FROM stock_inbound i JOIN stock_inboundline l ON l.inbound_id = i.id
            WHERE i.source_kind = 'work_order' AND i.kind = 'material_return' AND i.source_id = ANY(%(ids)s::bigint[])
            GROUP BY 1, 2) b ON (b.order_id, b.item_id) = (m.order_id, m.item_id)
        WHERE m.order_id = ANY(%(ids)s::bigint[]))
    UPDATE production_material m SET issued = n.out, returned = n.back FROM news n
    WHERE m.id = n.id AND (n.out, n.back) <> (n.had_out, n.had_back)
    RETURNING m.order_id, m.item_id, n.out - n.had_out - n.back + n.had_back
"""
REVERSED = """
    UPDATE production_report p SET state = 'reversed', state_at = %s FROM stock_receipt r
    WHERE r.id = p.receipt_id AND r.state = 'reversed' AND p.state = 'posted' AND p.order_id = ANY(%s::bigint[])
    RETURNING p.id, p.order_id
"""
MADE = """
    UPDATE production_order o SET good = n.good, scrap = n.scrap, rework = n.rework, kit = n.kit
    FROM (
        SELECT w.id, coalesce(l.received, 0) AS good, coalesce(r.scrap, 0) AS scrap, coalesce(r.rework, 0) AS rework,
               coalesce(k.kit, 'none') AS kit
        FROM production_order w
        LEFT JOIN stock_inboundline l ON l.inbound_id = w.inbound_id
        LEFT JOIN (
            SELECT order_id, sum(scrap) AS scrap, sum(rework) AS rework FROM production_report
            WHERE state = 'posted' AND order_id = ANY(%(ids)s::bigint[]) GROUP BY 1) r ON r.order_id = w.id
        LEFT JOIN (
            SELECT b.source_id AS order_id, CASE WHEN bool_and(x.allocated >= x.qty) THEN 'full'
                                                 WHEN bool_or(x.allocated > 0) THEN 'part' ELSE 'none' END AS kit
            FROM stock_outbound b JOIN stock_outboundline x ON x.outbound_id = b.id
            WHERE b.source_kind = 'work_order' AND b.source_id = ANY(%(ids)s::bigint[]) AND b.state <> 'cancelled'
            GROUP BY 1) k ON k.order_id = w.id
        WHERE w.id = ANY(%(ids)s::bigint[])) n
    WHERE n.id = o.id AND (o.good, o.scrap, o.rework, o.kit) IS DISTINCT FROM (n.good, n.scrap, n.rework, n.kit)
"""
BEGUN = """
    SELECT o.id FROM production_order o
    WHERE o.id = ANY(%s::bigint[]) AND o.state = 'released'
      AND (o.good + o.scrap + o.rework > 0
           OR EXISTS (SELECT FROM production_material m WHERE m.order_id = o.id AND m.issued > m.returned))
    ORDER BY o.id
"""
