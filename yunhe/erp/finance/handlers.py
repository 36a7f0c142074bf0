"""What the books do about other rooms' events. One subscription takes all events of goods, so that each batch is valued
before what it earned is booked."""

from datetime import datetime
from decimal import Decimal

from yunhe.erp.finance.cod import hand_to_carriers
from yunhe.erp.finance.commands.credits import SaleCredit, credit_sales
from yunhe.erp.finance.goods.moves import read_moves
from yunhe.erp.finance.goods.valuing import value_moves
from yunhe.erp.finance.sales import recognise
from yunhe.kernel.actor import Actor
from yunhe.kernel.events import Recorded

GOODS = ("GoodsReceived", "ReceiptReversed", "OutboundShipped", "OutboundDelivered", "StockAdjusted")
IGNORED = ("GradeChanged",)  # a grade is not a price: scrapped goods leave by StockAdjusted


def book_goods(events: list[Recorded], *, by: Actor, at: datetime) -> None:
    """Value the moves behind these events, then book revenue, receivables and collected cash of what shipped or arrived."""
    shipped = {e.subject: e.business_date for e in events if e.kind == "OutboundShipped"}
    delivered = {e.subject: e.business_date for e in events if e.kind == "OutboundDelivered"}
    moves = read_moves(
        moves=[int(id) for e in events if e.kind == "StockAdjusted" for id in e.payload["moves"]],
        receipts=[int(e.payload["receipt"]) for e in events if e.kind in ("GoodsReceived", "ReceiptReversed")],
        outbounds=list(shipped),
    )
    value_moves(moves, by=by, at=at)
    recognise(shipped, delivered, by=by, at=at)
    hand_to_carriers(delivered, by=by, at=at)


def credit_returns(events: list[Recorded], *, by: Actor, at: datetime) -> None:
    """Credit what a settled return gives back: the payload's `credits` are [{"outbound": id, "amount_incl": "12.00"}]."""
    rows = [
        SaleCredit(("return", e.subject), int(c["outbound"]), Decimal(c["amount_incl"]), e.business_date)
        for e in events
        for c in e.payload.get("credits", ())
    ]
    credit_sales(rows, by=by, at=at)
