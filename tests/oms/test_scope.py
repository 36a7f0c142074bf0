"""A clerk of one shop neither sees nor touches the orders of another."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.oms.conftest import ShopWorld
from tests.world import AT, BY
from yunhe.kernel.actor import person
from yunhe.kernel.outcome import RefusalError
from yunhe.oms import commands as oms
from yunhe.oms.commands.refunds import NewRefund
from yunhe.oms.commands.returns import NewReturn
from yunhe.oms.models import Shop


def test_orders_of_another_shop_do_not_exist_for_her(shop_world: ShopWorld) -> None:
    w = shop_world
    other = Shop.objects.create(code="T2", name="京东店", entity=w.world.entity, warehouse_id=w.world.east)
    mine, theirs = w.send(("TEA", 1, "10.00")), w.send(("TEA", 2, "10.00"), shop="T2")
    clerk = replace(person("user:mei", ["oms.*"]), shops=frozenset({w.shop.id}))
    outcome = oms.audit([mine, theirs], by=clerk, at=AT)
    assert (outcome.done, outcome.refused[theirs].code) == ([mine], "not_found")
    assert oms.cancel_orders([theirs], by=clerk, at=AT).refused[theirs].code == "not_found"
    message = w.message(("TEA", 1, "10.00"), shop=other.code, id="A9")
    assert oms.intake([message], by=clerk, at=AT).refused[0].code == "foreign_shop"


def test_without_the_right_nothing_happens(shop_world: ShopWorld) -> None:
    id = shop_world.send(("TEA", 1, "10.00"))
    with pytest.raises(RefusalError) as refusal:
        oms.audit([id], by=person("user:wu", ["wms.*"]), at=AT)
    assert refusal.value.reason.code == "forbidden"
    assert oms.audit([id], by=BY, at=AT).done == [id]


def test_money_and_goods_of_another_shop_are_not_hers_to_ask_back(shop_world: ShopWorld) -> None:
    w = shop_world
    id = w.send(("TEA", 1, "10.00"))
    clerk = replace(person("user:mei", ["oms.*"]), shops=frozenset({w.shop.id + 1}))
    assert oms.request_refunds([NewRefund(id, Decimal(1), "late")], by=clerk, at=AT).refused[0].code == "not_found"
    assert oms.request_returns([NewReturn(id, {}, "late")], by=clerk, at=AT).refused[0].code == "not_found"
