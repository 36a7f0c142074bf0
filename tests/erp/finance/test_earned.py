"""Whose revenue and cost it is: every posting to them says item, order and shop, and their sums are the trial balance."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.models import Sum

from tests.erp.finance.books import Firm, balances
from tests.erp.finance.test_refunds import event, refund
from tests.world import AT, BY, TODAY
from yunhe.erp.finance import handlers
from yunhe.erp.finance.commands import BilledLine, PurchaseInvoice, book_purchase_invoices, rebuild_sums
from yunhe.erp.finance.models import Earned, Posting, Receivable, Unsummed
from yunhe.erp.finance.queries import earned_by_day, trial_balance
from yunhe.insight.doctor import examine
from yunhe.stock.models import OutboundLine, ReceiptLine

D = Decimal
Figures = tuple[Decimal, Decimal, Decimal]


def earned(*by: str, **which: Any) -> dict[Any, Figures]:
    """(quantity, revenue, cost) by these columns; the law that they sum to the books holds whatever they are."""
    rows = Earned.objects.order_by().values_list(*by).annotate(q=Sum("qty"), r=Sum("revenue"), c=Sum("cost"))
    total = Earned.objects.aggregate(r=Sum("revenue"), c=Sum("cost"), p=Sum("profit"))
    books = balances()
    revenue, cost = total["r"] or D(0), total["c"] or D(0)
    assert (revenue, cost) == (-books.get("revenue", D(0)), books.get("cost_of_sales", D(0)))
    assert (total["p"] or D(0)) == revenue - cost
    found = {tuple(row[: len(by)]): (row[-3], row[-2], row[-1]) for row in rows.filter(**which)}
    return {key[0] if len(by) == 1 else key: figures for key, figures in found.items()}


def test_a_sale_names_its_item_order_and_shop_on_both_sides(firm: Firm) -> None:
    firm.receive("TEA", 10, "6.00")
    firm.receive("CUP", 10, "2.00")
    firm.sell(("TEA", 4, "113.00"), ("CUP", 1, "11.30"), shop=7, root=1)
    firm.sell(("TEA", 1, "22.60"), shop=8, root=2)
    assert earned("order_id", "shop_id", "item__code") == {
        (1, 7, "TEA"): (D(4), D("100.00"), D("24.00")),
        (1, 7, "CUP"): (D(1), D("10.00"), D("2.00")),
        (2, 8, "TEA"): (D(1), D("20.00"), D("6.00")),
    }
    assert earned("item__code") == {"TEA": (D(5), D("120.00"), D("30.00")), "CUP": (D(1), D("10.00"), D("2.00"))}
    assert earned("shop_id") == {7: (D(5), D("110.00"), D("26.00")), 8: (D(1), D("20.00"), D("6.00"))}
    assert earned("day") == {TODAY: (D(6), D("130.00"), D("32.00"))}


def test_earned_at_delivery_the_cost_comes_by_item_and_order(firm: Firm) -> None:
    firm.receive("TEA", 10, "6.00")
    firm.receive("CUP", 10, "2.00")
    outbound = firm.sell(("TEA", 4, "113.00"), ("CUP", 2, "22.60"), shop=7, root=1, recognise="delivered")
    firm.receive("CUP", 1, None, kind="return", outbound=outbound)  # it came back on the way
    assert earned("order_id") == {}
    firm.deliver(outbound)
    assert earned("order_id", "shop_id", "item__code") == {
        (1, 7, "TEA"): (D(4), D("100.00"), D("24.00")),
        (1, 7, "CUP"): (D(1), D("20.00"), D("2.00")),
    }


def test_goods_that_cost_nothing_count_and_no_voucher_waits_for_them(firm: Firm) -> None:
    firm.receive("CUP", 3, None)
    firm.sell(("CUP", 2, "22.60"), root=1)
    firm.receive("TEA", 1, "6.00")
    firm.sell(("TEA", 1, "0.00"), root=1)  # a gift
    assert earned("item__code") == {"CUP": (D(2), D("20.00"), D("0.00")), "TEA": (D(1), D("0.00"), D("6.00"))}
    nothing = Posting.objects.filter(debit=0, credit=0)
    assert list(nothing.values_list("account__role", "qty")) == [("cost_of_sales", D(2))]
    assert not Unsummed.objects.filter(posting__in=nothing).exists()


def test_a_return_gives_back_its_cost_and_its_money_the_revenue_of_its_line(firm: Firm) -> None:
    firm.receive("TEA", 10, "6.00")
    firm.receive("CUP", 10, "2.00")
    outbound = firm.sell(("TEA", 4, "113.00"), ("CUP", 2, "22.60"), shop=7, root=1)
    firm.receive("CUP", 9, "9.00")  # what it costs today is not what it left with
    firm.receive("CUP", 1, None, kind="return", outbound=outbound)
    assert earned("item__code")["CUP"] == (D(1), D("20.00"), D("2.00"))
    sale = Receivable.objects.get(kind="sale")
    cup = Posting.objects.get(account__role="revenue", item__code="CUP").line_id
    money = {"number": "RF3", "order": 1, "amount": "11.30", "lines": [{"order_line": 55, "amount": "11.30"}]}
    OutboundLine.objects.filter(id=cup).update(root_line_id=55)
    handlers.book_refunds([event("RefundApproved", "refund", 3, **money)], by=BY, at=AT)
    assert earned("order_id", "shop_id", "item__code") == {
        (1, 7, "TEA"): (D(4), D("100.00"), D("24.00")),
        (1, 7, "CUP"): (D(1), D("10.00"), D("2.00")),
    }
    credit = Receivable.objects.get(credits=sale)
    assert (credit.amount, credit.tax) == (D("-11.30"), D("-1.30"))


def test_a_refund_of_a_whole_order_is_shared_by_what_its_lines_have_left(firm: Firm) -> None:
    firm.receive("TEA", 10, "6.00")
    firm.receive("CUP", 10, "2.00")
    firm.sell(("TEA", 4, "113.00"), ("CUP", 2, "22.61"), root=1)
    refund("RefundApproved", 3, 1, "13.56")  # a tenth of 135.61
    assert earned("item__code") == {
        "TEA": (D(4), D("90.00"), D("24.00")),
        "CUP": (D(2), D("18.01"), D("4.00")),
    }
    refund("RefundFailed", 3, 1, "13.56")
    assert earned("item__code") == {
        "TEA": (D(4), D("100.00"), D("24.00")),
        "CUP": (D(2), D("20.01"), D("4.00")),
    }
    refund("RefundApproved", 4, 1, "135.61")
    assert earned("item__code") == {"TEA": (D(4), D("0.00"), D("24.00")), "CUP": (D(2), D("0.00"), D("4.00"))}
    assert "output_vat" not in balances()


def test_each_line_is_credited_at_its_own_tax(firm: Firm) -> None:
    firm.receive("TEA", 10, "6.00")
    firm.sell(("TEA", 1, "113.00"), root=1)
    firm.sell(("TEA", 1, "106.00"), root=1, rate="0.06")
    refund("RefundApproved", 3, 1, "166.00")  # all of the first sale and half of the second
    taxes = Receivable.objects.filter(kind="credit").order_by("id").values_list("amount", "tax")
    assert list(taxes) == [(D("-113.00"), D("-13.00")), (D("-53.00"), D("-3.00"))]
    assert earned("order_id") == {1: (D(2), D("50.00"), D("12.00"))}


def test_a_service_earns_with_its_quantity_and_costs_nothing(firm: Firm) -> None:
    wrap = firm.world.items["CAKE"].id
    line = {"line": 5, "item": wrap, "qty": "2.000000", "excl": "10.00", "tax": "0.60"}
    payload = {"entity": firm.world.entity.id, "shop": 7, "currency": "CNY", "services": [line]}
    for _ in range(2):
        handlers.book_services([event("OrderCompleted", "order", 9, **payload)], by=BY, at=AT)
    assert earned("order_id", "shop_id", "item__code") == {(9, 7, "CAKE"): (D(2), D("10.00"), D("0.00"))}


def test_a_dearer_invoice_is_cost_of_the_item_and_of_no_order(firm: Firm) -> None:
    firm.receive("TEA", 10, "6.00")
    firm.sell(("TEA", 4, "113.00"), shop=7, root=1)
    billed = BilledLine(ReceiptLine.objects.get().id, D(10), D("70.00"))
    hill = firm.world.partners["HILL"].id
    book_purchase_invoices([PurchaseInvoice(firm.world.entity.id, hill, "F1", TODAY, [billed])], by=BY, at=AT)
    assert earned("order_id", "item__code") == {
        (1, "TEA"): (D(4), D("100.00"), D("24.00")),
        (None, "TEA"): (D(0), D("0.00"), D("4.00")),
    }


def test_a_late_paper_corrects_the_cost_of_the_order(firm: Firm) -> None:
    firm.receive("TEA", 10, "10.00", day=date(2026, 11, 10))
    firm.sell(("TEA", 5, "56.50"), shop=7, root=1)
    firm.receive("TEA", 10, "13.00", day=date(2026, 11, 20))
    assert earned("order_id", "shop_id") == {(1, 7): (D(5), D("50.00"), D("57.50"))}


def test_days_and_months_are_those_of_the_trial_balance(firm: Firm) -> None:
    firm.receive("TEA", 10, "6.00", day=date(2026, 10, 5))
    firm.sell(("TEA", 4, "113.00"), root=1)
    (day,) = earned_by_day(firm.world.entity.id, date(2026, 11, 1), date(2026, 11, 30))
    assert day == (TODAY, D("100.00"), D("24.00"), D("76.00"))
    rows = trial_balance(firm.world.entity.id, start=date(2026, 11, 1), end=date(2026, 11, 30))
    moved = {r.role: r.debit - r.credit for r in rows}
    assert day.profit == -moved["revenue"] - moved["cost_of_sales"]


@pytest.mark.parametrize("table", ["shopdaysum", "itemsum", "itemshopsum", "ordersum"])
def test_the_doctor_finds_a_sum_that_is_wrong_and_it_is_summed_anew(firm: Firm, table: str) -> None:
    firm.receive("TEA", 10, "6.00")
    firm.sell(("TEA", 4, "113.00"), shop=7, root=1)
    firm.sell(("TEA", 1, "22.60"), shop=8, root=2)

    def broken() -> list[str]:
        return [finding.name for finding in examine() if finding.name == "earned_is_summed" and not finding.holds]

    with connection.cursor() as cursor:
        for lie in (f"UPDATE finance_{table} SET cost = cost + 0.01", f"DELETE FROM finance_{table}"):
            cursor.execute(lie)
            assert broken() == ["earned_is_summed"]
            assert rebuild_sums(["earned_is_summed"], by=BY, at=AT).done == ["earned_is_summed"]
            assert broken() == []
        cursor.execute(f"SELECT sum(revenue), sum(cost), sum(profit) FROM finance_{table}")
        assert cursor.fetchone() == (D("120.00"), D("30.00"), D("90.00"))
    assert set(rebuild_sums(["balanced"], by=BY, at=AT).refused) == {"balanced"}
