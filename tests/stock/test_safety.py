"""The safety stock is watched: below it the buyer hears once, and once when it has recovered."""

from decimal import Decimal

from tests.erp.finance.books import recorded
from tests.world import AT, BY, World
from yunhe.kernel.models import Event
from yunhe.stock import commands as stock
from yunhe.stock.handlers import watch_safety
from yunhe.stock.models import Policy

D = Decimal
HEARD = ("OutboundPlanned", "OutboundCancelled", "GoodsReceived", "StockAdjusted")


def told() -> list[tuple[str, str | None]]:
    watch_safety(recorded(HEARD), by=BY, at=AT)
    rows = Event.objects.filter(kind__in=("LevelBelowSafety", "LevelRecovered")).order_by("id")
    return [(e.kind, e.payload.get("available")) for e in rows]


def test_it_is_said_once_each_way(world: World) -> None:
    Policy.objects.create(item=world.items["TEA"], warehouse_id=world.east, safety=5)
    world.stock("TEA", 8)
    assert told() == []
    first = world.outbound(("TEA", 4))
    assert told() == [("LevelBelowSafety", "4.000000")]
    second = world.outbound(("TEA", 1))
    assert told() == [("LevelBelowSafety", "4.000000")], "still below: said already"
    stock.cancel_outbounds([first, second], by=BY, at=AT)
    assert told() == [("LevelBelowSafety", "4.000000"), ("LevelRecovered", None)]


def test_what_is_exactly_the_safety_stock_is_enough(world: World) -> None:
    Policy.objects.create(item=world.items["TEA"], warehouse_id=world.east, safety=5)
    world.stock("TEA", 5)
    assert told() == []


def test_another_grade_is_no_safety(world: World) -> None:
    Policy.objects.create(item=world.items["TEA"], warehouse_id=world.east, safety=5)
    world.stock("CUP", 9)
    world.stock("TEA", 4)
    assert told() == [("LevelBelowSafety", "4.000000")]
