"""Whose goods a person may touch: those of the warehouses granted."""

from yunhe.kernel.commands import Scope

OUTBOUNDS = Scope("warehouses", "SELECT id FROM stock_outbound WHERE id = ANY(%s) AND NOT warehouse_id = ANY(%s)")
OUTBOUND_LINES = Scope(
    "warehouses",
    """SELECT l.id FROM stock_outboundline l JOIN stock_outbound o ON o.id = l.outbound_id
       WHERE l.id = ANY(%s) AND NOT o.warehouse_id = ANY(%s)""",
)
INBOUNDS = Scope("warehouses", "SELECT id FROM stock_inbound WHERE id = ANY(%s) AND NOT warehouse_id = ANY(%s)")
RECEIPTS = Scope("warehouses", "SELECT id FROM stock_receipt WHERE id = ANY(%s) AND NOT warehouse_id = ANY(%s)")
