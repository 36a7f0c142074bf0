"""Receipts: how much more may come, what can be taken back, and what travels between warehouses."""

from decimal import Decimal

import pytest

from tests.world import AT, BY, TODAY, World
from yunhe.stock import commands as stock
from yunhe.stock.commands.adjust import Adjustment
from yunhe.stock.commands.inbound import Expected, NewInbound
from yunhe.stock.commands.moving import BinMove, NewTransfer
from yunhe.stock.commands.receiving import Received
from yunhe.stock.models import BinLevel, Inbound, InboundLine, Receipt, ReceiptLine

D = Decimal


def expect(w: World, qty: int, tolerance: str = "0", item: str = "TEA") -> tuple[int, int]:
    """(inbound, its line)."""
    line = Expected(w.items[item].id, D(qty), over_tolerance=D(tolerance))
    (id,) = stock.expect([NewInbound("purchase", w.east, w.owner, w.entity.id, TODAY, [line])], by=BY, at=AT).done
    return id, InboundLine.objects.get(inbound=id).id


def receive(line: int, qty: int, **more: object) -> str:
    """The reason's code, empty when the goods came in."""
    outcome = stock.receive([Received(line, D(qty), **more)], by=BY, at=AT)  # type: ignore[arg-type]
    return "".join(reason.code for reason in outcome.refused.values())


def state(inbound: int) -> str:
    return str(Inbound.objects.get(id=inbound).state)


def test_an_excess_within_the_tolerance_comes_in_without_a_word(world: World) -> None:
    inbound, line = expect(world, 100, "0.05")
    assert (receive(line, 60), state(inbound)) == ("", "part_received")
    assert (receive(line, 45), state(inbound)) == ("", "received")
    assert world.level("TEA") == (D(105), D(0))


def test_an_excess_beyond_the_tolerance_needs_a_cause(world: World) -> None:
    inbound, line = expect(world, 100, "0.05")
    refusal = stock.receive([Received(line, D(106))], by=BY, at=AT).refused[line]
    assert (refusal.code, refusal.figures) == ("too_much", {"qty": D(106), "open": D(105)})
    assert (state(inbound), world.level("TEA")) == ("expected", (D(0), D(0)))
    assert receive(line, 106, cause="supplier_gift") == ""
    assert ReceiptLine.objects.get().cause == "supplier_gift"


def test_two_rows_of_a_line_count_together(world: World) -> None:
    _, line = expect(world, 10)
    outcome = stock.receive([Received(line, D(7)), Received(line, D(4))], by=BY, at=AT)
    assert outcome.refused[line].figures == {"qty": D(4), "open": D(3)}
    assert world.level("TEA") == (D(7), D(0))


@pytest.mark.parametrize(("item", "qty", "code"), [("TEA", 0, "nothing"), ("MILK", 1, "no_lot")])
def test_what_cannot_be_a_receipt_is_refused(world: World, item: str, qty: int, code: str) -> None:
    _, line = expect(world, 10, item=item)
    assert receive(line, qty) == code


def test_goods_come_into_a_bin_of_their_own_warehouse(world: World) -> None:
    _, line = expect(world, 10)
    assert receive(line, 1, bin=world.bin("main", world.south)) == "foreign_bin"
    (id,) = stock.expect(
        [NewInbound("other", world.east, world.owner, world.entity.id, TODAY, [Expected(world.items["TEA"].id, D(2))])],
        by=BY,
        at=AT,
    ).done
    assert receive(InboundLine.objects.get(inbound=id).id, 2, bin=world.bin("main")) == ""
    place = BinLevel.objects.get(bin=world.bin("main"))
    row = BinMove(place.id, world.bin("main", world.south), D(1))
    assert stock.move_bins([row], by=BY, at=AT).refused[0].code == "foreign_bin"


def test_a_receipt_is_taken_back_once_while_its_goods_lie_there(world: World) -> None:
    inbound, line = expect(world, 10)
    receive(line, 4)
    receive(line, 6)
    first, second = Receipt.objects.order_by("id").values_list("id", flat=True)
    assert stock.reverse_receipts([first, first], by=BY, at=AT).done == [first]
    assert (state(inbound), world.level("TEA")) == ("part_received", (D(6), D(0)))
    assert stock.reverse_receipts([first, 999_999], by=BY, at=AT).refused.keys() == {first, 999_999}
    assert stock.reverse_receipts([second], by=BY, at=AT).done == [second]
    assert (state(inbound), world.level("TEA")) == ("arrived", (D(0), D(0)))


def test_goods_that_were_moved_on_or_promised_stay(world: World) -> None:
    _, line = expect(world, 10)
    receive(line, 4)
    receipt = Receipt.objects.get().id
    place = BinLevel.objects.get(bin=world.bin("receive"))
    stock.move_bins([BinMove(place.id, world.bin("main"), D(1))], by=BY, at=AT)
    assert stock.reverse_receipts([receipt], by=BY, at=AT).refused[receipt].code == "moved_on"
    back = BinLevel.objects.get(bin=world.bin("main"))
    stock.move_bins([BinMove(back.id, world.bin("receive"), D(1))], by=BY, at=AT)
    id = world.outbound(("TEA", 1))
    assert stock.reverse_receipts([receipt], by=BY, at=AT).refused[receipt].code == "promised"
    stock.cancel_outbounds([id], by=BY, at=AT)
    assert stock.reverse_receipts([receipt], by=BY, at=AT).done == [receipt]


def test_two_receipts_do_not_count_on_the_same_goods(world: World) -> None:
    _, line = expect(world, 10)
    receive(line, 4)
    receive(line, 6)
    place = BinLevel.objects.get(bin=world.bin("receive"))
    stock.adjust([Adjustment(place.item_id, world.east, place.bin_id, world.owner, D(-5), "count")], by=BY, at=AT)
    first, second = Receipt.objects.order_by("id").values_list("id", flat=True)
    outcome = stock.reverse_receipts([first, second], by=BY, at=AT)
    assert (outcome.done, outcome.refused[second].code) == ([first], "moved_on")


def send(w: World, qty: int) -> tuple[int, int]:
    """A transfer of teas from east to south; (outbound, inbound line)."""
    new = NewTransfer(w.east, w.south, w.owner, w.entity.id, TODAY, [(w.items["TEA"].id, D(qty))])
    outcome = stock.transfer([new], by=BY, at=AT)
    (id,) = outcome.done
    return id, InboundLine.objects.get(inbound=outcome.made[id]).id


def where(w: World) -> list[Decimal]:
    return [w.level("TEA", place)[0] for place in (w.east, w.transit, w.south)]


def test_only_what_left_can_arrive(world: World) -> None:
    world.stock("TEA", 10)
    id, line = send(world, 6)
    refusal = stock.receive([Received(line, D(1))], by=BY, at=AT).refused[line]
    assert (refusal.code, refusal.figures) == ("not_on_the_way", {"qty": D(0), "item": "TEA"})
    stock.ship_whole([id], by=BY, at=AT)
    assert receive(line, 7, cause="more") == "not_on_the_way"
    assert (receive(line, 6), where(world)) == ("", [D(4), D(0), D(6)])


def test_a_reversed_arrival_is_on_the_way_again(world: World) -> None:
    world.stock("TEA", 10)
    id, line = send(world, 6)
    stock.ship_whole([id], by=BY, at=AT)
    receive(line, 6)
    receipt = Receipt.objects.latest("id").id
    assert stock.reverse_receipts([receipt], by=BY, at=AT).done == [receipt]
    assert where(world) == [D(4), D(6), D(0)]
    assert (receive(line, 6), where(world)) == ("", [D(4), D(0), D(6)])
