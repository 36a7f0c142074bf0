"""Goods become value: receipts, issues, returns, counts; revenue and who owes it."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from tests.erp.finance.books import Firm, balances, check_stock_value, recorded
from tests.world import AT, BY
from yunhe.erp.finance import handlers
from yunhe.erp.finance.models import Posting, Receivable, Valuation
from yunhe.erp.finance.rules.average import NegativeStockError
from yunhe.kernel.models import Case
from yunhe.partners.models import Exposure
from yunhe.stock import commands as stock
from yunhe.stock.commands.adjust import Adjustment
from yunhe.stock.models import Parcel

D = Decimal


def test_a_purchase_comes_in_provisionally(firm: Firm) -> None:
    firm.receive("TEA", 10, "6.5")
    assert firm.average("TEA") == (D(10), D("65.00"))
    assert balances() == {"inventory": D("65.00"), "grni": D("-65.00")}
    assert Valuation.objects.get().reason == "receipt"


def test_opening_stock_is_equity(firm: Firm) -> None:
    firm.receive("TEA", 10, "6.5", kind="other", reason="opening")
    assert balances() == {"inventory": D("65.00"), "opening_equity": D("-65.00")}


def test_an_issue_leaves_at_the_average_and_the_last_one_takes_the_rest(firm: Firm) -> None:
    firm.receive("TEA", 2, "1.00")
    firm.receive("TEA", 1, "1.01")
    firm.sell(("TEA", 1, "5.00"))
    assert firm.average("TEA") == (D(2), D("2.01"))
    firm.sell(("TEA", 1, "5.00"))
    assert firm.average("TEA") == (D(1), D("1.00"))
    firm.sell(("TEA", 1, "5.00"))
    assert firm.average("TEA") == (D(0), D("0.00"))
    assert [v.amount for v in Valuation.objects.filter(reason="issue").order_by("id")] == [
        D("-1.00"),
        D("-1.01"),
        D("-1.00"),
    ]
    check_stock_value()


def test_a_sale_is_earned_when_shipped(firm: Firm) -> None:
    firm.receive("TEA", 10, "6.00")
    li = firm.world.partners["LI"]
    outbound = firm.sell(("TEA", 4, "113.00"), partner=li.id, shop=7)
    assert balances() == {
        "cost_of_sales": D("24.00"),
        "grni": D("-60.00"),
        "inventory": D("36.00"),
        "output_vat": D("-13.00"),
        "receivable": D("113.00"),
        "revenue": D("-100.00"),
    }
    receivable = Receivable.objects.get()
    assert (receivable.amount, receivable.tax, receivable.source_id) == (D("113.00"), D("13.00"), outbound)
    assert str(receivable.due_on) == "2026-12-21"
    assert Exposure.objects.get(partner=li).receivable_open == D("113.00")
    assert set(Posting.objects.filter(template="sale").values_list("shop_id", flat=True)) == {7}
    (made,) = recorded(["ReceivableMade"])
    assert made.payload == {"amount": "113.00", "partner": li.id, "source": ["outbound", outbound]}


def test_a_sale_earned_at_delivery_is_goods_shipped_until_then(firm: Firm) -> None:
    firm.receive("TEA", 10, "6.00")
    outbound = firm.sell(("TEA", 4, "113.00"), recognise="delivered")
    assert balances() == {"goods_shipped": D("24.00"), "grni": D("-60.00"), "inventory": D("36.00")}
    firm.deliver(outbound)
    assert balances()["cost_of_sales"] == D("24.00")
    assert "goods_shipped" not in balances()
    assert Receivable.objects.get().amount == D("113.00")


def test_being_told_twice_books_once(firm: Firm) -> None:
    firm.receive("TEA", 10, "6.00")
    firm.deliver(firm.sell(("TEA", 4, "113.00"), recognise="delivered"))
    before = (balances(), Posting.objects.count(), Receivable.objects.count())
    handlers.book_goods(recorded(handlers.GOODS), by=BY, at=AT)
    assert (balances(), Posting.objects.count(), Receivable.objects.count()) == before


def test_many_events_of_one_item_are_valued_in_ledger_order(firm: Firm) -> None:
    firm.receive("TEA", 10, "10.00", tell=False)
    firm.sell(("TEA", 5, "0.00"), tell=False)
    firm.receive("TEA", 5, "20.00", tell=False)
    firm.sell(("TEA", 4, "0.00"), tell=False)
    firm.tell()
    assert [v.amount for v in Valuation.objects.order_by("move_id")] == [D(100), D(-50), D(100), D(-60)]
    assert firm.average("TEA") == (D(6), D("90.00"))


def test_production_takes_material_and_gives_a_product(firm: Firm) -> None:
    firm.receive("FLOUR", "10", "2.00")
    firm.sell(("FLOUR", 5, "0.00"), kind="issue")
    firm.receive("CAKE", 20, "0.60", kind="production")
    assert balances() == {"grni": D("-20.00"), "inventory": D("22.00"), "wip": D("-2.00")}


def test_a_return_comes_back_at_the_cost_it_left_with(firm: Firm) -> None:
    firm.receive("TEA", 10, "10.00")
    outbound = firm.sell(("TEA", 4, "113.00"))
    firm.receive("TEA", 6, "20.00")
    firm.receive("TEA", 2, None, kind="return", outbound=outbound)
    assert firm.average("TEA") == (D(14), D("200.00"))
    assert balances()["cost_of_sales"] == D("20.00")


def test_a_return_of_what_never_arrived_leaves_goods_shipped(firm: Firm) -> None:
    firm.receive("TEA", 10, "10.00")
    outbound = firm.sell(("TEA", 4, "113.00"), recognise="delivered")
    firm.receive("TEA", 4, None, kind="return", outbound=outbound)
    assert balances() == {"grni": D("-100.00"), "inventory": D("100.00")}


def test_what_came_back_on_the_way_is_not_cost_of_sales(firm: Firm) -> None:
    firm.receive("TEA", 10, "10.00")
    outbound = firm.sell(("TEA", 4, "113.00"), recognise="delivered")
    firm.receive("TEA", 1, None, kind="return", outbound=outbound)
    firm.deliver(outbound)
    assert balances()["cost_of_sales"] == D("30.00")
    assert "goods_shipped" not in balances()


def test_a_reversed_receipt_takes_back_what_it_brought(firm: Firm) -> None:
    firm.receive("TEA", 10, "1.00")
    receipt = firm.receive("TEA", 10, "10.00")
    firm.sell(("TEA", 10, "0.00"))
    assert stock.reverse_receipts([receipt], by=BY, at=AT).done == [receipt]
    firm.tell()
    # 110.00 came, 55.00 left as cost; of the 100.00 that go back stock has 55.00, the rest is variance
    assert balances() == {"cost_of_sales": D("55.00"), "grni": D("-10.00"), "purchase_variance": D("-45.00")}
    check_stock_value()


def test_a_count_finds_and_loses_at_the_average(firm: Firm) -> None:
    firm.receive("TEA", 10, "6.00")
    w = firm.world
    for qty in (-3, 1):
        row = Adjustment(w.items["TEA"].id, w.east, w.bin("main"), w.owner, D(qty), "count")
        assert stock.adjust([row], by=BY, at=AT).done == [0]
    firm.tell()
    assert balances() == {"grni": D("-60.00"), "inventory": D("48.00"), "stock_difference": D("12.00")}


def test_goods_without_a_cost_open_a_case(firm: Firm) -> None:
    firm.receive("CUP", 3, None)
    assert Case.objects.get().type == "cost_missing"
    assert firm.average("CUP") == (D(3), D("0.00"))
    firm.receive("CUP", 3, "2.00")
    firm.receive("CUP", 6, None)
    assert firm.average("CUP") == (D(12), D("12.00"))
    assert Case.objects.count() == 1


def test_an_issue_that_overtakes_its_receipt_is_not_guessed(firm: Firm) -> None:
    firm.receive("TEA", 10, "6.00", tell=False)
    firm.sell(("TEA", 1, "1.13"), tell=False)
    events = [e for e in recorded(handlers.GOODS) if e.kind == "OutboundShipped"]
    with pytest.raises(NegativeStockError), transaction.atomic():
        handlers.book_goods(events, by=BY, at=AT)
    assert Valuation.objects.count() == 0
    firm.tell()
    assert firm.average("TEA") == (D(9), D("54.00"))


def test_a_transfer_changes_nothing(firm: Firm) -> None:
    firm.receive("TEA", 10, "6.00")
    firm.sell(("TEA", 4, "0.00"), kind="transfer")
    assert firm.average("TEA") == (D(10), D("60.00"))


def test_a_late_paper_is_replayed(firm: Firm) -> None:
    firm.receive("TEA", 10, "10.00", day=date(2026, 11, 10))
    firm.sell(("TEA", 5, "0.00"))
    firm.receive("TEA", 10, "13.00", day=date(2026, 11, 20))
    # in the order of papers the average before the sale was (100 + 130) / 20 = 11.50
    assert [(v.reason, v.amount) for v in Valuation.objects.order_by("id")] == [
        ("receipt", D("100.00")),
        ("issue", D("-50.00")),
        ("receipt", D("130.00")),
        ("replay", D("-7.50")),
    ]
    assert firm.average("TEA") == (D(15), D("172.50"))
    assert balances()["cost_of_sales"] == D("57.50")
    check_stock_value()


def test_the_carrier_owes_what_it_collected(firm: Firm) -> None:
    firm.receive("TEA", 10, "6.00")
    wang, swift = firm.world.partners["WANG"], firm.world.partners["SWIFT"]
    outbound = firm.sell(("TEA", 4, "113.00"), partner=wang.id)
    Parcel.objects.create(
        number="P1", outbound_id=outbound, n=1, state="delivered", state_at=AT, carrier_code="SWIFT", cod_amount=D(113)
    )
    firm.deliver(outbound)
    rows = Receivable.objects.order_by("id").values_list("kind", "partner__code", "amount", "settled")
    assert list(rows) == [
        ("sale", "WANG", D("113.00"), D("113.00")),
        ("credit", "WANG", D("-113.00"), D("-113.00")),
        ("cod", "SWIFT", D("113.00"), D("0.00")),
    ]
    assert Exposure.objects.get(partner=wang).receivable_open == D("0.00")
    assert Exposure.objects.get(partner=swift).receivable_open == D("113.00")
    assert balances()["receivable"] == D("113.00")


@pytest.mark.parametrize("table", ["finance_valuation", "finance_posting"])
def test_the_ledgers_refuse_change(firm: Firm, table: str) -> None:
    firm.receive("TEA", 10, "6.00")
    with pytest.raises(IntegrityError, match="rows are added, never changed"), transaction.atomic():
        connection.cursor().execute(f"DELETE FROM {table}")


def test_unbalanced_postings_are_refused(firm: Firm) -> None:
    firm.receive("TEA", 10, "6.00")
    with pytest.raises(IntegrityError, match="do not balance"), transaction.atomic():
        connection.cursor().execute(
            "INSERT INTO finance_posting (entity_id, account_id, debit, credit, currency, template, document_kind, "
            "document_id, business_date, period_id, late) SELECT entity_id, account_id, debit, credit, currency, template, "
            "document_kind, 999, business_date, period_id, late FROM finance_posting WHERE debit > 0"
        )
