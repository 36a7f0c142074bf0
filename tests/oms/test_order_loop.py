"""An order through the loop, as far as orders and stock go: forwards, short, held, cancelled."""

from datetime import timedelta
from decimal import Decimal

from tests.oms.conftest import ShopWorld
from tests.world import AT, BY
from yunhe.kernel.models import Case, Event
from yunhe.oms import commands as oms
from yunhe.oms.models import Fulfilment, Hold, Order, OrderLine, RawOrder
from yunhe.stock import commands as stock
from yunhe.stock.bindings import bound_to
from yunhe.stock.commands.picking import Pick
from yunhe.stock.models import Outbound, OutboundLine

D = Decimal


def stage(o: Order) -> tuple[str, str]:
    return o.state, o.progress


def test_a_clean_order_is_audited_allocated_and_released_by_itself(shop_world: ShopWorld) -> None:
    w = shop_world
    w.world.stock("TEA", 10)
    id = w.send(("TEA", 2, "39.90"))
    w.run()
    assert stage(w.order(id)) == ("audited", "released")
    assert w.order(id).why["sourcing"]["chosen"] == [w.world.east]
    outbound = Outbound.objects.get(root_id=id)
    stock.pick([Pick(b.id, b.qty) for b in bound_to([outbound.id])], by=BY, at=AT)
    stock.pack([outbound.id], by=BY, at=AT)
    stock.ship([outbound.id], by=BY, at=AT)
    w.run()
    assert stage(w.order(id)) == ("audited", "shipped")
    stock.deliver([outbound.id], by=BY, at=AT)
    w.run()
    assert stage(w.order(id)) == ("completed", "delivered")


def test_money_is_exact_and_shared_by_line(shop_world: ShopWorld) -> None:
    w = shop_world
    id = w.send(("TEA", 3, "39.90"), ("CUP", 1, "10.01"), discount=D("10.00"), freight=D("6.00"))
    lines = list(OrderLine.objects.filter(order=id).order_by("n"))
    assert [(line.amount_incl, line.tax, line.amount_excl, line.freight) for line in lines] == [
        (D("116.01"), D("13.35"), D("102.66"), D("5.54")),
        (D("9.70"), D("1.12"), D("8.58"), D("0.46")),
    ]
    assert w.order(id).total == D("125.71")


def test_a_repeated_message_changes_nothing_and_an_older_one_neither(shop_world: ShopWorld) -> None:
    w = shop_world
    id = w.send(("TEA", 2, "39.90"))
    assert w.send(("TEA", 2, "39.90")) == id
    assert w.send(("TEA", 5, "39.90"), version=AT - timedelta(hours=1)) == id
    assert OrderLine.objects.get(order=id).qty == D(2)
    assert sorted(RawOrder.objects.values_list("verdict", flat=True)) == ["captured", "stale"]
    assert w.send(("TEA", 3, "39.90"), version=AT + timedelta(hours=1)) == id
    assert OrderLine.objects.get(order=id).qty == D(3)
    assert w.order(id).total == D("119.70")


def test_a_change_after_allocation_opens_a_case_and_keeps_the_order(shop_world: ShopWorld) -> None:
    w = shop_world
    w.world.stock("TEA", 10)
    id = w.send(("TEA", 2, "39.90"))
    w.run()
    w.send(("TEA", 3, "39.90"), version=AT + timedelta(hours=1))
    assert OrderLine.objects.get(order=id).qty == D(2)
    assert list(Case.objects.values_list("type", "subject_id")) == [("changed_after_release", id)]


def test_every_rule_that_fires_holds_and_a_pardon_lets_it_pass(shop_world: ShopWorld) -> None:
    w = shop_world
    w.world.stock("TEA", 10)
    id = w.send(("TEA", 2, "39.90"), ("NO-SUCH", 1, "5.00"), address={"region_code": "999999", "recipient": "王小明"})
    w.run()
    assert stage(w.order(id)) == ("new", "none")
    assert list(Hold.objects.order_by("id").values_list("code", "type")) == [
        ("unmatched_item", "item"),
        ("no_region", "address"),
        ("address_incomplete", "address"),
    ]
    OrderLine.objects.filter(order=id, item=None).update(item=w.world.items["CUP"], item_code="CUP")
    oms.release_holds(list(Hold.objects.values_list("id", flat=True)), by=BY, at=AT, note="called the buyer")
    w.run()
    assert stage(w.order(id)) == ("audited", "part_allocated")


def test_the_same_order_of_the_same_recipient_is_suspect(shop_world: ShopWorld) -> None:
    w = shop_world
    first, second = w.send(("TEA", 2, "39.90")), w.send(("TEA", 2, "39.90"), id="A2", placed_at=AT + timedelta(hours=3))
    w.run()
    assert [w.order(id).state for id in (first, second)] == ["audited", "new"]
    assert list(Hold.objects.values_list("order_id", "type")) == [(second, "duplicate")]


def test_credit_counts_what_is_already_accepted(shop_world: ShopWorld) -> None:
    w = shop_world
    big = w.send(("TEA", 20, "40.00"), customer="LI", payment="credit")
    w.run()
    more = w.send(("CUP", 3, "100.00"), customer="LI", payment="credit", id="A2")
    w.run()
    assert [w.order(id).state for id in (big, more)] == ["audited", "new"]
    assert list(Hold.objects.values_list("order_id", "type")) == [(more, "credit")]


def test_a_shortage_waits_is_cased_once_and_served_when_goods_come(shop_world: ShopWorld) -> None:
    w = shop_world
    w.world.stock("TEA", 3)
    first, second = (
        w.send(("TEA", 2, "39.90")),
        w.send(
            ("TEA", 2, "39.90"),
            id="A2",
            address={**w.message(("TEA", 1, "1")).address.model_dump(), "phone": "13900000000"},
        ),
    )
    w.run()
    assert [stage(w.order(id)) for id in (first, second)] == [("audited", "released"), ("audited", "part_allocated")]
    assert OrderLine.objects.get(order=second).short == D(1)
    assert Case.objects.filter(type="short").count() == 1
    w.world.stock("TEA", 1)
    w.run()
    assert stage(w.order(second)) == ("audited", "released")
    assert OrderLine.objects.get(order=second).short == D(0)
    assert Event.objects.filter(kind="OrderShortResolved", subject_id=second).count() == 1


def test_a_kit_ships_as_its_parts_and_shares_its_price(shop_world: ShopWorld) -> None:
    w = shop_world
    w.world.stock("TEA", 5)
    w.world.stock("CUP", 10)
    id = w.send(("GIFT", 2, "100.00"))
    w.run()
    lines = OutboundLine.objects.filter(outbound__root_id=id).order_by("n")
    assert [(line.item.code, line.qty, line.amount_incl) for line in lines] == [
        ("TEA", D(2), D("120.00")),
        ("CUP", D(4), D("80.00")),
    ]
    assert list(Fulfilment.objects.order_by("id").values_list("qty", "ratio")) == [(D(2), D(1)), (D(4), D(2))]
    assert stage(w.order(id)) == ("audited", "released")


def test_cancelling_at_each_stage(shop_world: ShopWorld) -> None:
    w = shop_world
    w.world.stock("TEA", 10)
    new = w.send(("NO-SUCH", 1, "5.00"))
    w.run()
    assert oms.cancel_orders([new], by=BY, at=AT).made == {}
    assert w.order(new).state == "cancelled"
    released = w.send(("TEA", 2, "39.90"), id="A2")
    w.run()
    assert oms.cancel_orders([released], by=BY, at=AT).made == {released: "asked"}
    w.run()
    assert w.order(released).state == "cancelled"
    assert w.world.level("TEA") == (D(10), D(0))
    shipped = w.send(("TEA", 2, "39.90"), id="A3")
    w.run()
    outbound = Outbound.objects.get(root_id=shipped)
    stock.pick([Pick(b.id, b.qty) for b in bound_to([outbound.id])], by=BY, at=AT)
    stock.pack([outbound.id], by=BY, at=AT)
    stock.ship([outbound.id], by=BY, at=AT)
    assert oms.cancel_orders([shipped], by=BY, at=AT).refused[shipped].code == "shipped"


def test_a_short_pick_lets_the_rest_ship_and_the_order_know(shop_world: ShopWorld) -> None:
    w = shop_world
    w.world.stock("TEA", 3)
    id = w.send(("TEA", 3, "39.90"))
    w.run()
    (b,) = bound_to(list(Outbound.objects.filter(root_id=id).values_list("id", flat=True)))
    stock.pick([Pick(b.id, D(2))], by=BY, at=AT)
    stock.short_pick([Pick(b.id, D(1))], by=BY, at=AT)
    w.run()
    assert list(Fulfilment.objects.order_by("id").values_list("qty", flat=True)) == [D(2), D(1)]
    assert stage(w.order(id)) == ("audited", "part_released")
    assert OrderLine.objects.get(order=id).short == D(1)
    assert sum(OutboundLine.objects.values_list("amount_incl", flat=True)) == D("119.70")
