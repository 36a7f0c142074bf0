"""Promises: expected goods pegged to waiting lines; first promised, first served."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from tests.world import AT, BY, TODAY, World
from yunhe.kernel.models import Case, Event
from yunhe.stock import commands as stock
from yunhe.stock.commands.adjust import Adjustment
from yunhe.stock.commands.inbound import Expected, NewInbound
from yunhe.stock.commands.receiving import Received
from yunhe.stock.models import InboundLine, OutboundLine, Promise
from yunhe.stock.promising import promise

D = Decimal
LATER = date(2026, 12, 5)


def expect(w: World, qty: int, due: date = LATER) -> int:
    """Teas that a supplier sends to east, and who waits is told; the inbound's id."""
    new = NewInbound("purchase", w.east, w.owner, w.entity.id, due, [Expected(w.items["TEA"].id, D(qty))])
    (id,) = stock.expect([new], by=BY, at=AT).done
    peg(w)
    return int(id)


def peg(w: World, at: datetime = AT) -> int:
    return promise([w.items["TEA"].id], [w.east], by=BY, at=at)


def receive(inbound: int, qty: int, grade: str = "") -> None:
    line = InboundLine.objects.get(inbound=inbound).id
    assert not stock.receive([Received(line, D(qty), grade=grade)], by=BY, at=AT).refused


def serve(w: World) -> list[int]:
    return stock.allocate_waiting([(w.items["TEA"].id, w.east)], by=BY, at=AT).done


def promised() -> list[tuple[int, Decimal, str]]:
    """(outbound, quantity, state), oldest first."""
    rows = Promise.objects.order_by("id").values_list("outbound_line__outbound_id", "qty", "state")
    return list(rows)


def allocated() -> dict[int, Decimal]:
    return dict(OutboundLine.objects.values_list("outbound_id", "allocated"))


def test_first_promised_is_first_served_even_before_a_more_urgent_one(world: World) -> None:
    first = world.outbound(("TEA", 3), priority=5)
    inbound = expect(world, 4)
    urgent = world.outbound(("TEA", 3), priority=1)
    assert peg(world, AT + timedelta(hours=1)) == 1
    assert promised() == [(first, D(3), "open"), (urgent, D(1), "open")]
    receive(inbound, 4)
    assert serve(world) == [first, urgent]
    assert allocated() == {first: D(3), urgent: D(1)}
    assert promised() == [(first, D(3), "kept"), (urgent, D(1), "kept")]


def test_without_a_promise_the_more_urgent_one_is_served(world: World) -> None:
    patient, urgent = world.outbound(("TEA", 3), priority=5), world.outbound(("TEA", 3), priority=1)
    world.stock("TEA", 4)
    assert serve(world) == [urgent, patient]
    assert allocated() == {patient: D(1), urgent: D(3)}


def test_a_promise_is_kept_in_part_soonest_due_first(world: World) -> None:
    id = world.outbound(("TEA", 5))
    early = expect(world, 2, TODAY)
    expect(world, 9, LATER)
    assert promised() == [(id, D(2), "open"), (id, D(3), "open")]
    receive(early, 2)
    world.stock("TEA", 1)
    assert serve(world) == [id]
    assert promised() == [(id, D(2), "kept"), (id, D(2), "open")]
    assert peg(world) == 0, "what lacks is promised already"


def test_goods_that_will_not_come_break_promises_and_open_a_case(world: World) -> None:
    id = world.outbound(("TEA", 5), root=77)
    inbound = expect(world, 2)
    assert stock.cancel_inbounds([inbound], by=BY, at=AT).done == [inbound]
    assert promised() == [(id, D(2), "broken")]
    assert list(Case.objects.values_list("type", "subject_kind", "subject_id", "root_id")) == [
        ("promise_broken", "outbound", id, 77)
    ]
    broken = Event.objects.get(kind="PromiseBroken")
    assert (broken.subject_id, broken.payload["lines"][0]["qty"]) == (id, "2.000000")
    expect(world, 9)
    assert promised() == [(id, D(2), "broken"), (id, D(5), "open")]


def test_an_inbound_that_came_is_not_cancelled(world: World) -> None:
    inbound = expect(world, 2)
    receive(inbound, 1)
    assert stock.cancel_inbounds([inbound], by=BY, at=AT).refused[inbound].code == "wrong_state"
    assert stock.close_inbounds([inbound], by=BY, at=AT).done == [inbound]
    assert InboundLine.objects.get(inbound=inbound).inbound.state == "closed_short"


def test_a_promise_does_not_outlive_the_inbound_whose_goods_came_broken(world: World) -> None:
    id = world.outbound(("TEA", 2))
    inbound = expect(world, 2)
    receive(inbound, 2, grade="damaged")
    assert serve(world) == []
    assert stock.close_inbounds([inbound], by=BY, at=AT).done == [inbound]
    assert promised() == [(id, D(2), "broken")]


def test_promises_are_due_when_the_goods_are(world: World) -> None:
    world.outbound(("TEA", 5))
    inbound = expect(world, 9)
    gone = expect(world, 1)
    stock.cancel_inbounds([gone], by=BY, at=AT)
    day = date(2026, 12, 24)
    outcome = stock.change_due({inbound: day, gone: day, 999_999: day}, by=BY, at=AT)
    assert (outcome.done, {id: r.code for id, r in outcome.refused.items()}) == (
        [inbound],
        {gone: "wrong_state", 999_999: "not_found"},
    )
    assert list(Promise.objects.values_list("due", flat=True)) == [day]


def test_a_cancelled_outbound_leaves_what_was_promised_to_others(world: World) -> None:
    first = world.outbound(("TEA", 3))
    expect(world, 3)
    second = world.outbound(("TEA", 3))
    stock.cancel_outbounds([first], by=BY, at=AT)
    assert peg(world) == 1
    assert promised() == [(first, D(3), "broken"), (second, D(3), "open")]


def test_a_split_takes_the_promise_along_with_what_is_short(world: World) -> None:
    world.stock("TEA", 4)
    id = world.outbound(("TEA", 9))
    expect(world, 2, TODAY)
    expect(world, 3, LATER)
    line = OutboundLine.objects.get(outbound=id).id
    child = stock.split_outbounds({line: D(4)}, by=BY, at=AT).made[id]
    assert sorted(promised()) == [(id, D(1), "open"), (child, D(1), "open"), (child, D(3), "open")]
    rest = OutboundLine.objects.get(id=line)
    assert (rest.qty, rest.allocated) == (D(5), D(4))
    grandchild = stock.split_outbounds({line: D(1)}, by=BY, at=AT).made[id]
    assert sorted(promised()) == [(child, D(1), "open"), (child, D(3), "open"), (grandchild, D(1), "open")]


def test_lost_goods_are_promised_anew(world: World) -> None:
    world.stock("TEA", 5)
    id = world.outbound(("TEA", 5))
    expect(world, 9)
    assert promised() == []
    row = Adjustment(world.items["TEA"].id, world.east, world.bin("main"), world.owner, D(-2), "count")
    stock.adjust([row], by=BY, at=AT)
    assert peg(world) == 1
    assert promised() == [(id, D(2), "open")]
