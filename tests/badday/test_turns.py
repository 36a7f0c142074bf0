"""Goods for one, and many who are equally urgent: who must ship sooner is served, then who came first.

Each test names the mutation that makes it fail.
"""

from datetime import timedelta
from decimal import Decimal

import pytest

from tests.badday.stories import address
from tests.oms.conftest import ShopWorld
from tests.world import AT, BY
from yunhe.oms import commands as oms
from yunhe.oms.models import OrderLine
from yunhe.stock import commands as stock
from yunhe.stock.models import OutboundLine

SOON, LATE = AT + timedelta(hours=8), AT + timedelta(hours=30)
TURNS = [(5, LATE), (5, SOON), (5, SOON), (9, AT)]  # priority and latest dispatch of four in the order of their coming
SERVED = [1, 2, 0, 3]


@pytest.mark.parametrize("pieces", [1, 2, 3])
def test_orders_of_one_priority_get_goods_by_dispatch_and_age(pieces: int, shop_world: ShopWorld) -> None:
    """Fails when HEADS in oms.sourcing sorts without ship_by, or by id downwards."""
    w = shop_world
    w.world.stock("TEA", pieces)
    ids = [
        w.send(("TEA", 1, "10.00"), id=f"T{n}", address=address(n), priority=priority, ship_by=by)
        for n, (priority, by) in enumerate(TURNS)
    ]
    oms.audit(ids, by=BY, at=AT)
    oms.allocate(ids[::-1], by=BY, at=AT)
    short = dict(OrderLine.objects.values_list("order_id", "short"))
    assert [n for n in SERVED if not short[ids[n]]] == SERVED[:pieces]


@pytest.mark.parametrize("pieces", [1, 2, 3])
def test_outbounds_that_wait_equally_are_served_by_dispatch_and_age(pieces: int, shop_world: ShopWorld) -> None:
    """Fails when _queue in stock.commands.waiting sorts without ship_by, or by line downwards."""
    world = shop_world.world
    ids = [world.outbound(("TEA", 1), priority=priority, ship_by=by) for priority, by in TURNS]
    world.stock("TEA", pieces)
    assert stock.allocate_waiting([(world.items["TEA"].id, world.east)], by=BY, at=AT).done == [
        ids[n] for n in SERVED[:pieces]
    ]
    got = dict(OutboundLine.objects.values_list("outbound_id", "allocated"))
    assert got == {id: Decimal(id in [ids[n] for n in SERVED[:pieces]]) for id in ids}
