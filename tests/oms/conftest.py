"""The shop world: the named world with a shop, standard audit rules, and the loop in one call."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests import world as worlds
from tests.world import AT, BY
from yunhe import loop
from yunhe.kernel.events.pump import drain
from yunhe.kernel.events.subscriptions import register
from yunhe.oms import commands as oms
from yunhe.oms.messages import Message
from yunhe.oms.models import Order, Shop


@dataclass
class ShopWorld:
    """The world with shop T1. `send(…)` takes in an order and returns its id; `run()` lets the loop come to rest."""

    world: worlds.World
    shop: Shop

    def message(self, *lines: tuple[str, int | str, str], id: str = "A1", **fields: Any) -> Message:
        address = {"recipient": "王小明", "phone": "13812345678", "region_code": "310104", "detail": "漕溪北路 88 号"}
        given = {
            "shop": "T1",
            "external_id": id,
            "version": AT,
            "placed_at": AT,
            "lines": [{"sku": sku, "qty": Decimal(qty), "price_incl": Decimal(price)} for sku, qty, price in lines],
            "address": address,
            **fields,
        }
        return Message.model_validate(given)

    def send(self, *lines: tuple[str, int | str, str], **fields: Any) -> int:
        outcome = oms.intake([self.message(*lines, **fields)], by=BY, at=AT)
        assert not outcome.refused, str(outcome.refused)
        return int(outcome.made[0])

    def run(self, at: datetime = AT + timedelta(minutes=1)) -> None:
        drain(loop.SUBSCRIPTIONS, at=at)

    def order(self, id: int) -> Order:
        return Order.objects.get(id=id)


@pytest.fixture
def shop_world(db: str) -> ShopWorld:
    """Committed for real: the loop's handlers run in their own transactions."""
    world = worlds.build()
    shop = Shop.objects.create(
        code="T1",
        name="天猫旗舰店",
        name_en="Tmall flagship",
        channel="taobao",
        entity=world.entity,
        warehouse_id=world.east,
    )
    oms.set_up_audit(by=BY, at=AT)
    register(loop.SUBSCRIPTIONS)
    return ShopWorld(world, shop)


Send = Callable[..., int]
