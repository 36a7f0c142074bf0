"""Payments as the bank lists them: in and out, each once; what cannot be booked goes back with its reason."""

import io
from datetime import date
from decimal import Decimal

from tests.erp.finance.books import Firm, balances, recorded
from tests.world import AT, BY
from yunhe.erp.finance.importing import import_payments
from yunhe.erp.finance.models import Payment
from yunhe.kernel.importing import preview_of
from yunhe.kernel.models import ImportRun

D = Decimal
HEAD = "银行流水号,公司编码,收付类型,往来单位编码,金额,日期,账户"
GOOD = (
    "B1,YH,receipt,LI,113.00,2026-11-20,",
    "B2,YH,Paid to suppliers,HILL,￥50.25,2026/11/21,cash",
    "B1,YH,receipt,LI,113.00,2026-11-20,bank",
)
BAD = (
    "B3,YH,receipt,LI,0,2026-11-20,",
    "B4,YH,receipt,NOBODY,10,2026-11-20,",
    "B5,XX,receipt,LI,10,2026-11-20,",
    "B6,YH,gift,LI,10,2026-11-20,",
    "B7,YH,receipt,LI,10.005,2026-11-20,",
)


def content(*rows: str) -> io.BytesIO:
    return io.BytesIO("\n".join([HEAD, *rows]).encode("gbk"))


def send(*rows: str) -> ImportRun:
    return import_payments(content(*rows), "bank.csv", by=BY, at=AT)


def booked() -> list[tuple[object, ...]]:
    found = Payment.objects.order_by("external_id")
    return list(found.values_list("external_id", "kind", "partner__code", "amount", "business_date", "account_role"))


def test_payments_are_booked_both_ways_and_each_wrong_one_says_why(firm: Firm) -> None:
    """Fails when money out is booked as money in, an empty account is no bank, or a refused row is counted as taken."""
    run = send(*GOOD, *BAD)
    assert (run.rows, run.taken, run.known) == (8, 3, 0)
    assert booked() == [
        ("B1", "receipt", "LI", D("113.00"), date(2026, 11, 20), "bank"),
        ("B2", "payout", "HILL", D("50.25"), date(2026, 11, 21), "cash"),
    ]
    assert balances() == {
        "bank": D("113.00"),
        "customer_deposit": D("-113.00"),
        "supplier_deposit": D("50.25"),
        "cash": D("-50.25"),
    }
    assert [(error["row"], error["problems"][0]["reason"]["code"]) for error in run.errors] == [
        (5, "nothing"),
        (6, "no_partner"),
        (7, "no_entity"),
        (8, "not_a_choice"),
        (9, "too_many_decimals"),
    ]
    assert len(recorded(["PaymentReceived", "PaymentMade"])) == 2


def test_a_statement_that_is_sent_again_books_nothing(firm: Firm) -> None:
    """Fails when a known number is booked again, or refused."""
    send(*GOOD)
    before = balances()
    again = send(*GOOD, "B8,YH,receipt,LI,1,2026-11-21,")
    assert (again.rows, again.taken, again.known, again.errors) == (4, 4, 3, [])
    assert balances() == before | {"bank": D("114.00"), "customer_deposit": D("-114.00")}


def test_the_trial_of_a_statement_says_the_same_and_books_nothing(firm: Firm) -> None:
    """Fails when a trial is judged by anything but the verbs that book, or what they wrote stays."""
    rows = import_payments.tried(content(*GOOD, *BAD), "bank.csv", by=BY, at=AT)
    assert (booked(), balances(), recorded(["PaymentReceived", "PaymentMade"])) == ([], {}, [])
    run = send(*GOOD, *BAD)
    assert rows.errors() == run.errors
    preview = preview_of(rows, import_payments.columns, {})
    assert (preview.rows, preview.good, preview.bad, preview.known) == (8, 3, 5, 0)
    assert preview.first[1]["texts"] == ["B2", "YH", "payout", "HILL", "50.25", "2026-11-21", "cash"]
