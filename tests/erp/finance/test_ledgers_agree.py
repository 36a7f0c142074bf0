"""Whatever happens to goods: debits = credits, and stock value = Σ valuations = the inventory account."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from tests.erp.finance.books import Firm, balances, check_stock_value
from tests.world import AT, BY
from yunhe.erp.finance.commands import LandedCost, book_purchase_invoices, credit_purchase_invoices, land_costs, revalue
from yunhe.erp.finance.commands.purchase_invoices import BilledLine, PurchaseInvoice
from yunhe.erp.finance.models import Invoice, Payable, Receivable
from yunhe.erp.finance.queries import credit_exposure, stock_value_differences, trial_balance
from yunhe.stock import commands as stock
from yunhe.stock.commands.adjust import Adjustment
from yunhe.stock.models import OutboundLine, Receipt, ReceiptLine

D = Decimal
TODAY = date(2026, 11, 21)
cents = st.decimals("0", "50", places=2)
days = st.integers(15, 21)
deeds = st.lists(
    st.one_of(
        st.tuples(st.just("buy"), st.integers(1, 20), st.decimals("0.01", "30", places=4), days),
        st.tuples(st.just("sell"), st.integers(1, 12), cents, st.sampled_from(["shipped", "delivered"])),
        st.tuples(st.just("deliver")),
        st.tuples(st.just("return"), st.integers(1, 3)),
        st.tuples(st.just("count"), st.integers(-4, 4).filter(bool)),
        st.tuples(st.just("reverse")),
        st.tuples(st.just("bill"), st.integers(1, 20), cents),
        st.tuples(st.just("unbill")),
        st.tuples(st.just("land"), cents),
        st.tuples(st.just("revalue"), cents),
        st.tuples(st.just("tell")),
    ),
    min_size=3,
    max_size=14,
)


@settings(
    max_examples=15,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(deeds)
@example([("buy", 1, D("0.01"), 15), ("bill", 1, D("0.00"))])
@example([("count", 2), ("buy", 1, D("0.01"), 15), ("revalue", D("0.00")), ("buy", 1, D("0.01"), 15)])
def test_goods_values_and_books_agree_after_any_story(firm: Firm, story: list[tuple]) -> None:  # type: ignore[type-arg]
    with transaction.atomic():
        told = firm.told
        live(firm, story)
        firm.tell()
        check_stock_value()
        assert stock_value_differences() == []
        rows = trial_balance(firm.world.entity.id, start=TODAY.replace(day=1), end=TODAY)
        assert sum(r.debit for r in rows) == sum(r.credit for r in rows)
        owed = sum((r.amount - r.settled for r in Receivable.objects.all()), D(0))
        assert balances().get("receivable", D(0)) == owed
        debt = sum((p.amount - p.settled for p in Payable.objects.all()), D(0))
        assert balances().get("payable", D(0)) == -debt
        assert credit_exposure() == []  # nobody is named, so nobody is exposed
        transaction.set_rollback(True)
    firm.told = told


def live(firm: Firm, story: list[tuple]) -> None:  # type: ignore[type-arg]
    """Do what can be done of the story: what stock or command refuses does not happen."""
    w, shipped = firm.world, [0]
    item, bin = w.items["TEA"].id, w.bin("main")
    for n, (deed, *rest) in enumerate(story):
        on_hand = w.level("TEA")[0]
        receipts = list(Receipt.objects.filter(state="posted", inbound__kind="purchase").order_by("id"))
        if deed == "buy":
            firm.receive("TEA", rest[0], str(rest[1]), day=TODAY.replace(day=rest[2]), tell=False)
        elif deed == "sell" and rest[0] <= on_hand:
            shipped.append(firm.sell(("TEA", rest[0], str(rest[1])), recognise=rest[2], tell=False))
        elif deed == "deliver" and shipped[-1]:
            stock.deliver([shipped[-1]], by=BY, at=AT)
        elif deed == "return" and shipped[-1] and rest[0] <= OutboundLine.objects.get(outbound=shipped[-1]).qty:
            firm.receive("TEA", rest[0], None, kind="return", outbound=shipped[-1], tell=False)
        elif deed == "count":
            stock.adjust([Adjustment(item, w.east, bin, w.owner, D(rest[0]), "count")], by=BY, at=AT)
        elif deed == "reverse" and receipts:
            stock.reverse_receipts([receipts[-1].id], by=BY, at=AT)
        elif deed == "tell":
            firm.tell()
        elif receipts:
            firm.tell()
            later(firm, deed, rest, receipts[0], n)


def later(firm: Firm, deed: str, rest: list[Decimal], receipt: Receipt, n: int) -> None:
    """Papers about goods that are valued already."""
    w = firm.world
    if deed == "bill":
        line = BilledLine(ReceiptLine.objects.get(receipt=receipt).id, D(rest[0]), rest[1])
        row = PurchaseInvoice(w.entity.id, w.partners["HILL"].id, f"F{n}", TODAY, [line])
        book_purchase_invoices([row], by=BY, at=AT)
    elif deed == "unbill":
        credit_purchase_invoices(
            list(Invoice.objects.filter(state="issued").values_list("id", flat=True)), by=BY, at=AT
        )
    elif deed == "land":
        paper = ("bill", n)
        row_ = LandedCost(paper, w.entity.id, w.partners["SWIFT"].id, [receipt.id], rest[0], D(0), TODAY, TODAY)
        land_costs([row_], by=BY, at=AT)
    elif deed == "revalue":
        revalue([(w.entity.id, w.items["TEA"].id, rest[0])], by=BY, at=AT)
