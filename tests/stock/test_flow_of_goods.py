"""From receipt to shipment, and every way back."""

from datetime import date
from decimal import Decimal

from tests.world import AT, BY, World
from yunhe.kernel.models import Case
from yunhe.stock import commands as stock
from yunhe.stock.bindings import bound_to
from yunhe.stock.commands.adjust import Adjustment
from yunhe.stock.commands.moving import NewTransfer
from yunhe.stock.commands.picking import Pick
from yunhe.stock.commands.receiving import Received
from yunhe.stock.models import Allocation, BinLevel, InboundLine, Lot, Move, Outbound, OutboundLine

D = Decimal


def state(id: int) -> str:
    return str(Outbound.objects.get(id=id).state)


def picks(id: int) -> list[Pick]:
    return [Pick(b.id, b.qty - b.picked) for b in bound_to([id])]


def test_goods_come_in_and_are_promised_picked_packed_and_shipped(world: World) -> None:
    world.stock("TEA", 10)
    id = world.outbound(("TEA", 4))
    assert world.level("TEA") == (D(10), D(4))
    assert stock.release([id], by=BY, at=AT).done == [id]
    assert stock.pick(picks(id), by=BY, at=AT).refused == {}
    assert state(id) == "picked"
    assert stock.pack([id], by=BY, at=AT).done == [id]
    assert stock.ship([id], by=BY, at=AT).done == [id]
    assert world.level("TEA") == (D(6), D(0))
    assert [m.qty for m in Move.objects.order_by("id")] == [D(10), D(4), D(-4), D(-4)], (
        "what comes in stands before what goes out"
    )
    assert set(Allocation.objects.values_list("closed_as", flat=True)) == {"shipped"}
    assert stock.deliver([id], by=BY, at=AT).done == [id]
    assert state(id) == "delivered"


def test_what_is_not_there_is_short_and_waits(world: World) -> None:
    world.stock("TEA", 3)
    id = world.outbound(("TEA", 5))
    assert OutboundLine.objects.get(outbound=id).allocated == D(3)
    assert stock.release([id], by=BY, at=AT).refused[id].code == "short"
    world.stock("TEA", 1)
    stock.allocate_waiting([(world.items["TEA"].id, world.east)], by=BY, at=AT)
    assert OutboundLine.objects.get(outbound=id).allocated == D(4)
    world.stock("TEA", 9)
    stock.allocate_waiting([(world.items["TEA"].id, world.east)], by=BY, at=AT)
    assert world.level("TEA") == (D(13), D(5))
    assert stock.release([id], by=BY, at=AT).done == [id]


def test_first_expired_goes_out_first_and_expired_never(world: World) -> None:
    world.stock("MILK", 5, lot="LATE", expires_on=date(2026, 12, 20))
    world.stock("MILK", 5, lot="SOON", expires_on=date(2026, 11, 25))
    world.stock("MILK", 5, lot="OVER", expires_on=date(2026, 11, 20))
    id = world.outbound(("MILK", 7))
    stock.release([id], by=BY, at=AT)
    lots = {lot.id: lot.code for lot in Lot.objects.all()}
    assert [(lots[b.lot], b.qty) for b in bound_to([id]) if b.lot] == [("SOON", D(5)), ("LATE", D(2))]
    rest = world.outbound(("MILK", 4))
    assert stock.release([rest], by=BY, at=AT).refused[rest].code == "not_in_bins"


def test_a_customer_gets_only_lots_that_live_long_enough_for_him(world: World) -> None:
    world.partners["LI"].min_shelf_days = 20
    world.partners["LI"].save()
    world.stock("MILK", 5, lot="SOON", expires_on=date(2026, 12, 10))
    world.stock("MILK", 5, lot="LATE", expires_on=date(2026, 12, 11))
    choosy = world.outbound(("MILK", 5), partner=world.partners["LI"].id)
    assert stock.release([choosy], by=BY, at=AT).done == [choosy]
    assert [Lot.objects.get(id=b.lot).code for b in bound_to([choosy])] == ["LATE"]
    other = world.outbound(("MILK", 1), partner=world.partners["LI"].id)
    assert stock.release([other], by=BY, at=AT).refused[other].code == "not_in_bins"
    anybody = world.outbound(("MILK", 1))
    assert stock.release([anybody], by=BY, at=AT).done == [anybody]


def test_a_recalled_outbound_comes_back_and_its_goods_too(world: World) -> None:
    world.stock("TEA", 10)
    id = world.outbound(("TEA", 4))
    stock.release([id], by=BY, at=AT)
    stock.pick(picks(id), by=BY, at=AT)
    assert stock.request_recall([id], by=BY, at=AT).done == [id]
    assert stock.pack([id], by=BY, at=AT).refused[id].code == "recall_requested"
    assert stock.answer_recalls([id], by=BY, at=AT).done == [id]
    assert (state(id), world.level("TEA")) == ("planned", (D(10), D(4)))
    assert {b.bin.kind: (b.qty, b.bound) for b in BinLevel.objects.filter(qty__gt=0)} == {
        "main": (D(6), D(0)),
        "receive": (D(4), D(0)),
    }
    assert stock.cancel_outbounds([id], by=BY, at=AT).done == [id]
    assert world.level("TEA") == (D(10), D(0))


def test_a_recall_after_the_ship_scan_is_refused(world: World) -> None:
    world.stock("TEA", 10)
    id = world.outbound(("TEA", 4))
    assert stock.ship_whole([id], by=BY, at=AT).done == [id]
    assert stock.request_recall([id], by=BY, at=AT).refused[id].code == "left_already"


def test_a_short_pick_is_served_from_another_bin(world: World) -> None:
    shelf = stock.add_bins([(world.east, "A-01-1")], by=BY, at=AT).made[world.east, "A-01-1"]
    world.stock("TEA", 4)
    world.stock("TEA", 5, bin=shelf)
    id = world.outbound(("TEA", 4))
    stock.release([id], by=BY, at=AT)
    (b,) = bound_to([id])
    stock.short_pick([Pick(b.id, D(1))], by=BY, at=AT)
    assert world.level("TEA") == (D(8), D(4))
    assert [(b.bin == shelf, b.qty) for b in bound_to([id])] == [(False, D(3)), (True, D(1))]
    assert stock.pick(picks(id), by=BY, at=AT).refused == {}
    assert state(id) == "picked"


def test_a_short_pick_that_nothing_covers_splits_the_outbound(world: World) -> None:
    world.stock("TEA", 4)
    world.stock("CUP", 2)
    id = world.outbound(("TEA", 4), ("CUP", 2))
    stock.release([id], by=BY, at=AT)
    tea, cup = bound_to([id])
    stock.pick([Pick(cup.id, D(2)), Pick(tea.id, D(3))], by=BY, at=AT)
    stock.short_pick([Pick(tea.id, D(1))], by=BY, at=AT)
    assert state(id) == "picked"
    child = Outbound.objects.get(split_from=id)
    assert child.state == "planned"
    assert [(line.qty, line.allocated) for line in child.lines.all()] == [(D(1), D(0))]
    assert [
        (line.qty, line.allocated, line.picked) for line in OutboundLine.objects.filter(outbound=id).order_by("n")
    ] == [
        (D(3), D(3), D(3)),
        (D(2), D(2), D(2)),
    ]
    assert world.level("TEA") == (D(3), D(3))


def test_a_count_beats_promises_and_opens_a_case(world: World) -> None:
    world.stock("TEA", 5)
    first, second = world.outbound(("TEA", 3)), world.outbound(("TEA", 2), priority=7)
    row = Adjustment(world.items["TEA"].id, world.east, world.bin("main"), world.owner, D(-2), "count")
    assert stock.adjust([row], by=BY, at=AT).refused == {}
    assert world.level("TEA") == (D(3), D(3))
    allocated = dict(OutboundLine.objects.values_list("outbound_id", "allocated"))
    assert allocated == {first: D(3), second: D(0)}
    assert list(Case.objects.values_list("type", "subject_id")) == [("allocation_lost", second)]


def test_a_count_of_bound_goods_sends_a_released_outbound_back_to_wait(world: World) -> None:
    world.stock("TEA", 5)
    id = world.outbound(("TEA", 4))
    stock.release([id], by=BY, at=AT)
    row = Adjustment(world.items["TEA"].id, world.east, world.bin("main"), world.owner, D(-3), "count")
    stock.adjust([row], by=BY, at=AT)
    assert (state(id), world.level("TEA")) == ("planned", (D(2), D(2)))
    assert bound_to([id]) == []


def test_an_adjustment_below_nothing_is_refused(world: World) -> None:
    world.stock("TEA", 5)
    row = Adjustment(world.items["TEA"].id, world.east, world.bin("main"), world.owner, D(-6), "count")
    assert stock.adjust([row], by=BY, at=AT).refused[0].code == "bin_short"
    assert world.level("TEA") == (D(5), D(0))


def test_regrading_moves_quantity_between_grades(world: World) -> None:
    world.stock("MILK", 5, lot="A", expires_on=date(2026, 11, 30))
    lot = Lot.objects.get(code="A").id
    row = Adjustment(
        world.items["MILK"].id, world.east, world.bin("main"), world.owner, D(2), "broken", lot, to_grade="damaged"
    )
    assert stock.regrade([row], by=BY, at=AT).done == [0]
    assert (world.level("MILK"), world.level("MILK", grade="damaged")) == ((D(3), D(0)), (D(2), D(0)))


def test_a_transfer_is_on_the_way_until_it_arrives(world: World) -> None:
    world.stock("TEA", 10)
    new = NewTransfer(world.east, world.south, world.owner, world.entity.id, AT.date(), [(world.items["TEA"].id, D(6))])
    outcome = stock.transfer([new], by=BY, at=AT)
    (id,) = outcome.done
    stock.ship_whole([id], by=BY, at=AT)
    assert [world.level("TEA", w)[0] for w in (world.east, world.transit, world.south)] == [D(4), D(6), D(0)]
    line = InboundLine.objects.get(inbound=outcome.made[id]).id
    stock.receive([Received(line, D(6))], by=BY, at=AT)
    assert [world.level("TEA", w)[0] for w in (world.east, world.transit, world.south)] == [D(4), D(0), D(6)]
