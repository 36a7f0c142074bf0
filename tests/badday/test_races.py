"""Many hands at one thing: nothing is promised twice, nothing is lost, and the doctor finds nothing afterwards.

Each test names the mutation that makes it fail.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from tests.badday.racing import at_once, overtaken
from tests.oms.conftest import ShopWorld
from tests.world import AT, BY, TODAY
from yunhe.insight.doctor import examine
from yunhe.kernel.models import Case, Event
from yunhe.oms import commands as oms
from yunhe.oms.commands.refunds import NewRefund
from yunhe.oms.models import Order, OrderLine, RawOrder, Refund
from yunhe.stock import commands as stock
from yunhe.stock.bindings import bound_to
from yunhe.stock.commands.holds import Reservation
from yunhe.stock.commands.moving import NewTransfer
from yunhe.stock.commands.picking import Pick
from yunhe.stock.models import Allocation, Binding, Hold, Outbound, OutboundLine
from yunhe.stock.outbounds import NewLine, NewOutbound

D = Decimal
MANY = 50


def healthy() -> dict[str, Any]:
    """What the doctor finds; empty when all is well."""
    return {finding.name: finding.rows for finding in examine() if not finding.holds}


def promised() -> Decimal:
    return sum(Allocation.objects.filter(closed_seq=None).values_list("qty", flat=True), D(0))


def sale(w: ShopWorld, *lines: tuple[str, int]) -> NewOutbound:
    world = w.world
    return NewOutbound(
        "sale", world.east, world.owner, world.entity.id, [NewLine(world.items[item].id, D(qty)) for item, qty in lines]
    )


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
            id = w.send(("TEA", 1, "10.00"), id=f"A{n}", address=_address(n))
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
    """Fails without FOR UPDATE in levels._locked, and when allocate_waiting trusts the queue it read before the lock."""
    w = shop_world
    ids = [w.world.outbound(("TEA", 1)) for _ in range(3)]
    w.world.stock("TEA", 1)
    place = [(w.world.items["TEA"].id, w.world.east)]
    answers = at_once(*[lambda: stock.allocate_waiting(place, by=BY, at=AT)] * MANY)
    assert [a.done for a in answers if a.done] == [[ids[0]]]
    assert (promised(), w.world.level("TEA")) == (1, (1, 1))
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
    ids = [w.send(("GIFT", 1, "99.99"), ("CUP", 1, "10.00"), id=f"K{n}", address=_address(n)) for n in range(10)]
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
    """Fails without ON CONFLICT (shop_id, external_id) in intake._insert, or without FOR UPDATE in intake._change."""
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
    """Fails without ON CONFLICT in intake._store_raw."""
    w = shop_world
    ids = at_once(*[lambda: w.send(("TEA", 1, "10.00"))] * 8)
    assert set(ids) == {Order.objects.get().id}
    assert (RawOrder.objects.count(), Event.objects.filter(kind="OrderCaptured").count()) == (1, 1)


# One overtakes the other.


def test_released_twice_is_bound_once(shop_world: ShopWorld) -> None:
    """Fails when release reads the state from the snapshot of the statement that waited for the lock."""
    w = shop_world
    w.world.stock("TEA", 10)
    id = w.world.outbound(("TEA", 2))
    first, second = overtaken(lambda: stock.release([id], by=BY, at=AT), lambda: stock.release([id], by=BY, at=AT))
    assert (first.done, second.refused[id].code) == ([id], "wrong_state")
    assert Binding.objects.get().qty == 2
    assert healthy() == {}


def test_two_scanners_pick_from_one_binding(shop_world: ShopWorld) -> None:
    """Fails when pick trusts the binding it read before the lock."""
    w = shop_world
    w.world.stock("TEA", 10)
    id = w.world.outbound(("TEA", 3))
    stock.release([id], by=BY, at=AT)
    (b,) = bound_to([id])

    def one() -> Any:
        return stock.pick([Pick(b.id, D(2))], by=BY, at=AT)

    first, second = overtaken(one, one)
    assert (first.done, second.refused[b.id].code) == ([b.id], "over_pick")
    assert (Binding.objects.get().picked, OutboundLine.objects.get().picked) == (2, 2)
    assert healthy() == {}


def test_what_was_picked_is_not_missing(shop_world: ShopWorld) -> None:
    """Fails when short_pick trusts the binding it read before the lock."""
    w = shop_world
    w.world.stock("TEA", 10)
    id = w.world.outbound(("TEA", 3))
    stock.release([id], by=BY, at=AT)
    (b,) = bound_to([id])
    _, missing = overtaken(
        lambda: stock.pick([Pick(b.id, D(2))], by=BY, at=AT),
        lambda: stock.short_pick([Pick(b.id, D(2))], by=BY, at=AT),
    )
    assert (missing.done, missing.refused[b.id].code) == ([], "over_pick")
    assert w.world.level("TEA") == (10, 3)
    assert healthy() == {}


def test_an_order_that_is_being_released_is_not_cancelled_behind_the_warehouse(shop_world: ShopWorld) -> None:
    """Fails when cancel_orders reads the outbounds' states without locking them."""
    w = shop_world
    w.world.stock("TEA", 10)
    id = w.send(("TEA", 2, "10.00"))
    oms.audit([id], by=BY, at=AT)
    (outbound,) = oms.allocate([id], by=BY, at=AT).made[id]
    _, cancelled = overtaken(
        lambda: stock.release([outbound], by=BY, at=AT), lambda: oms.cancel_orders([id], by=BY, at=AT)
    )
    assert cancelled.made == {id: "asked"}
    assert Outbound.objects.get(id=outbound).recall_requested
    assert w.order(id).state == "audited"
    w.run()
    assert (w.order(id).state, Outbound.objects.get(id=outbound).state) == ("cancelled", "cancelled")
    assert w.world.level("TEA") == (10, 0)
    assert healthy() == {}


def test_an_order_that_ships_is_not_asked_back(shop_world: ShopWorld) -> None:
    """Fails when cancel_orders reads the outbounds' states without locking them."""
    w = shop_world
    id, outbound = _packed(w)
    _, cancelled = overtaken(
        lambda: stock.ship([outbound], by=BY, at=AT), lambda: oms.cancel_orders([id], by=BY, at=AT)
    )
    assert (cancelled.done, cancelled.refused[id].code) == ([], "shipped")
    assert w.order(id).cancel_asked_at is None
    assert healthy() == {}


def test_a_recall_that_came_first_stops_the_ship_scan(shop_world: ShopWorld) -> None:
    """Fails without locks.lock in shipping._not_recalled."""
    w = shop_world
    _, outbound = _packed(w)
    _, shipped = overtaken(
        lambda: stock.request_recall([outbound], by=BY, at=AT), lambda: stock.ship([outbound], by=BY, at=AT)
    )
    assert (shipped.done, shipped.refused[outbound].code) == ([], "recall_requested")
    assert w.world.level("TEA") == (10, 2)
    assert healthy() == {}


def test_a_ship_scan_that_came_first_refuses_the_recall(shop_world: ShopWorld) -> None:
    """Fails without locks.lock in request_recall."""
    w = shop_world
    _, outbound = _packed(w)
    _, recalled = overtaken(
        lambda: stock.ship([outbound], by=BY, at=AT), lambda: stock.request_recall([outbound], by=BY, at=AT)
    )
    assert (recalled.done, recalled.refused[outbound].code) == ([], "left_already")
    assert not Outbound.objects.get(id=outbound).recall_requested
    assert w.world.level("TEA") == (8, 0)
    assert healthy() == {}


def test_given_back_or_released_but_not_both(shop_world: ShopWorld) -> None:
    """Fails when deallocate reads the outbounds' states without locking them."""
    w = shop_world
    w.world.stock("TEA", 10)
    id = w.send(("TEA", 2, "10.00"))
    oms.audit([id], by=BY, at=AT)
    (outbound,) = oms.allocate([id], by=BY, at=AT).made[id]
    _, given = overtaken(lambda: stock.release([outbound], by=BY, at=AT), lambda: oms.deallocate([id], by=BY, at=AT))
    assert (given.done, given.refused[id].code) == ([], "released")
    assert Event.objects.filter(kind="OrderDeallocated").count() == 0


def test_progress_is_what_was_committed_last(shop_world: ShopWorld) -> None:
    """Fails when progress computes before it holds the orders' locks."""
    w = shop_world
    w.world.stock("TEA", 10)
    id = w.send(("TEA", 2, "10.00"))
    oms.audit([id], by=BY, at=AT)
    overtaken(lambda: oms.allocate([id], by=BY, at=AT), lambda: oms.progress([id], by=BY, at=AT))
    assert w.order(id).progress == "allocated"


def test_two_parts_of_a_line_are_both_cancelled(shop_world: ShopWorld) -> None:
    """Fails when cancel_lines reads the lines before it locks their orders."""
    w = shop_world
    id = w.send(("TEA", 3, "10.00"))
    line = OrderLine.objects.get(order=id).id

    def part(qty: int) -> Callable[[], Any]:
        return lambda: oms.cancel_lines({line: D(qty)}, by=BY, at=AT)

    _, second = overtaken(part(1), part(1))
    assert (second.done, OrderLine.objects.get(id=line).cancelled) == ([line], 2)
    _, third = overtaken(part(1), part(1))
    assert third.refused[line].code in ("bad_quantity", "wrong_state")


def test_a_change_and_an_audit_at_once(shop_world: ShopWorld) -> None:
    """Fails without the lock in audit: what is audited is what was judged."""
    w = shop_world
    id = w.send(("TEA", 1, "10.00"))
    _, judged = overtaken(
        lambda: w.send(("TEA", 3000, "10.00"), version=AT + timedelta(hours=1)),
        lambda: oms.audit([id], by=BY, at=AT),
    )
    assert (judged.done, judged.refused[id].figures["codes"]) == ([], ["large_amount"])
    assert w.order(id).state == "new"


def test_two_refunds_paid_at_once_refund_the_whole(shop_world: ShopWorld) -> None:
    """Fails when refunds._project_payment sums before it holds the orders' locks."""
    w = shop_world
    id = w.send(("TEA", 1, "10.00"))
    a, b = oms.request_refunds([NewRefund(id, D("4.00"), "late"), NewRefund(id, D("6.00"), "late")], by=BY, at=AT).done
    oms.approve_refunds([a, b], by=BY, at=AT)

    def pay(refund: int) -> Callable[[], Any]:
        return lambda: oms.pay_refunds({refund: "x"}, by=BY, at=AT)

    overtaken(pay(a), pay(b))
    assert set(Refund.objects.values_list("state", flat=True)) == {"paid"}
    assert w.order(id).payment == "refunded"


def _packed(w: ShopWorld) -> tuple[int, int]:
    """An order whose outbound is packed."""
    w.world.stock("TEA", 10)
    id = w.send(("TEA", 2, "10.00"))
    oms.audit([id], by=BY, at=AT)
    (outbound,) = oms.allocate([id], by=BY, at=AT).made[id]
    stock.release([outbound], by=BY, at=AT)
    stock.pick([Pick(b.id, b.qty) for b in bound_to([outbound])], by=BY, at=AT)
    stock.pack([outbound], by=BY, at=AT)
    return id, outbound


def _address(n: int) -> dict[str, str]:
    return {"recipient": f"客户{n}", "phone": f"138{n:08}", "region_code": "310104", "detail": "漕溪北路 88 号"}
