"""Many hands at one thing: nothing is promised twice, nothing is lost, and the doctor finds nothing afterwards.

Each test names the mutation that makes it fail.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError

from tests.badday.racing import at_once, overtaken
from tests.badday.stories import address, healthy, promised, sale
from tests.oms.conftest import ShopWorld
from tests.world import AT, BY, TODAY
from yunhe.kernel.models import Case, Event, NumberBlock
from yunhe.oms import commands as oms
from yunhe.oms.models import Order, OrderLine, RawOrder
from yunhe.stock import commands as stock
from yunhe.stock.commands.holds import Reservation
from yunhe.stock.commands.moving import NewTransfer
from yunhe.stock.models import Hold, Outbound, OutboundLine

D = Decimal
MANY = 50


# Fifty for one unit, on every path that promises stock.


def test_fifty_checkouts_for_one_unit(shop_world: ShopWorld) -> None:
    """Fails without FOR UPDATE in levels._locked."""
    w = shop_world
    w.world.stock("TEA", 1)
    line = [(w.world.items["TEA"].id, D(1))]

    def ask(n: int) -> Callable[[], Any]:
        return lambda: stock.reserve_now([Reservation(f"k{n}", w.world.east, w.world.owner, line)], by=BY, at=AT)

    answers = at_once(*(ask(n) for n in range(MANY)))
    assert sum(len(a.done) for a in answers) == 1
    assert [r.code for a in answers for r in a.refused.values()] == ["short"] * 49
    assert (Hold.objects.count(), w.world.level("TEA")) == (1, (1, 1))
    assert healthy() == {}


def test_one_checkout_key_asked_eight_times_at_once_holds_once(shop_world: ShopWorld) -> None:
    """Fails when reserve_now looks for known keys only before it locks the levels."""
    w = shop_world
    w.world.stock("TEA", 10)
    row = Reservation("cart-1", w.world.east, w.world.owner, [(w.world.items["TEA"].id, D(2))])
    answers = at_once(*[lambda: stock.reserve_now([row], by=BY, at=AT)] * 8)
    assert [a.done for a in answers] == [["cart-1"]] * 8
    assert {a.made["cart-1"] for a in answers} == {Hold.objects.get().id}
    assert w.world.level("TEA") == (10, 2)
    assert healthy() == {}


def test_fifty_planned_sales_for_one_unit(shop_world: ShopWorld) -> None:
    """Fails without FOR UPDATE in levels._locked."""
    w = shop_world
    w.world.stock("TEA", 1)
    at_once(*[lambda: stock.plan_outbounds([sale(w, ("TEA", 1))], by=BY, at=AT)] * MANY)
    assert sorted(OutboundLine.objects.values_list("allocated", flat=True)) == [0] * 49 + [1]
    assert (promised(), w.world.level("TEA")) == (1, (1, 1))
    assert healthy() == {}


def test_fifty_transfers_for_one_unit(shop_world: ShopWorld) -> None:
    """Fails without FOR UPDATE in levels._locked."""
    w = shop_world
    world = w.world
    world.stock("TEA", 1)
    new = NewTransfer(world.east, world.south, world.owner, world.entity.id, TODAY, [(world.items["TEA"].id, D(1))])
    at_once(*[lambda: stock.transfer([new], by=BY, at=AT)] * MANY)
    assert sorted(OutboundLine.objects.values_list("allocated", flat=True)) == [0] * 49 + [1]
    assert (promised(), world.level("TEA")) == (1, (1, 1))
    assert healthy() == {}


def test_fifty_orders_taken_in_and_allocated_at_once_for_one_unit(shop_world: ShopWorld) -> None:
    """Fails without FOR UPDATE in LevelBook.lock_existing."""
    w = shop_world
    w.world.stock("TEA", 1)

    def order(n: int) -> Callable[[], Any]:
        def run() -> Any:
            id = w.send(("TEA", 1, "10.00"), id=f"A{n}", address=address(n))
            oms.audit([id], by=BY, at=AT)
            return oms.allocate([id], by=BY, at=AT)

        return run

    answers = at_once(*(order(n) for n in range(MANY)))
    assert sum(len(a.done) for a in answers) == MANY
    assert sorted(OrderLine.objects.values_list("short", flat=True)) == [0] + [1] * 49
    assert (promised(), w.world.level("TEA")) == (1, (1, 1))
    assert Case.objects.filter(type="short").count() == 1
    assert Event.objects.filter(kind="CaseOpened").count() == 1
    assert healthy() == {}


def test_fifty_hands_serve_one_unit_to_those_who_wait(shop_world: ShopWorld) -> None:
    """Fails without the locks of outbounds in allocate_waiting and of levels in levels._locked: each of the two is enough."""
    w = shop_world
    ids = [w.world.outbound(("TEA", 1)) for _ in range(3)]
    w.world.stock("TEA", 1)
    place = [(w.world.items["TEA"].id, w.world.east)]
    answers = at_once(*[lambda: stock.allocate_waiting(place, by=BY, at=AT)] * MANY)
    assert [a.done for a in answers if a.done] == [[ids[0]]]
    assert (promised(), w.world.level("TEA")) == (1, (1, 1))
    assert healthy() == {}


def test_a_line_that_waited_is_served_once(shop_world: ShopWorld) -> None:
    """Fails when allocate_waiting trusts the queue it read before the lock."""
    w = shop_world
    id = w.world.outbound(("TEA", 1))
    w.world.stock("TEA", 2)
    place = [(w.world.items["TEA"].id, w.world.east)]
    first, second = overtaken(*[lambda: stock.allocate_waiting(place, by=BY, at=AT)] * 2)
    assert (first.done, second.done) == ([id], [])
    assert (promised(), w.world.level("TEA")) == (1, (2, 1))
    assert healthy() == {}


def test_every_path_at_once_for_one_unit(shop_world: ShopWorld) -> None:
    """Fails without FOR UPDATE in levels._locked."""
    w = shop_world
    world = w.world
    waiting = world.outbound(("TEA", 1))
    world.stock("TEA", 1)
    tea = world.items["TEA"].id
    new = NewTransfer(world.east, world.south, world.owner, world.entity.id, TODAY, [(tea, D(1))])
    id = w.send(("TEA", 1, "10.00"))
    oms.audit([id], by=BY, at=AT)
    paths: Sequence[Callable[[], Any]] = [
        lambda: stock.plan_outbounds([sale(w, ("TEA", 1))], by=BY, at=AT),
        lambda: stock.transfer([new], by=BY, at=AT),
        lambda: stock.allocate_waiting([(tea, world.east)], by=BY, at=AT),
        lambda: stock.reserve_now([Reservation("k", world.east, world.owner, [(tea, D(1))])], by=BY, at=AT),
        lambda: oms.allocate([id], by=BY, at=AT),
    ]
    at_once(*(path for path in paths for _ in range(10)))
    assert (promised(), world.level("TEA")) == (1, (1, 1))
    assert OutboundLine.objects.filter(outbound__root_id=id).count() == 1
    assert OutboundLine.objects.get(outbound=waiting).qty == 1
    assert healthy() == {}


def test_kits_and_single_sales_share_a_component(shop_world: ShopWorld) -> None:
    """Fails without FOR UPDATE in LevelBook.lock_existing: GIFT takes one TEA and two CUPs, another line takes CUPs."""
    w = shop_world
    w.world.stock("TEA", 100)
    w.world.stock("CUP", 7)
    ids = [w.send(("GIFT", 1, "99.99"), ("CUP", 1, "10.00"), id=f"K{n}", address=address(n)) for n in range(10)]
    oms.audit(ids, by=BY, at=AT)

    def one(id: int) -> Callable[[], Any]:
        return lambda: oms.allocate([id], by=BY, at=AT)

    at_once(*(one(id) for id in ids))
    cup = w.world.items["CUP"].id
    assert sum(OutboundLine.objects.filter(item=cup).values_list("allocated", flat=True)) == 7
    assert w.world.level("CUP") == (7, 7)
    assert healthy() == {}


def test_one_order_allocated_eight_times_at_once_is_planned_once(shop_world: ShopWorld) -> None:
    """Fails without locks.lock("oms_order", …) in allocate."""
    w = shop_world
    w.world.stock("TEA", 10)
    id = w.send(("TEA", 2, "10.00"))
    oms.audit([id], by=BY, at=AT)
    answers = at_once(*[lambda: oms.allocate([id], by=BY, at=AT)] * 8)
    assert sorted(len(a.done) for a in answers) == [0] * 7 + [1]
    assert (Outbound.objects.count(), w.world.level("TEA")) == (1, (10, 2))
    assert healthy() == {}


# The same order from many sides.


def test_eight_versions_of_one_order_at_once_make_one_order_of_the_newest(shop_world: ShopWorld) -> None:
    """Fails when intake._insert does not look again after a race (without after_races), or without FOR UPDATE in
    intake._change."""
    w = shop_world

    def version(n: int) -> Callable[[], Any]:
        return lambda: w.send(("TEA", n, "10.00"), version=AT + timedelta(minutes=n))

    ids = at_once(*(version(n) for n in range(1, 9)))
    order = Order.objects.get()
    assert set(ids) == {order.id}
    assert (order.version, order.total) == (AT + timedelta(minutes=8), D("80.00"))
    assert OrderLine.objects.get().qty == 8
    assert RawOrder.objects.count() == 8
    assert healthy() == {}


def test_one_message_eight_times_at_once_is_one_message(shop_world: ShopWorld) -> None:
    """Fails when intake._store_raw does not look again after a race (without after_races)."""
    w = shop_world
    ids = at_once(*[lambda: w.send(("TEA", 1, "10.00"))] * 8)
    assert set(ids) == {Order.objects.get().id}
    assert (RawOrder.objects.count(), Event.objects.filter(kind="OrderCaptured").count()) == (1, 1)


def test_a_number_that_is_taken_refuses_the_order_and_does_not_try_for_ever(shop_world: ShopWorld) -> None:
    """Fails when intake looks again without end (after_races without MOST_RACES): then the test's time is over."""
    w = shop_world
    w.send(("TEA", 1, "10.00"), id="A1")
    NumberBlock.objects.filter(scope__startswith="SO").update(last=0)  # as after a restore by hand
    with pytest.raises(IntegrityError, match=r"\(number\)=\(SO"):
        w.send(("TEA", 1, "10.00"), id="A2", address=address(1))
    assert (Order.objects.count(), RawOrder.objects.count()) == (1, 1)
