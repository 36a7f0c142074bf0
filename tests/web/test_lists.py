"""List pages: one declaration gives page, JSON, Excel and CSV; actions answer row by row."""

from decimal import Decimal

import pytest
from django.utils import timezone

from tests.web.conftest import Login, Shop
from tests.world import AT, BY
from yunhe.kernel.listing import State
from yunhe.oms.models import Order
from yunhe.stock import commands as stock
from yunhe.stock.commands.inbound import Expected, NewInbound
from yunhe.stock.models import Inbound
from yunhe.web.lists import LIST_PAGES
from yunhe.web.menu import MENU, page_of


def test_the_page_shows_the_orders(shop: Shop, login: Login) -> None:
    answer = login("clerk").get("/orders")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert all(number in text for number in (shop.released, shop.short, shop.held))
    assert "3 in all" in text


def test_an_order_page(shop: Shop, login: Login) -> None:
    client = login("clerk")
    for number in (shop.released, shop.short, shop.held):
        answer = client.get(f"/orders/{number}")
        assert answer.status_code == 200
        assert number in answer.content.decode()


@pytest.mark.parametrize(
    "path", ["/", "/outbounds", "/stock", "/items", "/customers", "/parcels", "/vouchers", "/cases"]
)
def test_every_list(shop: Shop, login: Login, path: str) -> None:
    assert login("owner").get(path).status_code == 200


def test_the_menu_opens_each_list_where_somebody_is_needed() -> None:
    tabs = {entry.page: State.parse(entry.path.partition("?")[2]).tab for _, group in MENU for entry in group}
    pages = [page for page in LIST_PAGES if page.path in tabs]
    assert len(pages) > 25
    assert {page.path: tabs[page.path] for page in pages} == {page.path: page.begins for page in pages}
    assert [page.path for page in LIST_PAGES if page.begins not in ("", *page.listing.tabs)] == []


def test_the_entry_of_the_menu_is_that_of_the_list_that_a_document_lies_in() -> None:
    assert page_of(MENU, "/inbounds/IB1") == "/inbounds"
    assert page_of(MENU, "/orders/new") == "/orders/new"
    assert page_of(MENU, "/ordersnew") == ""


def test_inbounds_to_do_are_those_to_come_and_those_still_at_the_dock(shop: Shop, login: Login) -> None:
    client = login("warehouse")
    w = shop.world.world
    shelved, lying = w.stock("CUP", 3), w.stock("CUP", 4, bin=w.bin("receive"))
    lines = [Expected(w.items["CUP"].id, Decimal(5))]
    new = NewInbound("other", w.east, w.owner, w.entity.id, AT.date(), lines, reason="found")
    (coming,) = stock.expect([new], by=BY, at=AT).done
    numbers = dict(Inbound.objects.values_list("id", "number"))
    assert {state for state in Inbound.objects.filter(id__in=[shelved, lying]).values_list("state", flat=True)} == {
        "received"
    }
    rows = client.get("/inbounds.json?tab=open&columns=number").json()["rows"]
    assert {row["number"] for row in rows} == {numbers[lying], numbers[coming]}


def test_an_age_stands_in_the_list_and_the_moment_in_its_files(shop: Shop, login: Login) -> None:
    client = login("clerk")
    placed = Order.objects.get(number=shop.released).placed_at
    text = client.get("/orders").content.decode()
    exact = f"{timezone.localtime(placed, timezone.get_default_timezone()):%Y-%m-%d %H:%M}"
    assert f'title="{exact}">' in text
    assert f">{exact}<" not in text
    first = client.get("/orders.json?columns=placed_at").json()["rows"][0]
    assert first["placed_at"].startswith(f"{placed:%Y-%m-%dT%H:%M}")
    assert exact in b"".join(client.get("/orders.csv?columns=placed_at").streaming_content).decode()
