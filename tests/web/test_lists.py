"""List pages: one declaration gives page, JSON, Excel and CSV; actions answer row by row."""

import pytest

from tests.web.conftest import Login, Shop


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
