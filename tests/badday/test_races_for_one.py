"""Fifty hands for one unit, on every way by which an order comes in: one gets it, the others are short, none is lost.

Each test names the mutation that makes it fail.
"""

import io
import json
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from django.test import Client

from tests.badday.racing import at_once
from tests.badday.stories import address, healthy, promised
from tests.oms.conftest import ShopWorld
from tests.world import AT, BY
from yunhe.kernel.models import Grant, Role, User
from yunhe.kernel.roles import make_standard_roles, make_token
from yunhe.oms import commands as oms
from yunhe.oms.importing import import_orders
from yunhe.oms.models import Order, OrderLine
from yunhe.stock import commands as stock
from yunhe.stock.models import OutboundLine

D = Decimal
MANY = 50
ALL_IN = Barrier(MANY)
HEADER = "店铺编码 *,订单号 *,商品编码 *,数量 *,单价 *,收件人,手机,地区编码,地址"
Way = Callable[[ShopWorld, Client, int], Any]


def in_batches(w: ShopWorld, client: Client, n: int) -> None:
    """Two orders in one message list."""
    rows = [w.message(("TEA", 1, "10.00"), id=f"B{n}{half}", address=address(2 * n + half)) for half in (0, 1)]
    _promise(list(oms.intake(rows, by=BY, at=AT).made.values()))


def changed(w: ShopWorld, client: Client, n: int) -> None:
    """An order for cups, of which there are none, is changed to one for tea."""
    w.send(("CUP", 1, "10.00"), id=f"C{n}", address=address(n))
    _promise([w.send(("TEA", 1, "10.00"), id=f"C{n}", address=address(n), version=AT + timedelta(hours=1))])


def by_hand(w: ShopWorld, client: Client, n: int) -> None:
    """The order form."""
    line = {"sku": "TEA", "qty": "1", "price_incl": "10.00"}
    answer = client.post("/orders/new", {"shop": "T1", "external_id": f"H{n}", "payment": "paid", **line, **address(n)})
    assert answer.status_code == 302
    _promise(list(Order.objects.filter(external_id=f"H{n}").values_list("id", flat=True)))


def by_api(w: ShopWorld, client: Client, n: int) -> None:
    """Three requests with a token."""

    def post(path: str, body: Any) -> Any:
        answer = client.post(f"/api/v1{path}", json.dumps(body), content_type="application/json")
        assert answer.status_code == 200, answer.content
        return answer.json()

    message = w.message(("TEA", 1, "10.00"), id=f"P{n}", address=address(n)).model_dump(mode="json")
    ids = list(post("/orders", [message])["made"].values())
    post("/commands/oms/audit", {"order_ids": ids})
    post("/commands/oms/allocate", {"order_ids": ids})


def from_a_file(w: ShopWorld, client: Client, n: int) -> None:
    """A file each; all of them are in before goods are shared out."""
    row = f"T1,F{n},TEA,1,10.00,{','.join(address(n).values())}"
    assert import_orders(io.BytesIO(f"{HEADER}\n{row}".encode()), "orders.csv", by=BY, at=AT).taken == 1
    ALL_IN.wait(60)
    _promise(list(Order.objects.filter(external_id=f"F{n}").values_list("id", flat=True)))


def with_a_kit(w: ShopWorld, client: Client, n: int) -> None:
    """Two lines of one order that share a component: the kit takes one tea, the other line the same."""
    _promise([w.send(("GIFT", 1, "50.00"), ("TEA", 1, "10.00"), id=f"K{n}", address=address(n))])


@pytest.mark.parametrize("way", [in_batches, changed, by_hand, by_api, from_a_file, with_a_kit])
def test_one_unit_is_promised_once_whichever_way_the_orders_come(way: Way, shop_world: ShopWorld) -> None:
    """Fails without the row locks (FOR UPDATE) of LevelBook.lock_existing."""
    w = shop_world
    w.world.stock("TEA", 1)
    user, token = _clerk()
    clients = [Client(headers={"Authorization": f"Bearer {token}"}) for _ in range(MANY)]
    for client in clients:
        client.force_login(user)

    def hand(n: int) -> Callable[[], Any]:
        return lambda: way(w, clients[n], n)

    at_once(*(hand(n) for n in range(MANY)))
    tea = OutboundLine.objects.filter(item=w.world.items["TEA"], outbound__state__in=("planned", "released"))
    asked = 2 * MANY if way in (in_batches, with_a_kit) else MANY
    assert sorted(tea.values_list("allocated", flat=True)) == [0] * (asked - 1) + [1]
    assert (promised(), w.world.level("TEA")) == (1, (1, 1))
    assert set(Order.objects.values_list("state", flat=True)) == {"audited"}
    assert healthy() == {}


def test_orders_that_are_merged_while_goods_are_shared_out_promise_one_unit_once(shop_world: ShopWorld) -> None:
    """Fails without the locks of outbounds in allocate_waiting and of levels in levels._locked: each of the two is enough."""
    w = shop_world
    more = [("CUP", 1, "5.00")]  # of which there are none; two orders of the same would be held as one that came twice
    ids = [w.send(("TEA", 1, "10.00"), *more * (n % 2), id=f"M{n}", address=address(n // 2)) for n in range(20)]
    oms.audit(ids, by=BY, at=AT)
    oms.allocate(ids, by=BY, at=AT)
    w.world.stock("TEA", 1)
    place = [(w.world.items["TEA"].id, w.world.east)]

    def merging(n: int) -> Callable[[], Any]:
        return lambda: oms.merge(ids[2 * n : 2 * n + 2], by=BY, at=AT)

    served = [lambda: stock.allocate_waiting(place, by=BY, at=AT)] * 40
    at_once(*(merging(n) for n in range(10)), *served)
    w.run()
    assert (promised(), w.world.level("TEA")) == (1, (1, 1))
    assert sum(OrderLine.objects.filter(sku="TEA").values_list("short", flat=True)) == 19
    assert healthy() == {}


def _promise(ids: list[int]) -> None:
    oms.audit(ids, by=BY, at=AT)
    oms.allocate(ids, by=BY, at=AT)


def _clerk() -> tuple[User, str]:
    make_standard_roles()
    user = User.objects.create_user("clerk")
    Grant.objects.create(user=user, role=Role.objects.get(code="clerk"))
    return user, make_token(user, "law")
