"""Invoices and later costs: the final price, split between goods still here and goods sold."""

from decimal import Decimal

from tests.erp.finance.books import Firm, balances, check_stock_value, recorded
from tests.world import AT, BY, TODAY
from yunhe.erp.finance.commands import (
    Apply,
    BilledLine,
    LandedCost,
    NewPayment,
    PurchaseInvoice,
    SalesInvoice,
    apply_payments,
    book_purchase_invoices,
    credit_invoices,
    credit_purchase_invoices,
    draft_invoices,
    issue_invoices,
    land_costs,
    make_payments,
    receive_payments,
    revalue,
    reverse_payments,
)
from yunhe.erp.finance.models import Invoice, InvoiceLine, Payable, Receivable, Valuation
from yunhe.kernel.models import Case
from yunhe.stock.models import ReceiptLine

D = Decimal


def bill(firm: Firm, *lines: tuple[int, str, str, str], number: str = "F1") -> PurchaseInvoice:
    """Lines of (receipt, quantity, amount without tax, tax)."""
    billed = [
        BilledLine(ReceiptLine.objects.get(receipt=receipt).id, D(qty), D(excl), D(tax))
        for receipt, qty, excl, tax in lines
    ]
    return PurchaseInvoice(firm.world.entity.id, firm.world.partners["HILL"].id, number, TODAY, billed)


def test_the_difference_is_split_between_here_and_sold(firm: Firm) -> None:
    receipt = firm.receive("TEA", 10, "10.00")
    firm.sell(("TEA", 4, "0.00"))
    outcome = book_purchase_invoices([bill(firm, (receipt, "10", "110.00", "14.30"))], by=BY, at=AT)
    assert outcome.done == [0]
    assert balances() == {
        "cost_of_sales": D("44.00"),
        "input_vat": D("14.30"),
        "inventory": D("66.00"),
        "payable": D("-124.30"),
    }
    assert Payable.objects.get().amount == D("124.30")
    assert [v.amount for v in Valuation.objects.filter(reason="invoice")] == [D("6.00")]
    assert Invoice.objects.get().state == "issued"
    check_stock_value()


def test_goods_that_came_later_are_not_those_sold(firm: Firm) -> None:
    first = firm.receive("TEA", 10, "10.00")
    firm.receive("TEA", 5, "10.00")
    firm.sell(("TEA", 12, "0.00"))
    book_purchase_invoices([bill(firm, (first, "10", "90.00", "0"))], by=BY, at=AT)
    assert balances()["cost_of_sales"] == D("110.00")
    assert firm.average("TEA") == (D(3), D("30.00"))


def test_part_bills_clear_the_provisional_debt_exactly(firm: Firm) -> None:
    receipt = firm.receive("TEA", 3, "3.3333")
    for n, excl in enumerate(("3.33", "3.33", "3.34")):
        assert book_purchase_invoices([bill(firm, (receipt, "1", excl, "0"), number=f"F{n}")], by=BY, at=AT).done == [0]
    assert balances() == {"inventory": D("10.00"), "payable": D("-10.00")}


def test_what_cannot_be_billed_is_refused(firm: Firm) -> None:
    receipt = firm.receive("TEA", 10, "10.00")
    rows = [
        bill(firm, (receipt, "6", "60.00", "0")),
        bill(firm, (receipt, "1", "10.00", "0")),
        bill(firm, (receipt, "4.5", "45.00", "0"), number="F2"),
        PurchaseInvoice(
            firm.world.entity.id, firm.world.partners["HILL"].id, "F3", TODAY, [BilledLine(10**9, D(1), D(1))]
        ),
    ]
    outcome = book_purchase_invoices(rows, by=BY, at=AT)
    assert outcome.done == [0]
    assert {n: r.code for n, r in outcome.refused.items()} == {1: "known_invoice", 2: "billed_too_much", 3: "not_found"}
    assert Invoice.objects.count() == 1


def test_a_small_taxpayers_vat_is_cost(firm: Firm) -> None:
    firm.world.entity.taxpayer = "small"
    firm.world.entity.save()
    receipt = firm.receive("TEA", 10, "10.00")
    book_purchase_invoices([bill(firm, (receipt, "10", "100.00", "13.00"))], by=BY, at=AT)
    assert balances() == {"inventory": D("113.00"), "payable": D("-113.00")}


def test_paying_the_supplier_settles_the_invoice_and_a_bounce_reopens_it(firm: Firm) -> None:
    receipt = firm.receive("TEA", 10, "10.00")
    book_purchase_invoices([bill(firm, (receipt, "10", "100.00", "13.00"))], by=BY, at=AT)
    row = NewPayment(
        external_id="B1",
        entity=firm.world.entity.id,
        kind="payout",
        amount=D("113.00"),
        day=TODAY,
        partner=firm.world.partners["HILL"].id,
    )
    payment = make_payments([row], by=BY, at=AT).made["B1"]
    apply_payments([Apply(payment=payment, payable=Payable.objects.get().id, amount=D("113.00"))], by=BY, at=AT)
    assert Invoice.objects.get().state == "settled"
    assert balances() == {"bank": D("-113.00"), "input_vat": D("13.00"), "inventory": D("100.00")}
    reverse_payments([payment], by=BY, at=AT)
    assert Invoice.objects.get().state == "issued"
    assert balances()["payable"] == D("-113.00")
    states = [e.payload["state"] for e in recorded(["InvoiceIssued", "InvoiceSettled", "InvoiceReopened"])]
    assert states == ["issued", "settled", "issued"]


def test_a_purchase_invoice_taken_back_leaves_the_goods_provisional(firm: Firm) -> None:
    receipt = firm.receive("TEA", 10, "10.00")
    firm.sell(("TEA", 4, "0.00"))
    before = balances()
    row = bill(firm, (receipt, "10", "110.00", "14.30"))
    made = book_purchase_invoices([row], by=BY, at=AT).made[0]
    assert credit_purchase_invoices([made], by=BY, at=AT).done == [made]
    assert balances() == before
    assert Invoice.objects.get().state == "credited"
    assert [(p.amount, p.settled) for p in Payable.objects.order_by("id")] == [
        (D("124.30"), D("124.30")),
        (D("-124.30"), D("-124.30")),
    ]
    assert recorded(["PayableCredited"])[0].payload["amount"] == "-124.30"
    assert credit_purchase_invoices([made], by=BY, at=AT).refused[made].code == "paid"
    assert book_purchase_invoices([row], by=BY, at=AT).done == [0]
    check_stock_value()


def test_landed_cost_is_shared_by_value(firm: Firm) -> None:
    tea, cup = firm.receive("TEA", 10, "10.00"), firm.receive("CUP", 10, "5.00")
    firm.sell(("CUP", 5, "0.00"))
    row = LandedCost(
        ("freight_bill", 1),
        firm.world.entity.id,
        firm.world.partners["SWIFT"].id,
        [tea, cup],
        D("10.00"),
        D("0.90"),
        TODAY,
        TODAY,
    )
    assert land_costs([row], by=BY, at=AT).done == [("freight_bill", 1)]
    assert firm.average("TEA") == (D(10), D("106.67"))
    assert firm.average("CUP") == (D(5), D("26.67"))
    assert balances()["cost_of_sales"] == D("26.66")
    assert Payable.objects.get().amount == D("10.90")
    assert land_costs([row], by=BY, at=AT).refused[("freight_bill", 1)].code == "known_paper"
    check_stock_value()


def test_revaluing_prices_what_came_without_a_cost(firm: Firm) -> None:
    firm.receive("CUP", 3, None)
    key = (firm.world.entity.id, firm.world.items["CUP"].id)
    assert revalue([(*key, D("4.10"))], by=BY, at=AT).done == [key]
    assert firm.average("CUP") == (D(3), D("12.30"))
    assert balances() == {"inventory": D("12.30"), "stock_difference": D("-12.30")}
    assert Case.objects.get().state == "done"
    tea = (firm.world.entity.id, firm.world.items["TEA"].id)
    assert revalue([(*tea, D(1)), (*key, D(-1))], by=BY, at=AT).refused.keys() == {tea, key}


def test_a_sales_invoice_covers_receivables_in_parts(firm: Firm) -> None:
    firm.receive("TEA", 10, "6.00")
    li = firm.world.partners["LI"].id
    for amount in ("100.00", "33.34"):
        firm.sell(("TEA", 1, amount), partner=li)
    one, two = Receivable.objects.order_by("id")
    entity = firm.world.entity.id
    first = SalesInvoice(entity, li, TODAY, [(one.id, D("33.33")), (two.id, D("33.34"))])
    rest = SalesInvoice(entity, li, TODAY, [(one.id, D("66.67"))])
    over = SalesInvoice(entity, li, TODAY, [(one.id, D("0.01"))])
    outcome = draft_invoices([first, rest, over], by=BY, at=AT)
    assert (outcome.done, outcome.refused[2].code) == ([0, 1], "invoiced_too_much")
    assert sum(line.tax for line in InvoiceLine.objects.filter(receivable=one)) == one.tax
    made = [outcome.made[0], outcome.made[1]]
    assert issue_invoices(made, by=BY, at=AT).done == made
    assert credit_invoices(made[1:], by=BY, at=AT).done == made[1:]
    one.refresh_from_db()
    assert one.invoiced == D("33.33")
    assert draft_invoices([rest], by=BY, at=AT).done == [0]


def test_an_invoice_over_paid_goods_is_settled_when_issued(firm: Firm) -> None:
    firm.receive("TEA", 10, "6.00")
    row = NewPayment(
        external_id="T", entity=firm.world.entity.id, kind="deposit", amount=D(50), day=TODAY, order=(7, "SO7")
    )
    receive_payments([row], by=BY, at=AT)
    firm.sell(("TEA", 1, "50.00"), root=7)
    lines = [(Receivable.objects.get().id, D("50.00"))]
    draft = draft_invoices([SalesInvoice(firm.world.entity.id, None, TODAY, lines)], by=BY, at=AT).made[0]
    issue_invoices([draft], by=BY, at=AT)
    assert Invoice.objects.get().state == "settled"
