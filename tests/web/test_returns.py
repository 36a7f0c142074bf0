"""Pages after the sale: a return with its goods and its money, and a refund."""

from decimal import Decimal

import pytest

from tests.oms.conftest import ShopWorld
from tests.oms.test_returns import delivered
from tests.web.conftest import Login, Shop
from tests.world import AT, BY
from yunhe.oms import commands as oms
from yunhe.oms.commands.returns import NewReturn
from yunhe.oms.models import Order, Refund, Return

D = Decimal


@pytest.fixture
def back(shop_world: ShopWorld) -> Return:
    """One of two TEA wanted back from an order that arrived."""
    shop_world.world.stock("TEA", 10)
    order = Order.objects.get(pk=delivered(shop_world, ("TEA", 2, "30.00")))
    line = order.lines.get()
    row = NewReturn(order.id, {line.id: D(1)}, "damaged", "盒子压坏了")
    return Return.objects.get(pk=oms.request_returns([row], by=BY, at=AT).made[0])


def test_a_return_says_why_and_leads_to_order_and_goods(back: Return, login: Login) -> None:
    client = login("clerk")
    page = client.get(f"/returns/{back.number}").content.decode()
    assert f'href="/orders/{back.order.number}">{back.order.number}' in page
    assert "Damaged" in page
    assert "盒子压坏了" in page
    answer = client.post(f"/returns/{back.number}/act", {"action": "oms.approve_returns"}).content.decode()
    back.refresh_from_db()
    assert back.state == "approved"
    assert f'href="/inbounds/{back.inbound.number}">{back.inbound.number}' in answer


def test_the_list_leads_to_return_and_order(back: Return, login: Login) -> None:
    page = login("clerk").get("/returns").content.decode()
    assert f'href="/returns/{back.number}"' in page
    assert f'href="/orders/{back.order.number}"' in page


def test_a_refund_leads_to_its_order(shop: Shop, login: Login) -> None:
    order = Order.objects.get(number=shop.short)
    oms.cancel_orders([order.id], by=BY, at=AT, reason="changed my mind")
    refund = Refund.objects.get(order=order)
    page = login("finance").get(f"/refunds/{refund.number}").content.decode()
    assert f'href="/orders/{shop.short}">{shop.short}' in page
    assert 'For goods that never left</dt><dd><span class="number">60.00</span>' in page
    assert 'value="oms.approve_refunds"' not in page  # finance sees it; the order desk lets it go
    assert 'value="oms.approve_refunds"' in login("clerk").get(f"/refunds/{refund.number}").content.decode()
