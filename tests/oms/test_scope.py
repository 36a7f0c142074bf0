"""A clerk of one shop neither sees nor touches the orders of another."""

import inspect
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest
from django.db import transaction

from tests.oms.conftest import ShopWorld
from tests.world import AT, BY
from yunhe.kernel.actor import Actor, person
from yunhe.kernel.outcome import Outcome, RefusalError
from yunhe.oms import commands as oms
from yunhe.oms.commands.refunds import NewRefund
from yunhe.oms.commands.returns import NewReturn
from yunhe.oms.models import Order, Return, Shop
from yunhe.stock.models import Outbound


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


def test_an_order_whose_goods_another_warehouse_has_is_not_told_cancelled(shop_world: ShopWorld) -> None:
    w = shop_world
    w.world.stock("TEA", 1)
    mine, theirs = w.send(("TEA", 1, "10.00")), w.send(("CUP", 1, "10.00"), id="A2")
    w.run()
    outbound = Outbound.objects.get(root_id=mine)
    assert (outbound.state, outbound.warehouse_id) == ("released", w.world.east)
    south = replace(person("user:nan", ["oms.*"]), warehouses=frozenset({w.world.south}))
    for id in (mine, theirs):  # one in the eastern warehouse's hands, one that only waits for goods there
        outcome = oms.cancel_orders([id], by=south, at=AT)
        assert (outcome.done, outcome.made, outcome.refused[id].code) == ([], {}, "other_warehouse")
        assert (w.order(id).state, w.order(id).cancel_asked_at) == ("audited", None)
        assert oms.deallocate([id], by=south, at=AT).refused[id].code == "other_warehouse"
    outbound.refresh_from_db()
    assert not outbound.recall_requested
    east = replace(south, warehouses=frozenset({w.world.east}))
    assert oms.cancel_orders([mine, theirs], by=east, at=AT).made == {mine: "asked"}


def test_goods_are_not_allocated_out_of_another_warehouse(shop_world: ShopWorld) -> None:
    w = shop_world
    w.world.stock("TEA", 1)
    w.world.stock("CUP", 1, w.world.south)
    here, there = w.send(("TEA", 1, "10.00")), w.send(("CUP", 1, "10.00"), id="A2")
    oms.audit([here, there], by=BY, at=AT)
    south = replace(person("user:nan", ["oms.*"]), warehouses=frozenset({w.world.south}))
    outcome = oms.allocate([here, there], by=south, at=AT)
    assert (outcome.done, outcome.refused[here].code) == ([there], "other_warehouse")
    assert oms.allocate([here], by=south, at=AT).done == []
    assert list(Outbound.objects.values_list("root_id", "warehouse_id")) == [(there, w.world.south)]
    assert w.world.level("TEA")[1] == 0


def test_what_the_warehouse_does_not_give_back_is_not_told_given_back(shop_world: ShopWorld) -> None:
    """Planned elsewhere between the look at the order's places and its lock: the warehouse's refusal is the order's."""
    w = shop_world
    w.world.stock("TEA", 1)
    held, planned = w.send(("TEA", 1, "10.00")), w.send(("CUP", 1, "10.00"), id="A2")
    w.run()
    south = replace(person("user:nan", ["*"]), warehouses=frozenset({w.world.south}))
    for verb in (oms.cancel_orders, oms.deallocate):
        outcome = in_a_transaction(inspect.unwrap(verb), [held, planned], by=south, at=AT)
        assert (planned in outcome.done, held in outcome.done) == (verb is oms.cancel_orders, False)
        assert outcome.refused[held].code == ("not_found" if verb is oms.cancel_orders else "released")
    assert [w.order(id).state for id in (held, planned)] == ["audited", "audited"]
    assert w.order(held).cancel_asked_at is None
    assert set(Outbound.objects.values_list("root_id", "state")) == {(held, "released"), (planned, "planned")}


def test_lines_and_returns_whose_goods_another_warehouse_has_are_not_hers_to_end(shop_world: ShopWorld) -> None:
    """Fails without LINE_GOODS in cancel_lines or split, or without RETURN_GOODS in approve_returns or withdraw_returns."""
    w = shop_world
    w.world.stock("TEA", 2)
    order = w.order(w.send(("TEA", 2, "10.00")))
    oms.audit([order.id], by=BY, at=AT)
    oms.allocate([order.id], by=BY, at=AT)
    line, back = order.lines.get().id, wished_back(order, w.world.east)
    south = replace(person("user:nan", ["oms.*"]), warehouses=frozenset({w.world.south}))
    parts = {line: Decimal(1)}
    told = [verb(parts, by=south, at=AT).refused for verb in (oms.split, oms.cancel_lines)]
    assert [{id: reason.code for id, reason in refused.items()} for refused in told] == [{line: "other_warehouse"}] * 2
    told = [verb([back], by=south, at=AT).refused for verb in (oms.approve_returns, oms.withdraw_returns)]
    assert [{id: reason.code for id, reason in refused.items()} for refused in told] == [{back: "other_warehouse"}] * 2
    assert (order.lines.get().cancelled, Outbound.objects.get().state) == (0, "planned")


def wished_back(order: Order, warehouse: int) -> int:
    """A return of the order that somebody has asked for, to this warehouse."""
    wish = Return.objects.create(
        number="RT1",
        state="requested",
        state_at=AT,
        business_date=order.business_date,
        period=order.period,
        created_by="test",
        order=order,
        reason="late",
        warehouse_id=warehouse,
    )
    return int(wish.pk)


@transaction.atomic
def in_a_transaction(verb: Callable[..., Outcome], ids: list[int], *, by: Actor, at: datetime) -> Outcome:
    return verb(ids, by=by.on_behalf(), at=at)
