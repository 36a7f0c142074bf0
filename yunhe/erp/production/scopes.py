"""Whose work a person may touch: that of the warehouses granted."""

from yunhe.kernel.commands import Scope

WORK_ORDERS = Scope("warehouses", "SELECT id FROM production_order WHERE id = ANY(%s) AND NOT warehouse_id = ANY(%s)")
WORK_REPORTS = Scope(
    "warehouses",
    """SELECT r.id FROM production_report r JOIN production_order o ON o.id = r.order_id
       WHERE r.id = ANY(%s) AND NOT o.warehouse_id = ANY(%s)""",
)
