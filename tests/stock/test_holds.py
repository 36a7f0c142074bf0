"""Holds: stock set aside for a checkout, all or nothing, once per key."""

from datetime import timedelta
from decimal import Decimal

from tests.world import AT, BY, World
from yunhe.stock import commands as stock
from yunhe.stock.commands.adjust import Adjustment
from yunhe.stock.commands.holds import Reservation
from yunhe.stock.models import Allocation, Hold

D = Decimal


def wish(w: World, key: str, **lines: int) -> Reservation:
    wanted = [(w.items[item].id, D(qty)) for item, qty in lines.items()]
    return Reservation(key, w.east, w.owner, wanted, expires_at=AT + timedelta(minutes=30))


def test_one_key_holds_once(world: World) -> None:
    world.stock("TEA", 10)
    first = stock.reserve_now([wish(world, "cart1", TEA=4)], by=BY, at=AT)
    again = stock.reserve_now([wish(world, "cart1", TEA=4)], by=BY, at=AT)
    assert first.made == again.made
    assert (again.done, world.level("TEA")) == (["cart1"], (D(10), D(4)))
    both = stock.reserve_now([wish(world, "cart2", TEA=1), wish(world, "cart2", TEA=1)], by=BY, at=AT)
    assert (both.done, world.level("TEA")) == (["cart2"], (D(10), D(5)))


def test_a_refusal_names_what_lacks_and_holds_nothing(world: World) -> None:
    world.stock("TEA", 10)
    world.stock("CUP", 1)
    refusal = stock.reserve_now([wish(world, "cart1", TEA=4, CUP=2)], by=BY, at=AT).refused["cart1"]
    assert (refusal.code, refusal.figures) == ("short", {"free": D(1), "item": world.items["CUP"].id})
    assert (world.level("TEA"), Hold.objects.count()) == ((D(10), D(0)), 0)


def test_what_is_held_is_nobody_elses(world: World) -> None:
    world.stock("TEA", 5)
    hold = stock.reserve_now([wish(world, "cart1", TEA=4)], by=BY, at=AT).made["cart1"]
    world.outbound(("TEA", 3))
    assert world.level("TEA") == (D(5), D(5))
    assert stock.end_holds([hold], by=BY, at=AT).done == [hold]
    assert world.level("TEA") == (D(5), D(1))
    assert Hold.objects.get().ended_at == AT
    stock.end_holds([hold], by=BY, at=AT)
    assert world.level("TEA") == (D(5), D(1))


def test_a_count_beats_a_hold(world: World) -> None:
    world.stock("TEA", 5)
    stock.reserve_now([wish(world, "cart1", TEA=4)], by=BY, at=AT)
    row = Adjustment(world.items["TEA"].id, world.east, world.bin("main"), world.owner, D(-2), "count")
    stock.adjust([row], by=BY, at=AT)
    assert world.level("TEA") == (D(3), D(0))
    assert list(Allocation.objects.values_list("closed_as", flat=True)) == ["lost"]
