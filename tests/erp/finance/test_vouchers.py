"""Vouchers sum postings, number without gaps, balance or do not commit; periods close when nothing is missing."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum

from tests.erp.finance.books import Firm, balances, recorded
from tests.world import AT, BY, TODAY
from yunhe.erp.finance.commands import (
    NewVoucher,
    close_books,
    close_stock,
    enter_vouchers,
    post_vouchers,
    reverse_vouchers,
    sum_vouchers,
)
from yunhe.erp.finance.models import Account, Posting, Valuation, Voucher, VoucherLine, VoucherPosting
from yunhe.kernel.bulk import check_now
from yunhe.kernel.models import Period

D = Decimal


def account(firm: Firm, number: str) -> int:
    return int(Account.objects.get(entity=firm.world.entity, number=number).id)


def rent(firm: Firm, debit: str = "500.00", credit: str = "500.00") -> NewVoucher:
    lines = [
        (account(firm, "6602"), D(debit), D(0), "房租"),
        (account(firm, "1002"), D(0), D(credit), "房租"),
    ]
    return NewVoucher(firm.world.entity.id, TODAY, lines)


def months(firm: Firm, *codes: str) -> list[int]:
    return [Period.objects.get(entity=firm.world.entity, code=code).id for code in codes]


EARLIER = [f"2026-{month:02d}" for month in range(1, 11)]


def test_a_day_is_summed_by_template_and_shop(firm: Firm) -> None:
    firm.receive("TEA", 10, "6.00")
    for shop, amount in ((1, "113.00"), (1, "226.00"), (2, "11.30")):
        firm.sell(("TEA", 1, amount), shop=shop)
    sum_vouchers(TODAY, by=BY, at=AT)
    check_now()
    rows = Voucher.objects.order_by("n").values_list("number", "template", "shop_id", "state")
    assert list(rows) == [
        ("YH-2026-11-0001", "goods_in", None, "posted"),
        ("YH-2026-11-0002", "goods_out", 1, "posted"),
        ("YH-2026-11-0003", "goods_out", 2, "posted"),
        ("YH-2026-11-0004", "sale", 1, "posted"),
        ("YH-2026-11-0005", "sale", 2, "posted"),
    ]
    sale = Voucher.objects.get(n=4)
    lines = sale.lines.order_by("n").values_list("account__role", "debit", "credit")
    assert sorted(lines) == [
        ("output_vat", D("0.00"), D("39.00")),
        ("receivable", D("339.00"), D("0.00")),
        ("revenue", D("0.00"), D("300.00")),
    ]
    revenue = sale.lines.get(account__role="revenue")
    assert [p.posting.credit for p in revenue.summed.select_related("posting")] == [D("100.00"), D("200.00")]
    assert [e.payload["amount"] for e in recorded(["VoucherPosted"])] == ["60.00", "12.00", "6.00", "339.00", "11.30"]


def test_every_posting_is_summed_once(firm: Firm) -> None:
    firm.receive("TEA", 10, "6.00")
    assert len(sum_vouchers(TODAY, by=BY, at=AT).done) == 1
    assert sum_vouchers(TODAY, by=BY, at=AT).done == []
    firm.sell(("TEA", 1, "1.13"))
    assert sum_vouchers(TODAY - timedelta(days=1), by=BY, at=AT).done == []
    assert len(sum_vouchers(TODAY, by=BY, at=AT).done) == 2
    assert VoucherPosting.objects.count() == Posting.objects.count()
    totals = VoucherLine.objects.aggregate(d=Sum("debit"), c=Sum("credit"))
    assert totals == Posting.objects.aggregate(d=Sum("debit"), c=Sum("credit"))


def test_a_voucher_by_hand_is_numbered_when_posted(firm: Firm) -> None:
    draft = enter_vouchers([rent(firm)], by=BY, at=AT).made[0]
    assert (Voucher.objects.get(id=draft).n, balances()) == (None, {})
    assert post_vouchers([draft], by=BY, at=AT).done == [draft]
    check_now()
    assert Voucher.objects.get(id=draft).number == "YH-2026-11-0001"
    assert Posting.objects.get(account__number="6602").debit == D("500.00")
    assert post_vouchers([draft], by=BY, at=AT).refused[draft].code == "wrong_state"


def test_a_voucher_that_does_not_balance_is_refused_and_cannot_commit(firm: Firm) -> None:
    assert enter_vouchers([rent(firm, credit="499.99")], by=BY, at=AT).refused[0].code == "unbalanced"
    draft = enter_vouchers([rent(firm)], by=BY, at=AT).made[0]
    check_now()
    with pytest.raises(IntegrityError, match="does not balance"), transaction.atomic():
        VoucherLine.objects.filter(voucher=draft, debit__gt=0).update(debit=D("1.00"))


def test_stock_value_is_not_written_by_hand(firm: Firm) -> None:
    lines = [(account(firm, "1405"), D(1), D(0), ""), (account(firm, "1002"), D(0), D(1), "")]
    outcome = enter_vouchers([NewVoucher(firm.world.entity.id, TODAY, lines)], by=BY, at=AT)
    assert outcome.refused[0].code == "controlled"


def test_a_posted_voucher_stands_and_is_taken_back_by_a_counter_voucher(firm: Firm) -> None:
    draft = enter_vouchers([rent(firm)], by=BY, at=AT).made[0]
    post_vouchers([draft], by=BY, at=AT)
    check_now()
    with pytest.raises(IntegrityError, match="never change"), transaction.atomic():
        VoucherLine.objects.filter(voucher=draft).update(summary="x")
    counter = reverse_vouchers([draft], by=BY, at=AT).made[draft]
    check_now()
    assert Voucher.objects.get(id=draft).state == "reversed"
    assert Voucher.objects.get(id=counter).number == "YH-2026-11-0002"
    assert Posting.objects.filter(account__number="6602").aggregate(d=Sum("debit") - Sum("credit"))["d"] == D(0)
    assert reverse_vouchers([draft], by=BY, at=AT).refused[draft].code == "wrong_state"
    firm.receive("TEA", 1, "1.00")
    (summed,) = sum_vouchers(TODAY, by=BY, at=AT).done
    assert reverse_vouchers([summed], by=BY, at=AT).refused[summed].code == "sums_papers"


def test_a_period_closes_stock_first_then_books(firm: Firm) -> None:
    firm.receive("TEA", 10, "6.00", tell=False)
    november = months(firm, "2026-11")
    assert close_stock(november, by=BY, at=AT).refused[november[0]].code == "unvalued"
    firm.tell()
    assert close_stock(november, by=BY, at=AT).refused[november[0]].code == "earlier_open"
    assert close_books(november, by=BY, at=AT).refused[november[0]].code == "wrong_state"
    ten = months(firm, *EARLIER)
    assert close_stock(ten + november, by=BY, at=AT).done == ten + november
    assert close_books(ten, by=BY, at=AT).done == ten
    assert close_books(november, by=BY, at=AT).refused[november[0]].code == "unsummed"
    sum_vouchers(date(2026, 11, 30), by=BY, at=AT)
    assert close_books(november, by=BY, at=AT).done == november
    assert [e.payload["state"] for e in recorded(["PeriodClosed"])][-2:] == ["closed", "closed"]


def test_a_closed_period_takes_no_row_and_later_papers_are_late(firm: Firm) -> None:
    firm.receive("TEA", 10, "6.00")
    sum_vouchers(TODAY, by=BY, at=AT)
    all_but_last = months(firm, *EARLIER, "2026-11")
    close_stock(all_but_last, by=BY, at=AT)
    close_books(all_but_last, by=BY, at=AT)
    again = list(Posting.objects.all())
    for row in (*again, value := Valuation.objects.get()):
        row.pk = None
    value.reason = "replay"
    for model, rows in ((Posting, again), (Valuation, [value])):
        with pytest.raises(IntegrityError, match="period 2026-11 is closed"), transaction.atomic():
            model.objects.bulk_create(rows)
    firm.receive("TEA", 5, "7.00", day=TODAY, at=datetime(2026, 12, 1, 2, 0, tzinfo=UTC))
    late = Valuation.objects.latest("id")
    assert (str(late.business_date), late.period.code, late.late) == ("2026-11-21", "2026-12", True)
    (voucher,) = sum_vouchers(date(2026, 12, 1), by=BY, at=AT).done
    assert str(Voucher.objects.get(id=voucher).business_date) == "2026-12-01"
    assert Voucher.objects.get(id=voucher).number == "YH-2026-12-0001"
