"""The life of a purchase order (MODEL section 4)."""

from yunhe.erp.purchasing import events
from yunhe.kernel.flow import Flow, Step

PURCHASE_ORDER = Flow(
    "purchase",
    "purchasing_order",
    initial="draft",
    terminal={"closed", "closed_short", "cancelled"},
    approve=Step(("draft",), "approved", events.PurchaseApproved),
    send=Step(("approved",), "sent", events.PurchaseSent),
    confirm=Step(("sent",), "confirmed", events.PurchaseConfirmed),
    close=Step(("sent", "confirmed"), "closed", events.PurchaseClosed),
    close_short=Step(("sent", "confirmed"), "closed_short", events.PurchaseClosed),
    cancel=Step(("draft", "approved", "sent", "confirmed"), "cancelled", events.PurchaseCancelled),
)
