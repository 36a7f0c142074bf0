"""Truths about orders: each is at an end or in exactly one queue; its amounts and fulfilments add up."""

from django.utils.translation import gettext_noop as N_

from yunhe.insight.doctor.proof import Proof

# The queues in which an order may wait, each seen by its own evidence. `short` needs somebody who brings the goods:
# a promise or an open case. Orders that are delivered and not completed, or of which nothing is left and that are not
# cancelled, are in no queue, and so are found here. What an order without outbounds has none of counts as 0, lest the sum of
# its queues be unknown, which is not found.
IN_ONE_QUEUE = """
    WITH served AS (
        SELECT l.order_id,
               count(*) FILTER (WHERE o.state = 'planned' AND ol.allocated < ol.qty) AS short,
               count(*) FILTER (WHERE o.state = 'planned') AS planned,
               count(*) FILTER (WHERE o.state IN ('released', 'picking', 'picked', 'packed')) AS inside,
               count(*) FILTER (WHERE o.state = 'shipped') AS on_the_way,
               bool_and(o.state <> 'planned' OR ol.allocated = ol.qty OR EXISTS (
                   SELECT FROM stock_promise p WHERE p.outbound_line_id = ol.id AND p.state = 'open') OR EXISTS (
                   SELECT FROM kernel_case c WHERE c.state IN ('open', 'in_work')
                      AND (c.key = 'short:' || ol.item_id || ':' || o.warehouse_id
                           OR (c.subject_kind, c.subject_id) = ('outbound', o.id)
                           OR (c.subject_kind, c.subject_id) = ('order', l.order_id)))) AS cared_for
        FROM oms_orderline l JOIN oms_fulfilment f ON f.order_line_id = l.id
        JOIN stock_outboundline ol ON ol.id = f.outbound_line_id
        JOIN stock_outbound o ON o.id = ol.outbound_id
        WHERE o.state <> 'cancelled' GROUP BY l.order_id),
    queues AS (
        SELECT o.id, o.number, o.state, o.progress,
               (o.state IN ('draft', 'new') AND h.order_id IS NOT NULL)::int AS held,
               (o.state IN ('draft', 'new') AND h.order_id IS NULL)::int AS to_audit,
               (o.state = 'audited' AND s.order_id IS NULL AND EXISTS (
                   SELECT FROM oms_orderline l WHERE l.order_id = o.id AND l.cancelled < l.base_qty))::int AS to_allocate,
               (o.state = 'audited' AND coalesce(s.short, 0) > 0 AND s.cared_for)::int AS waiting,
               (o.state = 'audited' AND coalesce(s.planned, 0) > 0 AND s.short = 0)::int AS to_release,
               (o.state = 'audited' AND coalesce(s.inside, 0) > 0 AND s.planned = 0)::int AS in_warehouse,
               (o.state = 'audited' AND coalesce(s.on_the_way, 0) > 0 AND s.planned + s.inside = 0)::int AS on_the_way
        FROM oms_order o LEFT JOIN served s ON s.order_id = o.id
        LEFT JOIN (SELECT DISTINCT order_id FROM oms_hold WHERE released_at IS NULL) h ON h.order_id = o.id
        WHERE o.state NOT IN ('completed', 'cancelled'))
    SELECT id, number, state, progress, held, to_audit, to_allocate, waiting, to_release, in_warehouse, on_the_way FROM queues
    WHERE held + to_audit + to_allocate + waiting + to_release + in_warehouse + on_the_way <> 1
"""
TOTALS = """
    SELECT o.id, o.number, o.total, coalesce(sum(l.amount_incl), 0) AS of_lines
    FROM oms_order o LEFT JOIN oms_orderline l ON l.order_id = o.id GROUP BY o.id HAVING o.total <> coalesce(sum(l.amount_incl), 0)
"""
NOT_TWICE = """
    SELECT l.id AS order_line, f.item_id, l.base_qty, l.cancelled, f.planned FROM oms_orderline l
    JOIN (SELECT f.order_line_id, ol.item_id, sum(f.qty) / min(f.ratio) AS planned FROM oms_fulfilment f
          JOIN stock_outboundline ol ON ol.id = f.outbound_line_id JOIN stock_outbound o ON o.id = ol.outbound_id
          WHERE o.state <> 'cancelled' GROUP BY 1, 2) f ON f.order_line_id = l.id
    WHERE f.planned > l.base_qty - l.cancelled
"""
SAME_QUANTITY = """
    SELECT f.id AS fulfilment, f.qty, l.qty AS of_line FROM oms_fulfilment f
    JOIN stock_outboundline l ON l.id = f.outbound_line_id WHERE f.qty <> l.qty
"""
RAW_HAS_ORDER = """
    SELECT r.id AS raw_order, r.external_id, r.version FROM oms_raworder r
    WHERE NOT EXISTS (SELECT FROM oms_order o WHERE (o.shop_id, o.external_id) = (r.shop_id, r.external_id))
"""

ORDERS = [
    Proof("in_one_queue", N_("Every order is at an end or in exactly one open queue"), IN_ONE_QUEUE),
    Proof("totals", N_("Every order's total is the sum of its lines"), TOTALS),
    Proof("not_twice", N_("No order line is served twice"), NOT_TWICE),
    Proof("same_quantity", N_("A fulfilment and its outbound line agree"), SAME_QUANTITY),
    Proof("raw_has_order", N_("Every accepted message has its order"), RAW_HAS_ORDER),
]
