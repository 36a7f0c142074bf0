"""Whose orders a person may touch: those of the shops granted; and goods of theirs only in the warehouses granted."""

from django.utils.translation import gettext_noop as N_

from yunhe.kernel.outcome import Reason
from yunhe.kernel.scope import Scope

SHOP = ("shop",)
WAREHOUSE = ("warehouse",)

FOREIGN_SHOP = Reason("foreign_shop", N_("This shop is not yours"))
ELSEWHERE = Reason("other_warehouse", N_("Its goods lie in a warehouse that is not yours"))

SHOP_IDS = Scope(SHOP, "SELECT id AS key, id AS shop FROM oms_shop")
SHOPS = Scope(SHOP, "SELECT code AS key, id AS shop FROM oms_shop", FOREIGN_SHOP)
ORDERS = Scope(SHOP, "SELECT id AS key, shop_id AS shop FROM oms_order")
LINES = Scope(SHOP, "SELECT l.id AS key, o.shop_id AS shop FROM oms_orderline l JOIN oms_order o ON o.id = l.order_id")
HOLDS = Scope(SHOP, "SELECT h.id AS key, o.shop_id AS shop FROM oms_hold h JOIN oms_order o ON o.id = h.order_id")
RETURNS = Scope(SHOP, "SELECT r.id AS key, o.shop_id AS shop FROM oms_return r JOIN oms_order o ON o.id = r.order_id")
REFUNDS = Scope(SHOP, "SELECT r.id AS key, o.shop_id AS shop FROM oms_refund r JOIN oms_order o ON o.id = r.order_id")

# Where what is planned or in hand for orders and their lines lies, and where returns go.
GOODS = Scope(
    WAREHOUSE,
    """SELECT l.root_id AS key, o.warehouse_id AS warehouse FROM stock_outboundline l
       JOIN stock_outbound o ON o.id = l.outbound_id WHERE o.state <> 'cancelled'""",
    ELSEWHERE,
)
LINE_GOODS = Scope(
    WAREHOUSE,
    """SELECT f.order_line_id AS key, o.warehouse_id AS warehouse FROM oms_fulfilment f
       JOIN stock_outboundline l ON l.id = f.outbound_line_id JOIN stock_outbound o ON o.id = l.outbound_id
       WHERE o.state <> 'cancelled'""",
    ELSEWHERE,
)
RETURN_GOODS = Scope(WAREHOUSE, "SELECT id AS key, warehouse_id AS warehouse FROM oms_return", ELSEWHERE)
OUTBOUNDS = Scope(
    ("shop", "warehouse"),
    """SELECT b.id AS key, o.shop_id AS shop, b.warehouse_id AS warehouse FROM stock_outbound b
       JOIN stock_outboundline l ON l.outbound_id = b.id JOIN oms_order o ON o.id = l.root_id""",
)
