"""Whose orders a person may touch: those of the shops granted."""

from yunhe.kernel.commands import Scope

ORDERS = Scope("shops", "SELECT id FROM oms_order WHERE id = ANY(%s) AND NOT shop_id = ANY(%s)")
LINES = Scope(
    "shops",
    """SELECT l.id FROM oms_orderline l JOIN oms_order o ON o.id = l.order_id
       WHERE l.id = ANY(%s) AND NOT o.shop_id = ANY(%s)""",
)
HOLDS = Scope(
    "shops",
    """SELECT h.id FROM oms_hold h JOIN oms_order o ON o.id = h.order_id WHERE h.id = ANY(%s) AND NOT o.shop_id = ANY(%s)""",
)
RETURNS = Scope(
    "shops",
    """SELECT r.id FROM oms_return r JOIN oms_order o ON o.id = r.order_id WHERE r.id = ANY(%s) AND NOT o.shop_id = ANY(%s)""",
)
REFUNDS = Scope(
    "shops",
    """SELECT r.id FROM oms_refund r JOIN oms_order o ON o.id = r.order_id WHERE r.id = ANY(%s) AND NOT o.shop_id = ANY(%s)""",
)
OUTBOUNDS = Scope(
    "shops",
    """SELECT DISTINCT l.outbound_id FROM stock_outboundline l JOIN oms_order o ON o.id = l.root_id
       WHERE l.outbound_id = ANY(%s) AND NOT o.shop_id = ANY(%s)""",
)
