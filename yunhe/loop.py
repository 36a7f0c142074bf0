"""The closed loop on one page: event → what happens next; clock → what runs when.

Read it as the business: each line says on which events a room acts, and with which verb. Down by command, up by event.
"""

from yunhe.kernel.events.subscriptions import Handler, Subscription
from yunhe.oms import handlers as oms
from yunhe.stock import handlers as stock


def on(*kinds: str, do: Handler, ignores: tuple[str, ...] = ()) -> Subscription:
    """`do` gets lists of these events; `ignores` are their inverses that need no answer here. The handler's name
    (room.verb) is the key of its cursor."""
    room = do.__module__.removeprefix("yunhe.").removesuffix(".handlers")
    return Subscription(f"{room}.{do.__name__}", kinds, do, ignores)


SUBSCRIPTIONS = [
    # An order comes in, is judged, finds its warehouse, and goes there when all of it is promised.
    on("OrderCaptured", "OrderChanged", "OrderHoldReleased", do=oms.audit_new),
    on("OrderAudited", do=oms.allocate_audited, ignores=("OrderUnaudited",)),
    on("OrderAllocated", "LinesAllocated", do=oms.release_complete, ignores=("OrderDeallocated", "AllocationLost")),
    # What happens to an outbound changes how far its orders are.
    on(
        *("OutboundReleased", "OutboundRecalled", "OutboundShipped", "OutboundDelivered", "OutboundCancelled"),
        *("OutboundSplit", "LinesAllocated", "AllocationLost"),
        do=oms.follow_outbounds,
        ignores=("GoodsReceived",),
    ),
    # Goods that come, or are given back, serve who waits; goods that are expected are promised.
    on("GoodsReceived", "OutboundCancelled", "StockAdjusted", "GradeChanged", do=stock.serve_waiting, ignores=("ReceiptReversed",)),
    on("InboundExpected", "AllocationLost", "OutboundSplit", do=stock.promise_expected, ignores=("InboundCancelled",)),
    on("RecallRequested", do=stock.answer_untouched),
    # Below the safety stock the buyer hears at once.
    on(
        *("OutboundPlanned", "OutboundCancelled", "LinesAllocated", "GoodsReceived", "ReceiptReversed"),
        *("StockAdjusted", "GradeChanged", "AllocationLost"),
        do=stock.watch_safety,
    ),
]
