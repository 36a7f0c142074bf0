"""Texts that want to be more than texts: they are stored as they came, shown as texts, and nothing executes.

Each test names the mutation that makes it fail.
"""

import pytest

from tests.oms.conftest import ShopWorld
from tests.web.conftest import Login, login, quick_passwords
from yunhe.oms.models import Order, OrderLine

__all__ = ["login", "quick_passwords"]

HOSTILE = [
    "'; DROP TABLE oms_order; --",
    "<script>alert('运河')</script>",
    '"><img src=x onerror=alert(1)>',
    "=cmd|' /C calc'!A0",
    "{{ 7*7 }}${7*7}",
    "%s %(id)s \\x27",
    "../../../etc/passwd",
    "\u202egnp.exe",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_in_every_field_is_stored_and_shown_as_text(
    text: str, shop_world: ShopWorld, login: Login
) -> None:
    """Fails with autoescape off in settings.TEMPLATES, or when a statement is built from a value."""
    w = shop_world
    id = w.send(
        ("TEA", 1, "10.00"),
        id=text,
        address={"recipient": text, "phone": text[:30], "region_code": "310104", "detail": text},
        buyer_message=text,
        seller_memo=text,
    )
    order = Order.objects.get(id=id)
    stored = (order.external_id, order.recipient, order.detail, order.buyer_message, order.seller_memo)
    assert stored == (text,) * 5
    clerk = login("clerk")
    for address in (f"/orders/{order.number}", "/orders"):
        page = clerk.get(address)
        assert page.status_code == 200
        shown = page.content.decode()
        assert "<script>alert(" not in shown
        assert "<img src=x" not in shown
    found = clerk.get("/orders", {"q": text})
    assert found.status_code == 200
    assert clerk.get("/orders", {"f.recipient.contains": text}).status_code in (200, 400)
    assert OrderLine.objects.count() == 1


def test_an_export_disarms_formulas(shop_world: ShopWorld, login: Login) -> None:
    """Fails without the mark before formulas in listing.export."""
    w = shop_world
    w.send(
        ("TEA", 1, "10.00"),
        address={"recipient": "=1+1", "phone": "13800000000", "region_code": "310104", "detail": "@SUM(A1)"},
    )
    said = b"".join(login("clerk").get("/orders.csv").streaming_content).decode("utf-8-sig")
    assert "'=1+1" in said
    assert ",=1+1" not in said
