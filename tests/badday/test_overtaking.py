"""Two at one order or outbound: who comes second sees what the first has done.

Each test names the mutation that makes it fail.
"""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from tests.badday.racing import overtaken
from tests.badday.stories import healthy, packed
from tests.oms.conftest import ShopWorld
from tests.world import AT, BY
from yunhe.kernel.models import Event
from yunhe.oms import commands as oms
from yunhe.oms.commands.refunds import NewRefund
from yunhe.oms.models import OrderLine, Refund
from yunhe.stock import commands as stock
from yunhe.stock.bindings import bound_to
from yunhe.stock.commands.picking import Pick
from yunhe.stock.models import Binding, Outbound, OutboundLine

D = Decimal
MANY = 50


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
    id, outbound = packed(w)
    _, cancelled = overtaken(
        lambda: stock.ship([outbound], by=BY, at=AT), lambda: oms.cancel_orders([id], by=BY, at=AT)
    )
    assert (cancelled.done, cancelled.refused[id].code) == ([], "shipped")
    assert w.order(id).cancel_asked_at is None
    assert healthy() == {}


def test_a_recall_that_came_first_stops_the_ship_scan(shop_world: ShopWorld) -> None:
    """Fails without locks.lock in shipping._not_recalled."""
    w = shop_world
    _, outbound = packed(w)
    _, shipped = overtaken(
        lambda: stock.request_recall([outbound], by=BY, at=AT), lambda: stock.ship([outbound], by=BY, at=AT)
    )
    assert (shipped.done, shipped.refused[outbound].code) == ([], "recall_requested")
    assert w.world.level("TEA") == (10, 2)
    assert healthy() == {}


def test_a_ship_scan_that_came_first_refuses_the_recall(shop_world: ShopWorld) -> None:
    """Fails without locks.lock in request_recall."""
    w = shop_world
    _, outbound = packed(w)
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
