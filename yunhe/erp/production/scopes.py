"""Whose work a person may touch: that of the warehouses granted."""

from yunhe.kernel.scope import Scope

WAREHOUSE = ("warehouse",)

WORK_ORDERS = Scope(WAREHOUSE, "SELECT id AS key, warehouse_id AS warehouse FROM production_order")
WORK_REPORTS = Scope(
    WAREHOUSE,
    """SELECT r.id AS key, o.warehouse_id AS warehouse
       FROM production_report r JOIN production_order o ON o.id = r.order_id""",
)
