"""Pages of the books: the trial balance sums to nothing, the stock value is the ledger's, lists of money answer."""

import re

import pytest

from tests.erp.finance.books import Firm, open_firm
from tests.web.conftest import Login


@pytest.fixture
def firm(db: str) -> Firm:
    return open_firm()


def figures(text: str, part: str) -> list[str]:
    return re.findall(r'<span class="number">([^<]*)</span>', text[text.index(f"<{part}>") :])


def test_the_trial_balance_closes_at_nothing(firm: Firm, login: Login) -> None:
    firm.receive("TEA", 10, "20.00")
    answer = login("finance").get("/trial-balance?from=2026-11&to=2026-11")
    text = answer.content.decode()
    assert answer.status_code == 200
    opening, debit, credit, closing = figures(text, "tfoot")
    assert (opening, closing) == ("0.00", "0.00")
    assert debit == credit != "0.00"
    assert text[text.index("<tfoot>") :].count("CNY") == 4


def test_the_stock_value_is_the_account_to_the_cent(firm: Firm, login: Login) -> None:
    firm.receive("TEA", 10, "20.00")
    text = login("finance").get("/stock-value").content.decode()
    assert "agree to the cent" in text
    assert "200.00 CNY in stock; nothing was sold in 30 days" in text
    assert figures(text, "tfoot") == ["200.00"]
    assert figures(text, "tbody")[:3] == ["10", "20.00", "200.00"]


@pytest.mark.parametrize("name", ["receivables", "payables", "payments", "invoices", "ages", "vouchers"])
def test_lists_of_money_are_for_the_books_only(firm: Firm, login: Login, name: str) -> None:
    assert login("finance").get(f"/{name}").status_code == 200
    assert login("clerk").get(f"/{name}").status_code == 403
