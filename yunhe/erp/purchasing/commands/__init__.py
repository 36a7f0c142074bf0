"""The verbs of buying, one file per group."""

from yunhe.erp.purchasing.commands.offers import save_offers
from yunhe.erp.purchasing.commands.orders import approve, cancel, close, confirm, order, send
from yunhe.erp.purchasing.commands.proposing import accept, dismiss, propose

__all__ = ["accept", "approve", "cancel", "close", "confirm", "dismiss", "order", "propose", "save_offers", "send"]
