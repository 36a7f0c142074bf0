"""Goods that turn out elsewhere while somebody picks: nothing is left hanging."""

from decimal import Decimal

from tests.world import AT, BY, World
from yunhe.stock import commands as stock
from yunhe.stock.bindings import bound_to
from yunhe.stock.commands.adjust import Adjustment
from yunhe.stock.commands.moving import BinMove
from yunhe.stock.commands.picking import Pick
from yunhe.stock.models import BinLevel, Outbound, OutboundLine

D = Decimal


def released(w: World, *lines: tuple[str, int]) -> int:
    id = w.outbound(*lines)
    assert stock.release([id], by=BY, at=AT).done == [id]
    return id


def count(w: World, item: str, qty: int, bin: str = "main") -> str:
    """Correct a bin; the refusal's code."""
    row = Adjustment(w.items[item].id, w.east, w.bin(bin), w.owner, D(qty), "count")
    return "".join(reason.code for reason in stock.adjust([row], by=BY, at=AT).refused.values())


def head(id: int) -> tuple[str, bool]:
    o = Outbound.objects.get(id=id)
    return o.state, o.recall_requested


def test_a_recalled_outbound_whose_goods_are_lost_is_recalled(world: World) -> None:
    world.stock("TEA", 4)
    id = released(world, ("TEA", 4))
    stock.request_recall([id], by=BY, at=AT)
    count(world, "TEA", -1)
    assert head(id) == ("planned", False)
    world.stock("TEA", 1)
    stock.allocate_waiting([(world.items["TEA"].id, world.east)], by=BY, at=AT)
    assert stock.release([id], by=BY, at=AT).done == [id]


def test_unpicking_answers_a_recall(world: World) -> None:
    world.stock("TEA", 4)
    id = released(world, ("TEA", 4))
    stock.start_picking([id], by=BY, at=AT)
    stock.request_recall([id], by=BY, at=AT)
    assert stock.unpick([id], by=BY, at=AT).done == [id]
    assert head(id) == ("planned", False)


def test_when_only_the_lost_goods_were_left_to_pick_the_rest_is_picked(world: World) -> None:
    world.stock("TEA", 4)
    id = released(world, ("TEA", 4))
    (b,) = bound_to([id])
    stock.pick([Pick(b.id, D(3))], by=BY, at=AT)
    assert count(world, "TEA", -1) == ""
    assert head(id) == ("picked", False)
    assert [(line.qty, line.picked) for line in OutboundLine.objects.filter(outbound=id)] == [(D(3), D(3))]
    assert [(line.qty, line.allocated) for line in OutboundLine.objects.filter(outbound__split_from=id)] == [
        (D(1), D(0))
    ]


def test_picked_goods_stay_in_pack_for_their_outbound(world: World) -> None:
    world.stock("TEA", 6)
    id = released(world, ("TEA", 4))
    stock.pick([Pick(b.id, b.qty) for b in bound_to([id])], by=BY, at=AT)
    assert count(world, "TEA", -1, "pack") == "picked"
    place = BinLevel.objects.get(bin=world.bin("pack"))
    row = BinMove(place.id, world.bin("main"), D(1))
    assert stock.move_bins([row], by=BY, at=AT).refused[0].code == "bin_short"
    stock.pack([id], by=BY, at=AT)
    assert stock.ship([id], by=BY, at=AT).done == [id]
    assert world.level("TEA") == (D(2), D(0))


def test_what_nobody_picked_may_leave_pack(world: World) -> None:
    world.stock("TEA", 6, bin=world.bin("pack"))
    assert count(world, "TEA", -1, "pack") == ""
    place = BinLevel.objects.get(bin=world.bin("pack"))
    assert stock.move_bins([BinMove(place.id, world.bin("main"), D(5))], by=BY, at=AT).done == [0]


def test_a_place_that_is_short_twice_in_one_report_is_short_by_the_sum(world: World) -> None:
    world.stock("TEA", 4)
    id = released(world, ("TEA", 4))
    (b,) = bound_to([id])
    stock.pick([Pick(b.id, D(1))], by=BY, at=AT)
    assert stock.short_pick([Pick(b.id, D(1)), Pick(b.id, D(1))], by=BY, at=AT).done == [b.id]
    assert world.level("TEA") == (D(2), D(2))
    refusal = stock.short_pick([Pick(b.id, D(2))], by=BY, at=AT).refused[b.id]
    assert (refusal.code, refusal.figures) == ("over_pick", {"qty": D(2), "left": D(1)})


def test_goods_set_to_another_grade_send_who_waits_for_them_back(world: World) -> None:
    world.stock("TEA", 4)
    id = released(world, ("TEA", 4))
    row = Adjustment(world.items["TEA"].id, world.east, world.bin("main"), world.owner, D(3), "wet", to_grade="damaged")
    assert stock.regrade([row], by=BY, at=AT).done == [0]
    assert head(id) == ("planned", False)
    assert (world.level("TEA"), world.level("TEA", grade="damaged")) == ((D(1), D(1)), (D(3), D(0)))
