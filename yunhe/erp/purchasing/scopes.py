"""Whose purchases a person may touch: those for the warehouses granted."""

from yunhe.kernel.scope import Scope

WAREHOUSE = ("warehouse",)

PURCHASES = Scope(WAREHOUSE, "SELECT id AS key, warehouse_id AS warehouse FROM purchasing_order")
PROPOSALS = Scope(WAREHOUSE, "SELECT id AS key, warehouse_id AS warehouse FROM purchasing_proposal")
