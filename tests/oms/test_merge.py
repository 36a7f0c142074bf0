"""Several orders on one outbound, and exactly apart again; an order on several outbounds."""

from decimal import Decimal

import pytest

from tests.oms.conftest import ShopWorld
from tests.world import AT, BY
from yunhe.insight.doctor import examine
from yunhe.oms import commands as oms
from yunhe.oms.models import Fulfilment, Order, OrderLine, Shop
from yunhe.stock import commands as stock
from yunhe.stock.bindings import bound_to
from yunhe.stock.commands.picking import Pick
from yunhe.stock.models import Outbound, OutboundLine

D = Decimal


@pytest.fixture
def desk(shop_world: ShopWorld) -> ShopWorld:
    """A shop whose outbounds wait for a person to release them."""
    Shop.objects.update(auto_release=False)
    shop_world.world.stock("TEA", 10)
    shop_world.world.stock("CUP", 10)
    return shop_world


def order(w: ShopWorld, id: str, *lines: tuple[str, int], phone: str = "13812345678", **fields: object) -> int:
    address = {**w.message(("TEA", 1, "1")).address.model_dump(), "phone": phone}
    made = w.send(*[(sku, qty, "20.00") for sku, qty in lines], id=id, address=address, **fields)
    w.run()
    return made


def on(outbound: int) -> list[tuple[int, str, Decimal, Decimal]]:
    """(order, item, quantity, allocated) by place."""
    rows = OutboundLine.objects.filter(outbound=outbound).order_by("n")
    return list(rows.values_list("fulfilments__order_line__order_id", "item__code", "qty", "allocated"))


def outbound(order: int) -> int:
    """The one living outbound that serves an order."""
    ids = Fulfilment.objects.filter(order_line__order=order).exclude(outbound_line__outbound__state="cancelled")
    (id,) = set(ids.values_list("outbound_line__outbound_id", flat=True))
    return int(id)


def sound() -> None:
    assert [finding for finding in examine() if not finding.holds] == []


def snapshot() -> list[tuple[object, ...]]:
    """What lines and fulfilments say, without the outbounds' own ids."""
    columns = ("id", "qty", "allocated", "amount_incl", "tax", "fulfilments__id", "fulfilments__qty")
    head = ("root_id", "shop_id", "priority", "ship_by", "source_kind", "source_id", "state")
    rows = OutboundLine.objects.order_by("id").values_list(*columns, *(f"outbound__{name}" for name in head))
    return list(rows)


def test_orders_of_one_recipient_travel_together_and_part_exactly(desk: ShopWorld) -> None:
    first, second = order(desk, "A1", ("TEA", 2)), order(desk, "A2", ("GIFT", 1), priority=2)
    before, sources = snapshot(), [outbound(first), outbound(second)]
    assert oms.merge([first, second], by=BY, at=AT).made == {first: sources[0], second: sources[0]}
    desk.run()
    merged = Outbound.objects.get(id=sources[0])
    assert on(merged.id) == [(first, "TEA", D(2), D(2)), (second, "TEA", D(1), D(1)), (second, "CUP", D(2), D(2))]
    assert (merged.root_id, merged.source_kind, merged.priority) == (None, "", 2)
    assert Outbound.objects.get(id=sources[1]).state == "cancelled"
    assert [desk.order(id).progress for id in (first, second)] == ["allocated", "allocated"]
    sound()
    assert list(oms.unmerge([merged.id], by=BY, at=AT).made) == [merged.id]
    desk.run()
    assert snapshot() == before
    assert on(outbound(first)) == [(first, "TEA", D(2), D(2))]
    sound()


def test_a_merged_outbound_ships_for_all_its_orders(desk: ShopWorld) -> None:
    orders = [order(desk, f"A{i}", ("TEA", i)) for i in (1, 2, 3)]
    target = set(oms.merge(orders, by=BY, at=AT).made.values()).pop()
    assert stock.ship_whole([target], by=BY, at=AT).done == [target]
    stock.deliver([target], by=BY, at=AT)
    desk.run()
    assert [desk.order(id).state for id in orders] == ["completed"] * 3
    sound()


def test_who_goes_elsewhere_stays_alone(desk: ShopWorld) -> None:
    first, other = order(desk, "A1", ("TEA", 1)), order(desk, "A2", ("TEA", 2), phone="13900000000")
    held = order(desk, "A3", ("NO-SUCH", 1))
    outcome = oms.merge([first, other, held, 999_999], by=BY, at=AT)
    assert {id: r.code for id, r in outcome.refused.items()} == {
        first: "alone",
        other: "alone",
        held: "wrong_state",
        999_999: "not_found",
    }
    assert (outcome.done, Outbound.objects.filter(state="planned").count()) == ([], 2)
    assert oms.unmerge([outbound(first)], by=BY, at=AT).refused[outbound(first)].code == "not_merged"


def test_cancelling_one_of_them_leaves_the_others(desk: ShopWorld) -> None:
    first, second, third = (order(desk, f"A{i}", ("TEA", i)) for i in (1, 2, 3))
    target = oms.merge([first, second, third], by=BY, at=AT).made[first]
    assert oms.cancel_orders([first], by=BY, at=AT).made == {}
    desk.run()
    assert on(target) == [(second, "TEA", D(2), D(2)), (third, "TEA", D(3), D(3))]
    assert [desk.order(id).state for id in (first, second, third)] == ["cancelled", "audited", "audited"]
    assert desk.world.level("TEA") == (D(10), D(5))
    oms.deallocate([second], by=BY, at=AT)
    assert (on(target), Outbound.objects.get(id=target).root_id) == ([(third, "TEA", D(3), D(3))], third)
    desk.run()
    oms.cancel_orders([third], by=BY, at=AT)
    assert Outbound.objects.get(id=target).state == "cancelled"
    desk.run()
    sound()


def test_cancelling_one_that_is_being_picked_sends_the_others_out_again(desk: ShopWorld) -> None:
    first, second = order(desk, "A1", ("TEA", 2)), order(desk, "A2", ("TEA", 3))
    target = oms.merge([first, second], by=BY, at=AT).made[first]
    Shop.objects.update(auto_release=True)
    stock.release([target], by=BY, at=AT)
    b, *_ = bound_to([target])
    stock.pick([Pick(b.id, b.qty)], by=BY, at=AT)
    assert oms.cancel_orders([first], by=BY, at=AT).made == {first: "asked"}
    desk.run()
    assert desk.order(first).state == "audited", "the warehouse has not answered"
    stock.answer_recalls([target], by=BY, at=AT)
    desk.run()
    assert desk.order(first).state == "cancelled"
    assert (on(target), Outbound.objects.get(id=target).state) == ([(second, "TEA", D(3), D(3))], "released")
    assert desk.world.level("TEA") == (D(10), D(3))
    sound()


def test_an_order_is_split_by_line_a_kit_with_its_parts(desk: ShopWorld) -> None:
    id = order(desk, "A1", ("TEA", 3), ("GIFT", 2))
    tea, gift = OrderLine.objects.filter(order=id).order_by("n").values_list("id", flat=True)
    parent = outbound(id)
    assert oms.split({gift: D(3)}, by=BY, at=AT).refused[gift].code == "not_planned"
    outcome = oms.split({tea: D(1), gift: D(1)}, by=BY, at=AT)
    desk.run()
    child = outcome.made[parent]
    assert on(parent) == [(id, "TEA", D(2), D(2)), (id, "TEA", D(1), D(1)), (id, "CUP", D(2), D(2))]
    assert on(child) == [(id, "TEA", D(1), D(1)), (id, "TEA", D(1), D(1)), (id, "CUP", D(2), D(2))]
    assert sum(OutboundLine.objects.values_list("amount_incl", flat=True)) == Order.objects.get(id=id).total
    sound()


def test_nothing_is_split_that_would_leave_nothing(desk: ShopWorld) -> None:
    id = order(desk, "A1", ("TEA", 3))
    (tea,) = OrderLine.objects.filter(order=id).values_list("id", flat=True)
    assert oms.split({tea: D(3)}, by=BY, at=AT).refused[tea].code == "nothing_left"
