"""What the books do about other rooms' events. One subscription takes all events of goods, so that each batch is valued
before what it earned is booked."""

from datetime import datetime
from decimal import Decimal

from yunhe.erp.finance.cod import hand_to_carriers
from yunhe.erp.finance.commands.credits import restore_sales
from yunhe.erp.finance.commands.payments import NewPayment, receive_payments, reverse_payments
from yunhe.erp.finance.commands.refunds import OrderRefund, credit_orders, pay_refunds
from yunhe.erp.finance.goods.moves import read_moves
from yunhe.erp.finance.goods.valuing import value_moves
from yunhe.erp.finance.goods.working import settle_work
from yunhe.erp.finance.models import Payment
from yunhe.erp.finance.sales import Services, SoldLine, recognise, recognise_services
from yunhe.kernel.actor import Actor
from yunhe.kernel.events import Recorded

GOODS = ("GoodsReceived", "ReceiptReversed", "OutboundShipped", "OutboundDelivered", "StockAdjusted", "WorkFinished")
ORDER_MONEY = ("OrderCaptured",)
REFUNDS = ("RefundApproved", "RefundPaid", "RefundFailed")
IGNORED = ("GradeChanged",)  # a grade is not a price: scrapped goods leave by StockAdjusted


def book_goods(events: list[Recorded], *, by: Actor, at: datetime) -> None:
    """Value the moves behind these events, settle the work that is finished with them, then book revenue, receivables and
    collected cash of what shipped or arrived."""
    shipped = {e.subject: e.business_date for e in events if e.kind == "OutboundShipped"}
    delivered = {e.subject: e.business_date for e in events if e.kind == "OutboundDelivered"}
    moves = read_moves(
        moves=[int(id) for e in events if e.kind == "StockAdjusted" for id in e.payload["moves"]],
        receipts=[int(e.payload["receipt"]) for e in events if e.kind in ("GoodsReceived", "ReceiptReversed")],
        outbounds=list(shipped),
    )
    value_moves(moves, by=by, at=at)
    finish_work([e for e in events if e.kind == "WorkFinished"], by=by, at=at)
    recognise(shipped, delivered, by=by, at=at)
    hand_to_carriers(delivered, by=by, at=at)


def keep_order_payments(events: list[Recorded], *, by: Actor, at: datetime) -> None:
    """Money that came with an order waits for what the order earns. Of OrderCaptured whose payload has `paid` (amount),
    `entity`, `number` and, when known, `partner` and `shop`; once per order."""
    rows = [
        NewPayment(
            external_id=e.payload["number"],
            entity=int(e.payload["entity"]),
            kind=Payment.Kind.RECEIPT,
            amount=Decimal(e.payload["paid"]),
            day=e.business_date,
            partner=e.payload.get("partner"),
            shop=e.payload.get("shop"),
            order=(e.subject, e.payload["number"]),
        )
        for e in events
        if Decimal(e.payload.get("paid", 0)) > 0
    ]
    receive_payments(rows, by=by, at=at)


def book_services(events: list[Recorded], *, by: Actor, at: datetime) -> None:
    """OrderCompleted: what of the order nobody ships is earned with it."""
    recognise_services([_services(e) for e in events if e.payload.get("services")], by=by, at=at)


def book_refunds(events: list[Recorded], *, by: Actor, at: datetime) -> None:
    """RefundApproved credits what of the refund the order had earned, RefundPaid books the money, RefundFailed takes both
    back."""
    approved = [e for e in events if e.kind == "RefundApproved"]
    earned = [Decimal(e.payload.get("earned", e.payload["amount"])) for e in approved]
    credit_orders([_refund(e)._replace(amount=amount) for e, amount in zip(approved, earned)], by=by, at=at)
    pay_refunds([_refund(e) for e in events if e.kind == "RefundPaid"], by=by, at=at)
    failed = {e.subject: e.payload["number"] for e in events if e.kind == "RefundFailed"}
    booked = Payment.objects.filter(external_id__in=failed.values(), state="booked").order_by("id")
    reverse_payments(list(booked.values_list("id", flat=True)), by=by, at=at)
    restore_sales([("refund", id) for id in failed], by=by, at=at)


def finish_work(events: list[Recorded], *, by: Actor, at: datetime) -> None:
    """WorkFinished: what the work order really cost goes onto its products. Its outbounds and inbounds name the event's
    subject as their source, and are valued before: this is a part of `book_goods`."""
    for kind in sorted({e.subject_kind for e in events}):
        settle_work(kind, {e.subject: e.business_date for e in events if e.subject_kind == kind})


def _services(e: Recorded) -> Services:
    told = e.payload
    lines = [
        SoldLine(row["line"], row["item"], Decimal(row["excl"]), Decimal(row["tax"]), Decimal(row["qty"]))
        for row in told["services"]
    ]
    return Services(
        e.subject, int(told["entity"]), told.get("partner"), told.get("shop"), told["currency"], e.business_date, lines
    )


def _refund(e: Recorded) -> OrderRefund:
    lines = [(int(row["order_line"]), Decimal(row["amount"])) for row in e.payload.get("lines", ())]
    told = e.payload
    return OrderRefund(e.subject, told["number"], int(told["order"]), Decimal(told["amount"]), e.business_date, lines)
