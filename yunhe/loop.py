"""The closed loop on one page: event → what happens next; clock → what runs when.

Read it as the business: each line says on which events a room acts, and with which verb. Down by command, up by event.
"""

from datetime import datetime, timedelta

from yunhe.connectors.carriers import handlers as carriers
from yunhe.connectors.shops import handlers as shops
from yunhe.crm import commands as customers
from yunhe.crm import handlers as crm
from yunhe.erp.finance import commands as books
from yunhe.erp.finance import handlers as finance
from yunhe.erp.production import handlers as production
from yunhe.erp.purchasing import handlers as purchasing
from yunhe.kernel import handlers as kernel
from yunhe.kernel import kept
from yunhe.kernel.actor import Actor
from yunhe.kernel.calendar import business_day
from yunhe.kernel.clock import Timer
from yunhe.kernel.events.subscriptions import Handler, Subscription
from yunhe.oms import handlers as oms
from yunhe.stock import clock as ground
from yunhe.stock import handlers as stock
from yunhe.tms import commands as transport
from yunhe.tms import handlers as tms
from yunhe.wms import handlers as wms

ONE_DAY = timedelta(days=1)


def on(*kinds: str, do: Handler, ignores: tuple[str, ...] = (), urgent: bool = False) -> Subscription:
    """`do` gets lists of these events; `ignores` are their inverses that need no answer here. The handler's name
    (room.verb) is the key of its cursor. `urgent`: a buyer waits for it, so it is asked between any two others."""
    room = do.__module__.removeprefix("yunhe.").removesuffix(".handlers")
    return Subscription(f"{room}.{do.__name__}", kinds, do, ignores, urgent)


SUBSCRIPTIONS = [
    # An order comes in, is judged, finds its warehouse, and goes there when all of it is promised.
    on(
        *("OrderCaptured", "OrderChanged", "OrderHoldReleased"),
        do=oms.audit_new,
        ignores=("OrderCancelled",),
        urgent=True,
    ),
    on("OrderAudited", do=oms.allocate_audited, ignores=("OrderUnaudited",), urgent=True),
    on(
        "OrderAllocated",
        "LinesAllocated",
        "OutboundSplit",
        do=oms.release_complete,
        ignores=("OrderDeallocated", "AllocationLost"),
    ),
    # What happens to an outbound changes how far its orders are.
    on(
        *("OutboundReleased", "OutboundRecalled", "OutboundShipped", "OutboundDelivered", "OutboundCancelled"),
        *("OutboundSplit", "LinesAllocated", "AllocationLost"),
        do=oms.follow_outbounds,
        ignores=("GoodsReceived",),
    ),
    on("GoodsReceived", "ReceiptReversed", do=oms.follow_returns),
    # Goods that come, or are given back, serve who waits; goods that are expected are promised.
    on(
        "GoodsReceived",
        "OutboundCancelled",
        "StockAdjusted",
        "GradeChanged",
        "HoldEnded",
        do=stock.serve_waiting,
        ignores=("ReceiptReversed",),
    ),
    on(
        *("InboundExpected", "LinesShort", "AllocationLost", "OutboundSplit", "OutboundCancelled", "PromiseBroken"),
        do=stock.promise_expected,
        ignores=("InboundCancelled", "LinesAllocated"),
    ),
    on("RecallRequested", do=stock.answer_untouched),
    # Below the safety stock the buyer hears at once.
    on(
        *("OutboundPlanned", "OutboundCancelled", "LinesAllocated", "GoodsReceived", "ReceiptReversed"),
        *("StockAdjusted", "GradeChanged", "AllocationLost", "StockHeld", "HoldEnded"),
        do=stock.watch_safety,
    ),
    # Shops hear what they may sell; buyers pay for what is gone until they do.
    on("ShopConnected", do=shops.begin, ignores=("ShopDisconnected",)),
    on(
        *("OutboundPlanned", "OutboundCancelled", "LinesAllocated", "GoodsReceived", "ReceiptReversed"),
        *("StockAdjusted", "GradeChanged", "AllocationLost", "StockHeld", "HoldEnded"),
        do=shops.follow_stock,
        urgent=True,
    ),
    # The buyer proposes what lacks, orders it where the offer says so, and follows what comes.
    on("LinesShort", "LevelBelowSafety", do=purchasing.propose_lacking, ignores=("LinesAllocated", "LevelRecovered")),
    on("PurchaseProposed", do=purchasing.order_at_once),
    on("GoodsReceived", "ReceiptReversed", do=purchasing.follow_receipts),
    # What is made and lacks is planned at once, released where the terms say so, and followed by its goods.
    on("LinesShort", "LevelBelowSafety", do=production.plan_lacking, ignores=("LinesAllocated", "LevelRecovered")),
    on("WorkPlanned", do=production.release_at_once, ignores=("WorkCancelled",)),
    on("LinesAllocated", "AllocationLost", "OutboundSplit", "OutboundCancelled", do=production.follow_kits),
    on("OutboundShipped", "GoodsReceived", "ReceiptReversed", do=production.follow_goods),
    # An outbound that is picked, or not to be picked any more, leaves its cart.
    on("OutboundRecalled", "OutboundPicked", do=wms.leave_waves, ignores=("OutboundUnpicked",)),
    # Its parcels get a carrier and a number before picking or when packed; what stays in the house gives them back.
    on("OutboundReleased", do=tms.prepare_released, ignores=("OutboundRecalled",)),
    on("OutboundPacked", do=tms.prepare_packed, ignores=("OutboundUnpacked",)),
    on("OutboundRecalled", "OutboundCancelled", do=tms.void_parcels),
    # The last parcel out ships the outbound, the last one at the door delivers it.
    on("ParcelHandedOver", "ParcelDelivered", do=tms.ship_and_deliver, ignores=("ParcelReturned",)),
    # Carriers are asked and told outside.
    on("WaybillRequested", do=carriers.ask_for_waybills),
    on("WaybillVoided", do=carriers.cancel_waybills),
    on("ParcelHandedOver", do=carriers.announce_pickups, ignores=("ParcelReturned",)),
    # What goods are worth and what was earned; money that came with an order waits until it is earned.
    on(*finance.GOODS, do=finance.book_goods, ignores=finance.IGNORED),
    on(*finance.ORDER_MONEY, do=finance.keep_order_payments, ignores=("OrderCancelled",)),
    on("OrderCompleted", do=finance.book_services),
    on(*finance.REFUNDS, do=finance.book_refunds, ignores=("RefundRefused",)),
    # What needs a person rings the bell of those who may end it.
    on("CaseOpened", "CaseClosed", do=kernel.ring),
    # A customer whose order is complete is remembered and asked.
    on("OrderCompleted", do=crm.after_delivery),
]


def sum_yesterday(*, by: Actor, at: datetime) -> None:
    """The postings of the day that is over become vouchers."""
    books.sum_vouchers(business_day(at) - ONE_DAY, by=by, at=at)


CLOCK = [
    Timer("*/5 * * * *", "carriers.poll_carriers", carriers.poll_carriers),
    Timer("*/5 * * * *", "shops.compare", shops.compare),
    Timer("*/5 * * * *", "stock.end_expired_holds", ground.end_expired_holds),
    Timer("0 0 * * *", "stock.expire_lots", ground.expire_lots),
    Timer("5 0 * * *", "tms.sweep_parcels", transport.sweep_parcels),
    Timer("10 0 * * *", "finance.sum_yesterday", sum_yesterday),
    Timer("20 0 * * *", "crm.retag", customers.retag),
    Timer("40 * * * *", "kernel.let_go", kept.let_go),
]
