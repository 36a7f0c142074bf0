"""Replaying the events of any document through its flow gives its stored state."""

from collections import defaultdict
from decimal import Decimal

from django.db import connection

from tests.oms.conftest import ShopWorld
from tests.world import AT, BY
from yunhe.kernel.flow import FLOWS, Flow
from yunhe.oms import commands as oms
from yunhe.oms.commands.returns import NewReturn
from yunhe.oms.models import Hold, OrderLine
from yunhe.stock import commands as stock
from yunhe.stock.bindings import bound_to
from yunhe.stock.commands.inbound import Expected, NewInbound
from yunhe.stock.commands.moving import NewTransfer
from yunhe.stock.commands.picking import Pick
from yunhe.stock.commands.receiving import Received
from yunhe.stock.models import InboundLine, Outbound, Receipt

D = Decimal


def test_a_story_replays(shop_world: ShopWorld) -> None:
    w = shop_world
    w.world.stock("TEA", 12)
    w.world.stock("CUP", 8)
    delivered = order(w, "A1", ("TEA", 2), ("GIFT", 1))
    pick_and_ship(w, delivered)
    stock.deliver(outbounds(delivered), by=BY, at=AT)
    w.run()
    take_back(w, delivered)

    short = order(w, "A2", ("TEA", 9))
    first, *rest = bound_to(outbounds(short))
    stock.pick([Pick(first.id, first.qty - 1), *(Pick(b.id, b.qty) for b in rest)], by=BY, at=AT)
    stock.short_pick([Pick(first.id, D(1))], by=BY, at=AT)
    w.run()

    recalled = order(w, "A3", ("CUP", 2))
    stock.start_picking(outbounds(recalled), by=BY, at=AT)
    oms.cancel_orders([recalled], by=BY, at=AT)
    stock.answer_recalls(outbounds(recalled), by=BY, at=AT)
    w.run()

    held = order(w, "A4", ("NO-SUCH", 1))
    Hold.objects.filter(order=held).update(released_at=AT)
    oms.deallocate([order(w, "A5", ("TEA", 1))], by=BY, at=AT)

    goods_travel(w)
    w.run()
    states = assert_replayed()
    assert states["order"] == {"completed", "audited", "cancelled", "new"}
    assert states["outbound"] >= {"delivered", "picked", "released", "cancelled", "shipped"}
    assert states["inbound"] >= {"received", "arrived", "cancelled", "closed_short"}
    assert states["return"] == {"settled", "withdrawn"}
    assert states["refund"] == {"paid", "failed", "requested"}  # the last one of the order that was cancelled


def order(w: ShopWorld, id: str, *lines: tuple[str, int]) -> int:
    address = {**w.message(("TEA", 1, "1")).address.model_dump(), "phone": f"1390000{id[1:]:>04}"}
    made = w.send(*[(sku, qty, "20.00") for sku, qty in lines], id=id, address=address)
    w.run()
    return made


def outbounds(order: int) -> list[int]:
    return list(Outbound.objects.filter(root_id=order).values_list("id", flat=True))


def pick_and_ship(w: ShopWorld, order: int) -> None:
    ids = outbounds(order)
    picks = [Pick(b.id, b.qty) for b in bound_to(ids)]
    stock.pick(picks, by=BY, at=AT)
    stock.unpick(ids, by=BY, at=AT)
    stock.release(ids, by=BY, at=AT)
    stock.pick([Pick(b.id, b.qty) for b in bound_to(ids)], by=BY, at=AT)
    stock.pack(ids, by=BY, at=AT)
    stock.unpack(ids, by=BY, at=AT)
    stock.pack(ids, by=BY, at=AT)
    assert stock.ship(ids, by=BY, at=AT).done == ids
    w.run()


def take_back(w: ShopWorld, order: int) -> None:
    tea, gift = OrderLine.objects.filter(order=order).order_by("n").values_list("id", flat=True)
    rows = [NewReturn(order, {tea: D(1)}, "x"), NewReturn(order, {gift: D(1)}, "x"), NewReturn(order, {tea: D(1)}, "x")]
    first, second, third = oms.request_returns(rows, by=BY, at=AT).made.values()
    inbounds = oms.approve_returns([first, second, third], by=BY, at=AT).made
    lines = InboundLine.objects.filter(inbound__in=[inbounds[first], inbounds[second]])
    stock.receive([Received(line.id, line.qty) for line in lines], by=BY, at=AT)
    oms.withdraw_returns([third], by=BY, at=AT)
    w.run()
    refunds = oms.settle_returns([first, second], by=BY, at=AT).made
    oms.approve_refunds(list(refunds.values()), by=BY, at=AT)
    oms.pay_refunds({refunds[first]: "P1"}, by=BY, at=AT)
    oms.fail_refunds([refunds[second]], by=BY, at=AT)
    w.run()


def goods_travel(w: ShopWorld) -> None:
    world = w.world
    tea = world.items["TEA"].id
    new = NewInbound("purchase", world.east, world.owner, world.entity.id, AT.date(), [Expected(tea, D(5))])
    whole, part = stock.expect([new, new], by=BY, at=AT).done
    stock.arrive([whole], by=BY, at=AT)
    stock.receive([Received(line, D(3)) for line in _lines(whole, part)], by=BY, at=AT)
    stock.close_inbounds([part], by=BY, at=AT)
    receipt = Receipt.objects.get(inbound=whole).id
    assert stock.reverse_receipts([receipt], by=BY, at=AT).done == [receipt]
    move = NewTransfer(world.east, world.south, world.owner, world.entity.id, AT.date(), [(tea, D(1))])
    (id,) = stock.transfer([move], by=BY, at=AT).done
    assert stock.ship_whole([id], by=BY, at=AT).done == [id]


def _lines(*inbounds: int) -> list[int]:
    return list(InboundLine.objects.filter(inbound__in=inbounds).values_list("id", flat=True))


def assert_replayed() -> dict[str, set[str]]:
    """Every document's events lead through its flow to where it stands. The states seen, by kind."""
    wrong: list[str] = []
    for flow in FLOWS.values():
        told = _told(flow)
        for id, stored in _stored(flow).items():
            try:
                replayed = flow.replay(told[id])
            except ValueError as error:
                replayed = str(error)
            if replayed != stored:
                wrong.append(f"{flow.kind} {id} is {stored}, events say {told[id]}: {replayed}")
    assert wrong == []
    return {flow.kind: set(_stored(flow).values()) for flow in FLOWS.values()}


def _told(flow: Flow) -> dict[int, list[str]]:
    told: defaultdict[int, list[str]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT subject_id, payload ->> 'state' FROM kernel_event
               WHERE subject_kind = %s AND payload ? 'state' ORDER BY id""",
            [flow.kind],
        )
        for id, state in cursor.fetchall():
            told[id].append(state)
    return told


def _stored(flow: Flow) -> dict[int, str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, state FROM {flow.table}")
        return dict(cursor.fetchall())
