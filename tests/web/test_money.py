"""Pages of money: what is owed, what settled it, a payment that settles open items, and what an invoice covers."""

import re
from decimal import Decimal

import pytest
from django.test import Client

from tests.erp.finance.books import Firm, open_firm
from tests.erp.finance.test_payments import owed, pay
from tests.web.conftest import Login
from tests.world import AT, BY, TODAY
from yunhe.erp.finance.commands import SalesInvoice, draft_invoices
from yunhe.erp.finance.models import Invoice, Payment, Receivable

D = Decimal


@pytest.fixture
def firm(db: str) -> Firm:
    return open_firm()


def settled(client: Client, payment: Payment, item: Receivable, amount: str) -> str:
    given = {"item": f"receivable:{item.number}", "amount": amount}
    return client.post(f"/payments/{payment.number}/apply", given).content.decode()


def facts(text: str) -> dict[str, str]:
    """The facts of a page by their labels, without marks."""
    found = re.findall(r"<dt>([^<]*)</dt><dd>(.*?)</dd>", text)
    return {label: re.sub(r"<[^>]*>", "", said).strip() for label, said in found}


def test_a_payment_settles_what_its_partner_owes(firm: Firm, login: Login) -> None:
    item, payment = owed(firm), Payment.objects.get(pk=pay(firm, "100.00"))
    client = login("finance")
    page = client.get(f"/payments/{payment.number}").content.decode()
    assert f'name="item" value="receivable:{item.number}"' in page
    assert 'name="amount" inputmode="decimal" value="100.00"' in page  # as far as the money goes
    answer = settled(client, payment, item, "60.00")
    assert (facts(answer)["Applied"], facts(answer)["Not applied"]) == ("60.00 CNY", "40.00 CNY")
    assert f'href="/receivables/{item.number}">{item.number}' in answer
    item.refresh_from_db()
    assert item.settled == D("60.00")
    shown = client.get(f"/receivables/{item.number}").content.decode()
    assert facts(shown)["Still open"] == "53.00 CNY"
    assert f'href="/payments/{payment.number}">{payment.number}' in shown


def test_more_than_there_is_is_refused_and_nothing_settled(firm: Firm, login: Login) -> None:
    item, payment = owed(firm), Payment.objects.get(pk=pay(firm, "100.00"))
    client = login("finance")
    assert f"{payment.number} has 100.00 left" in settled(client, payment, item, "100.01")
    assert "1.005 is not an amount" in settled(client, payment, item, "1.005")
    assert "ten is not an amount" in settled(client, payment, item, "ten")
    item.refresh_from_db()
    assert item.settled == 0


def test_only_finance_settles(firm: Firm, login: Login) -> None:
    item, payment = owed(firm), Payment.objects.get(pk=pay(firm, "100.00"))
    given = {"item": f"receivable:{item.number}", "amount": "1.00"}
    assert login("buyer").post(f"/payments/{payment.number}/apply", given).status_code == 403
    assert login("finance").get(f"/payments/{payment.number}/apply").status_code == 405


def test_an_invoice_leads_to_what_it_covers(firm: Firm, login: Login) -> None:
    item = owed(firm)
    row = SalesInvoice(firm.world.entity.id, item.partner_id, TODAY, [(item.id, D("113.00"))], "25952000000012345678")
    made = draft_invoices([row], by=BY, at=AT).made[0]
    number = Invoice.objects.get(pk=made).number
    client = login("finance")
    page = client.get(f"/invoices/{number}").content.decode()
    assert facts(page)["Number on the paper"] == "25952000000012345678"
    assert (facts(page)["Amount"], facts(page)["Tax"], facts(page)["Without tax"]) == (
        "113.00 CNY",
        "13.00 CNY",
        "100.00 CNY",
    )
    assert f'href="/receivables/{item.number}">{item.number}' in page
    assert 'value="finance.issue_invoices"' in page
    assert 'value="finance.credit_invoices"' not in page  # a draft is not taken back
    answer = client.post(f"/invoices/{number}/act", {"action": "finance.issue_invoices"}).content.decode()
    assert 'value="finance.credit_invoices"' in answer
