"""Whose goods a person may touch: those of the warehouses granted, and what is shipped for the shops granted."""

from collections.abc import Sequence

from yunhe.kernel.scope import OUTSIDE, Scope

WAREHOUSE = ("warehouse",)
BOTH = ("warehouse", "shop")

WAREHOUSES = Scope(WAREHOUSE, reason=OUTSIDE)
SHOPS = Scope(("shop",), reason=OUTSIDE)
WAREHOUSE_IDS = Scope(WAREHOUSE, "SELECT id AS key, id AS warehouse FROM stock_warehouse")
WAREHOUSE_CODES = Scope(WAREHOUSE, "SELECT code AS key, id AS warehouse FROM stock_warehouse", OUTSIDE)
BINS = Scope(WAREHOUSE, "SELECT id AS key, warehouse_id AS warehouse FROM stock_bin", OUTSIDE)
LEVELS = Scope(WAREHOUSE, "SELECT id AS key, warehouse_id AS warehouse FROM stock_level")
BIN_LEVELS = Scope(WAREHOUSE, "SELECT id AS key, warehouse_id AS warehouse FROM stock_binlevel")
LOTS = Scope(WAREHOUSE, "SELECT lot_id AS key, warehouse_id AS warehouse FROM stock_binlevel WHERE qty > 0", OUTSIDE)
OUTBOUNDS = Scope(BOTH, "SELECT id AS key, warehouse_id AS warehouse, shop_id AS shop FROM stock_outbound")
OUTBOUND_LINES = Scope(
    BOTH,
    """SELECT l.id AS key, o.warehouse_id AS warehouse, o.shop_id AS shop
       FROM stock_outboundline l JOIN stock_outbound o ON o.id = l.outbound_id""",
)
BINDINGS = Scope(
    BOTH,
    """SELECT b.id AS key, o.warehouse_id AS warehouse, o.shop_id AS shop FROM stock_binding b
       JOIN stock_outboundline l ON l.id = b.outbound_line_id JOIN stock_outbound o ON o.id = l.outbound_id""",
)
PARCELS = Scope(
    BOTH,
    """SELECT p.id AS key, o.warehouse_id AS warehouse, o.shop_id AS shop
       FROM stock_parcel p JOIN stock_outbound o ON o.id = p.outbound_id""",
)
INBOUNDS = Scope(WAREHOUSE, "SELECT id AS key, warehouse_id AS warehouse FROM stock_inbound")
INBOUND_LINES = Scope(
    WAREHOUSE,
    """SELECT l.id AS key, i.warehouse_id AS warehouse
       FROM stock_inboundline l JOIN stock_inbound i ON i.id = l.inbound_id""",
)
RECEIPTS = Scope(WAREHOUSE, "SELECT id AS key, warehouse_id AS warehouse FROM stock_receipt")
HOLDS = Scope(
    BOTH,
    """SELECT h.id AS key, v.warehouse_id AS warehouse, h.shop_id AS shop FROM stock_hold h
       LEFT JOIN stock_allocation a ON a.hold_id = h.id LEFT JOIN stock_level v ON v.id = a.level_id""",
)


def whole_group(row: tuple[int, Sequence[int]]) -> list[int]:
    """The outbound that others join, and those."""
    return [row[0], *row[1]]
