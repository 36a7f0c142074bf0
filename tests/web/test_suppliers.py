"""The list and the page of suppliers: what is under way, what is late, how often each kept its day."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.web.conftest import Login, Shop
from tests.web.test_documents import bought
from tests.world import AT, BY
from yunhe.erp.purchasing import commands as purchasing
from yunhe.erp.purchasing.models import PurchaseOrder
from yunhe.erp.purchasing.supplier_list import SUPPLIERS, suppliers_of
from yunhe.kernel.listing import State, page_of
from yunhe.stock.commands import receive
from yunhe.stock.commands.receiving import Received
from yunhe.stock.models import InboundLine

__all__ = ["bought"]
OWNER = BY


def shown(tab: str = "") -> list[tuple[Any, ...]]:
    """Code, offers, orders under way, next due and percentage in time of each supplier in a tab."""
    page = page_of(SUPPLIERS, State.parse(f"tab={tab}" if tab else ""), actor=OWNER, at=AT)
    names = ("code", "offers", "waiting", "next_due", "kept")
    return [tuple(row[name].value for name in names) for row in page.rows]


@pytest.fixture
def sent(bought: PurchaseOrder) -> PurchaseOrder:
    for verb in (purchasing.approve, purchasing.send):
        verb([bought.id], by=BY, at=AT)
    bought.refresh_from_db()
    return bought


def test_what_is_under_way_and_late(sent: PurchaseOrder) -> None:
    assert shown() == [("HILL", 0, 0, None, None), ("SHEN", 1, 1, sent.due_on, None)]
    assert shown("late") == []
    PurchaseOrder.objects.filter(pk=sent.id).update(due_on=date(2020, 1, 1))
    assert [row[0] for row in shown("late")] == ["SHEN"]


@pytest.mark.parametrize(("due_on", "kept"), [(date(2030, 1, 1), Decimal(100)), (date(2020, 1, 1), Decimal(0))])
def test_who_delivers_by_the_day_agreed_keeps_it(sent: PurchaseOrder, due_on: date, kept: Decimal) -> None:
    lines = InboundLine.objects.filter(inbound=sent.inbound)
    receive([Received(line.id, line.qty) for line in lines], by=BY, at=AT)
    PurchaseOrder.objects.filter(pk=sent.id).update(due_on=due_on, received="full", state="closed")
    assert shown() == [("HILL", 0, 0, None, None), ("SHEN", 1, 0, None, kept)]
    assert suppliers_of(OWNER).get(code="SHEN").kept == kept


def test_the_page_shows_offers_and_orders(sent: PurchaseOrder, shop: Shop, login: Login) -> None:
    text = login("buyer").get("/suppliers/SHEN").content.decode()
    assert "沈记瓷器" in text
    assert f'href="/purchases/{sent.number}">{sent.number}' in text
    assert 'href="/items/CUP">CUP' in text
    assert "Payables" not in text  # a buyer does not see the books
    assert "Nothing is owed here" in login("owner").get("/suppliers/SHEN").content.decode()
    assert login("clerk").get("/suppliers/SHEN").status_code == 403
