"""The tables of order management, one file per subject."""

from yunhe.oms.models.orders import Fulfilment, Hold, Order, OrderLine
from yunhe.oms.models.returns import Refund, Return, ReturnLine
from yunhe.oms.models.shops import RawOrder, Shop, ShopItem

__all__ = ["Fulfilment", "Hold", "Order", "OrderLine", "RawOrder", "Refund", "Return", "ReturnLine", "Shop", "ShopItem"]
