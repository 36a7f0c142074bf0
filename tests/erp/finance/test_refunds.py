"""Orders that were paid and are refunded, and work that cost other than expected."""

from decimal import Decimal

from tests.erp.finance.books import Firm, balances, check_stock_value
from tests.world import AT, BY, TODAY
from yunhe.erp.finance import handlers
from yunhe.erp.finance.commands import OrderRefund, pay_refunds
from yunhe.erp.finance.models import Payment, Receivable
from yunhe.kernel.events import Recorded
from yunhe.partners.models import Exposure
from yunhe.stock import commands as stock
from yunhe.stock.commands.inbound import Expected, NewInbound
from yunhe.stock.commands.receiving import Received
from yunhe.stock.models import InboundLine

D = Decimal


def event(kind: str, subject_kind: str, subject: int, **payload: object) -> Recorded:
    """What another room tells us."""
    return Recorded(1, 1, kind, subject_kind, subject, None, TODAY, AT, "system:test", payload)


def captured(firm: Firm, order: int, paid: str) -> None:
    """An order of Li's came in, with money."""
    payload = {"paid": paid, "entity": firm.world.entity.id, "number": "SO1", "partner": firm.world.partners["LI"].id}
    handlers.keep_order_payments([event("OrderCaptured", "order", order, **payload)], by=BY, at=AT)


def refund(kind: str, id: int, order: int, amount: str) -> None:
    handlers.book_refunds([event(kind, "refund", id, number=f"RF{id}", order=order, amount=amount)], by=BY, at=AT)


def sold(firm: Firm, order: int, amount: str = "113.00") -> Receivable:
    firm.receive("TEA", 5, "6.00")
    firm.sell(("TEA", 5, amount), root=order, partner=firm.world.partners["LI"].id)
    return Receivable.objects.get(order_id=order, kind="sale")


def exposure(firm: Firm) -> tuple[Decimal, Decimal]:
    row = Exposure.objects.get(partner=firm.world.partners["LI"])
    return (row.receivable_open, row.deposits)


def test_money_that_came_with_an_order_settles_it_once_earned(firm: Firm) -> None:
    for _ in range(2):
        captured(firm, 1, "113.00")
    assert Payment.objects.count() == 1
    assert exposure(firm) == (D(0), D("113.00"))
    assert sold(firm, 1).settled == D("113.00")
    assert {"receivable", "customer_deposit"} & balances().keys() == set()
    assert exposure(firm) == (D(0), D(0))


def test_a_refund_after_shipping_is_credited_then_paid(firm: Firm) -> None:
    captured(firm, 1, "113.00")
    sold(firm, 1)
    for _ in range(2):
        refund("RefundApproved", 8, 1, "22.60")
    assert balances()["revenue"] == D("-80.00")
    assert exposure(firm) == (D("-22.60"), D(0))
    for _ in range(2):
        refund("RefundPaid", 8, 1, "22.60")
    assert balances()["bank"] == D("90.40")
    assert {"receivable", "customer_deposit"} & balances().keys() == set()
    assert exposure(firm) == (D(0), D(0))


def test_a_refund_before_shipping_uses_up_what_was_kept(firm: Firm) -> None:
    captured(firm, 1, "113.00")
    refund("RefundApproved", 8, 1, "113.00")
    assert Receivable.objects.count() == 0
    refund("RefundPaid", 8, 1, "113.00")
    assert balances() == {}
    assert exposure(firm) == (D(0), D(0))
    assert sold(firm, 1).settled == D(0)


def test_a_refund_that_fails_leaves_the_sale_as_it_was(firm: Firm) -> None:
    captured(firm, 1, "113.00")
    sold(firm, 1)
    before = balances()
    for kind in ("RefundApproved", "RefundPaid", "RefundFailed", "RefundFailed"):
        refund(kind, 8, 1, "22.60")
    assert balances() == before
    assert all(r.amount == r.settled for r in Receivable.objects.all())
    refund("RefundApproved", 9, 1, "113.00")
    assert "revenue" not in balances()


def test_a_refund_before_shipping_that_fails_is_kept_again(firm: Firm) -> None:
    captured(firm, 1, "113.00")
    for kind in ("RefundApproved", "RefundPaid", "RefundFailed"):
        refund(kind, 8, 1, "113.00")
    assert sold(firm, 1).settled == D("113.00")


def test_a_refund_of_an_unknown_order_is_refused(firm: Firm) -> None:
    assert pay_refunds([OrderRefund(8, "RF8", 404, D(5), TODAY)], by=BY, at=AT).refused[8].code == "not_found"
    assert balances() == {}


def made(firm: Firm, work: int, qty: int, cost: str) -> None:
    """A work order's product comes in at the expected cost."""
    w = firm.world
    line = Expected(w.items["CAKE"].id, D(qty), unit_cost=D(cost))
    new = NewInbound("production", w.east, w.owner, w.entity.id, TODAY, [line], source=("work_order", work))
    (inbound,) = stock.expect([new], by=BY, at=AT).done
    row = Received(InboundLine.objects.get(inbound=inbound).id, D(qty), grade="good", bin=w.bin("main"))
    stock.receive([row], by=BY, at=AT)
    firm.tell()


def test_finished_work_costs_what_it_really_took(firm: Firm) -> None:
    firm.receive("FLOUR", 10, "2.00")
    firm.sell(("FLOUR", 10, "0.00"), kind="issue", source=("work_order", 3))
    made(firm, 3, 20, "0.90")
    firm.sell(("CAKE", 5, "0.00"))
    assert balances()["wip"] == D("2.00")
    for _ in range(2):
        handlers.finish_work([event("WorkFinished", "work_order", 3)], by=BY, at=AT)
    assert balances() == {"cost_of_sales": D("5.00"), "grni": D("-20.00"), "inventory": D("15.00")}
    assert firm.average("CAKE") == (D(15), D("15.00"))
    check_stock_value()


def test_work_without_a_product_is_a_difference(firm: Firm) -> None:
    firm.receive("FLOUR", 10, "2.00")
    firm.sell(("FLOUR", 10, "0.00"), kind="issue", source=("work_order", 3))
    handlers.finish_work([event("WorkFinished", "work_order", 3)], by=BY, at=AT)
    assert balances() == {"grni": D("-20.00"), "stock_difference": D("20.00")}
