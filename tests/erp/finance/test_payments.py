"""Payments: received once, kept for orders, applied, taken back; and what a customer's account says."""

from decimal import Decimal
from typing import Any

from tests.erp.finance.books import Firm, balances, recorded
from tests.world import AT, BY, TODAY
from yunhe.erp.finance.commands import (
    Apply,
    NewPayment,
    SaleCredit,
    apply_payments,
    credit_sales,
    make_payments,
    receive_payments,
    reverse_payments,
)
from yunhe.erp.finance.models import Application, Payment, Receivable
from yunhe.partners.models import Exposure

D = Decimal


def pay(firm: Firm, amount: str, key: str = "T1", kind: str = "receipt", **more: Any) -> int:
    row = NewPayment(
        external_id=key,
        entity=firm.world.entity.id,
        kind=kind,
        amount=D(amount),
        day=TODAY,
        **{"partner": li(firm), **more},
    )
    verb = make_payments if row.outgoing else receive_payments
    outcome = verb([row], by=BY, at=AT)
    assert not outcome.refused
    return int(outcome.made[key])


def li(firm: Firm) -> int:
    return int(firm.world.partners["LI"].id)


def owed(firm: Firm, amount: str = "113.00", **more: Any) -> Receivable:
    firm.receive("TEA", 5, "6.00")
    outbound = firm.sell(("TEA", 5, amount), partner=li(firm), **more)
    return Receivable.objects.get(source_id=outbound, kind="sale")


def exposure(firm: Firm) -> tuple[Decimal, Decimal]:
    row = Exposure.objects.get(partner=li(firm))
    return (row.receivable_open, row.deposits)


def test_a_payment_comes_once(firm: Firm) -> None:
    first = pay(firm, "50.00")
    assert pay(firm, "50.00") == first
    assert Payment.objects.count() == 1
    assert balances() == {"bank": D("50.00"), "customer_deposit": D("-50.00")}
    assert exposure(firm) == (D(0), D("50.00"))
    (event,) = recorded(["PaymentReceived"])
    assert event.payload == {"state": "booked", "kind": "receipt", "amount": "50.00", "partner": li(firm)}


def test_two_rows_of_one_id_in_a_call_are_one_payment(firm: Firm) -> None:
    row = NewPayment(external_id="T", entity=firm.world.entity.id, kind="receipt", amount=D(5), day=TODAY)
    assert receive_payments([row, row], by=BY, at=AT).done == ["T", "T"]
    assert Payment.objects.count() == 1


def test_a_refund_is_no_receipt(firm: Firm) -> None:
    row = NewPayment(external_id="T", entity=firm.world.entity.id, kind="refund", amount=D(5), day=TODAY)
    assert receive_payments([row], by=BY, at=AT).refused["T"].code == "wrong_kind"
    assert Payment.objects.count() == 0


def test_applying_settles(firm: Firm) -> None:
    item, payment = owed(firm), pay(firm, "200.00")
    assert apply_payments([Apply(payment=payment, receivable=item.id, amount=D("113.00"))], by=BY, at=AT).done == [0]
    item.refresh_from_db()
    assert item.settled == D("113.00")
    assert Payment.objects.get(id=payment).applied == D("113.00")
    assert "receivable" not in balances()
    assert balances()["customer_deposit"] == D("-87.00")
    assert exposure(firm) == (D(0), D("87.00"))


def test_what_does_not_fit_is_refused_and_changes_nothing(firm: Firm) -> None:
    item, payment, refund = owed(firm), pay(firm, "100.00"), pay(firm, "5.00", "R", kind="refund")
    before = balances()
    outcome = apply_payments(
        [
            Apply(payment=payment, receivable=item.id, amount=D("100.01")),
            Apply(payment=refund, receivable=item.id, amount=D("5.00")),
            Apply(payment=payment, receivable=10**9, amount=D("1.00")),
            Apply(payment=10**9, receivable=item.id, amount=D("1.00")),
        ],
        by=BY,
        at=AT,
    )
    assert {n: reason.code for n, reason in outcome.refused.items()} == {
        0: "payment_used",
        1: "wrong_direction",
        2: "not_found",
        3: "not_found",
    }
    assert (outcome.done, balances()) == ([], before)


def test_the_second_row_sees_what_the_first_one_took(firm: Firm) -> None:
    item, payment = owed(firm), pay(firm, "200.00")
    row = Apply(payment=payment, receivable=item.id, amount=D("60.00"))
    outcome = apply_payments([row, row], by=BY, at=AT)
    assert (outcome.done, outcome.refused[1].code) == ([0], "item_settled")


def test_a_prepaid_order_is_settled_when_it_is_earned(firm: Firm) -> None:
    payment = pay(firm, "150.00", kind="deposit", order=(77, "SO77"))
    assert exposure(firm) == (D(0), D("150.00"))
    item = owed(firm, root=77)
    item.refresh_from_db()
    assert item.settled == D("113.00")
    kept = Application.objects.get(order_id=77)
    assert (kept.amount, kept.used) == (D("150.00"), D("113.00"))
    assert Payment.objects.get(id=payment).applied == D("150.00")
    assert balances()["customer_deposit"] == D("-37.00")
    assert exposure(firm) == (D(0), D("37.00"))


def test_a_payment_taken_back_opens_what_it_settled(firm: Firm) -> None:
    payment = pay(firm, "150.00", kind="deposit", order=(77, "SO77"))
    item = owed(firm, root=77)
    assert reverse_payments([payment], by=BY, at=AT).done == [payment]
    item.refresh_from_db()
    assert item.settled == D("0.00")
    assert Payment.objects.get(id=payment).applied == D("0.00")
    assert {role: balances()[role] for role in ("receivable", "revenue")} == {
        "receivable": D("113.00"),
        "revenue": D("-100.00"),
    }
    assert not {"bank", "customer_deposit"} & balances().keys()
    assert exposure(firm) == (D("113.00"), D("0.00"))
    assert reverse_payments([payment], by=BY, at=AT).refused[payment].code == "wrong_state"
    assert owed(firm, root=77).settled == D("0.00")


def test_a_return_is_credited_offset_and_refunded(firm: Firm) -> None:
    item, payment = owed(firm), pay(firm, "100.00")
    apply_payments([Apply(payment=payment, receivable=item.id, amount=D("100.00"))], by=BY, at=AT)
    row = SaleCredit(("return", 5), ("outbound", item.source_id), D("22.60"), TODAY)
    assert credit_sales([row], by=BY, at=AT).done == [("return", 5, "outbound", item.source_id)]
    credit = Receivable.objects.get(kind="credit")
    assert (credit.amount, credit.tax, credit.settled) == (D("-22.60"), D("-2.60"), D("-13.00"))
    assert {role: balances()[role] for role in ("output_vat", "receivable", "revenue")} == {
        "output_vat": D("-10.40"),
        "receivable": D("-9.60"),
        "revenue": D("-80.00"),
    }
    refund = pay(firm, "9.60", "R", kind="refund")
    assert apply_payments([Apply(payment=refund, receivable=credit.id, amount=D("9.60"))], by=BY, at=AT).done == [0]
    assert not {"receivable", "customer_deposit"} & balances().keys()
    assert balances()["bank"] == D("90.40")
    assert exposure(firm) == (D(0), D(0))


def test_a_paper_credits_once_and_never_more_than_was_sold(firm: Firm) -> None:
    item = owed(firm)
    row = SaleCredit(("return", 5), ("outbound", item.source_id), D("100.00"), TODAY)
    credit_sales([row], by=BY, at=AT)
    assert credit_sales([row], by=BY, at=AT).done == [("return", 5, "outbound", item.source_id)]
    assert Receivable.objects.filter(kind="credit").count() == 1
    more = SaleCredit(("return", 6), ("outbound", item.source_id), D("13.01"), TODAY)
    assert (
        credit_sales([more], by=BY, at=AT).refused[("return", 6, "outbound", item.source_id)].code == "credit_too_much"
    )
