"""Reads: the trial balance, ages, stock value, exposure, and the way down from a voucher."""

from datetime import date, timedelta
from decimal import Decimal

from tests.erp.finance.books import Firm, balances
from tests.world import AT, BY, TODAY
from yunhe.erp.finance.commands import OpeningItem, open_payables, open_receivables, sum_vouchers
from yunhe.erp.finance.models import AverageCost, Voucher
from yunhe.erp.finance.queries import (
    behind_line,
    credit_exposure,
    payables_by_age,
    receivables_by_age,
    stock_value,
    stock_value_differences,
    trial_balance,
)
from yunhe.partners.models import Exposure

D = Decimal
ZERO = D("0.00")


def opening(firm: Firm, key: int, amount: str, overdue: int, partner: str = "LI") -> OpeningItem:
    due = TODAY - timedelta(days=overdue)
    return OpeningItem(("import", key), firm.world.entity.id, firm.world.partners[partner].id, D(amount), TODAY, due)


def test_the_trial_balance_balances(firm: Firm) -> None:
    firm.receive("TEA", 10, "6.00", kind="other", reason="opening", day=date(2026, 10, 5))
    firm.sell(("TEA", 4, "113.00"))
    rows = trial_balance(firm.world.entity.id, start=date(2026, 11, 1), end=date(2026, 11, 30))
    by_role = {r.role: (r.opening, r.debit, r.credit, r.closing) for r in rows}
    assert by_role["inventory"] == (D("60.00"), ZERO, D("24.00"), D("36.00"))
    assert by_role["opening_equity"] == (D("-60.00"), ZERO, ZERO, D("-60.00"))
    assert by_role["revenue"] == (ZERO, ZERO, D("100.00"), D("-100.00"))
    assert sum(r.debit for r in rows) == sum(r.credit for r in rows) == D("137.00")
    assert sum(r.closing for r in rows) == ZERO
    everything = trial_balance(firm.world.entity.id, start=TODAY, end=TODAY, moved_only=False)
    assert len(everything) == 27


def test_open_items_age(firm: Firm) -> None:
    rows = [
        opening(firm, n, a, d) for n, (a, d) in enumerate([("10", 0), ("20", 1), ("30", 60), ("40", 61), ("-5", 91)])
    ]
    assert len(open_receivables(rows, by=BY, at=AT).done) == 5
    assert open_receivables(rows[:1], by=BY, at=AT).refused[("import", 0)].code == "known_paper"
    (li,) = receivables_by_age(firm.world.entity.id, TODAY)
    assert li[2:] == (D(95), D(10), D(20), D(30), D(40), D(-5))
    assert open_payables([opening(firm, 9, "70", -3, "HILL")], by=BY, at=AT).made
    (hill,) = payables_by_age(firm.world.entity.id, TODAY)
    assert hill[2:] == (D(70), D(70), 0, 0, 0, 0)
    assert balances() == {"opening_equity": D(-25), "payable": D(-70), "receivable": D(95)}


def test_exposure_equals_its_projection(firm: Firm) -> None:
    open_receivables([opening(firm, 1, "10", 0), opening(firm, 2, "7", 0, "WANG")], by=BY, at=AT)
    rows = credit_exposure()
    assert [(r.receivable_open, r.deposits, r.exposure) for r in rows] == [(D(7), 0, D(7)), (D(10), 0, D(10))]
    assert [(r.partner, r.receivable_open) for r in rows] == list(
        Exposure.objects.order_by("partner").values_list("partner", "receivable_open")
    )
    assert [r.partner for r in credit_exposure([firm.world.partners["LI"].id])] == [firm.world.partners["LI"].id]


def test_stock_value_equals_the_books_and_a_difference_is_named(firm: Firm) -> None:
    firm.receive("TEA", 3, "3.3333")
    firm.receive("CUP", 2, "1.50")
    rows = stock_value(firm.world.entity.id)
    assert [(r.code, r.qty, r.value, r.average) for r in rows] == [
        ("CUP", D(2), D("3.00"), D("1.500000")),
        ("TEA", D(3), D("10.00"), D("3.333333")),
    ]
    assert sum(r.value for r in rows) == balances()["inventory"]
    assert stock_value_differences() == []
    tea = firm.world.items["TEA"].id
    AverageCost.objects.filter(item=tea).update(value=D("9.99"))
    (difference,) = stock_value_differences()
    assert difference[1:] == (tea, "valuations and average: value", D("10.00"), D("9.99"))


def test_a_voucher_line_leads_to_its_papers(firm: Firm) -> None:
    receipts = [firm.receive("TEA", 1, "2.00"), firm.receive("CUP", 1, "3.00")]
    sum_vouchers(TODAY, by=BY, at=AT)
    line = Voucher.objects.get().lines.get(account__role="inventory")
    rows = behind_line(line.id)
    assert [(r.document_kind, r.document_id, r.debit) for r in rows] == [
        ("receipt", receipts[0], D("2.00")),
        ("receipt", receipts[1], D("3.00")),
    ]
    assert behind_line(line.id, after=rows[0].posting, limit=1) == rows[1:]
