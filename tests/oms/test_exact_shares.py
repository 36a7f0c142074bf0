"""Shares of money and of work stay exact: over warehouses, waiting parts, splits, changes and returns."""

from datetime import timedelta
from decimal import Decimal

from tests.oms.conftest import ShopWorld
from tests.world import AT, BY
from yunhe.catalog.models import Item
from yunhe.oms import commands as oms
from yunhe.oms.commands.returns import NewReturn
from yunhe.oms.models import Fulfilment, Order, OrderLine, Refund, Return
from yunhe.stock import commands as stock
from yunhe.stock.bindings import bound_to
from yunhe.stock.commands.picking import Pick
from yunhe.stock.commands.receiving import Received
from yunhe.stock.models import Inbound, InboundLine, Outbound, OutboundLine

D = Decimal


def test_a_line_served_from_two_warehouses_is_shared_to_the_cent(shop_world: ShopWorld) -> None:
    """Fails when each piece is apportioned on its own: 10.01 over 1 + 1 would be 5.01 + 5.01."""
    w = shop_world
    w.world.stock("TEA", 1)
    w.world.stock("TEA", 1, w.world.south)
    id = w.send(("TEA", 2, "10.01"), discount=D("10.01"))
    oms.audit([id], by=BY, at=AT)
    oms.allocate([id], by=BY, at=AT)
    amounts = sorted(OutboundLine.objects.filter(outbound__root_id=id).values_list("amount_incl", "tax"))
    assert [amount for amount, _ in amounts] == [D("5.00"), D("5.01")]
    assert sum(tax for _, tax in amounts) == OrderLine.objects.get().tax == D("1.15")


def test_what_waits_apart_is_shared_to_the_cent(shop_world: ShopWorld) -> None:
    """Fails when each piece is apportioned on its own."""
    w = shop_world
    w.shop.ship_partial = True
    w.shop.save()
    w.world.stock("TEA", 1)
    id = w.send(("TEA", 2, "10.01"), discount=D("10.01"))
    oms.audit([id], by=BY, at=AT)
    oms.allocate([id], by=BY, at=AT)
    lines = OutboundLine.objects.filter(outbound__root_id=id).order_by("allocated")
    assert [(line.allocated, line.amount_incl) for line in lines] == [(0, D("5.00")), (1, D("5.01"))]


def test_a_newer_version_after_deallocation_changes_the_order(shop_world: ShopWorld) -> None:
    """Fails (ProtectedError, and with it the whole batch) when fulfilments of cancelled outbounds keep the old lines."""
    w = shop_world
    w.world.stock("TEA", 10)
    id = w.send(("TEA", 2, "10.00"))
    oms.audit([id], by=BY, at=AT)
    oms.allocate([id], by=BY, at=AT)
    oms.deallocate([id], by=BY, at=AT)
    w.send(("TEA", 3, "10.00"), version=AT + timedelta(hours=1))
    assert (Order.objects.get().state, OrderLine.objects.get().qty) == ("new", 3)


def test_a_newer_version_of_an_order_that_waits_for_goods_opens_a_case(shop_world: ShopWorld) -> None:
    """Fails (ProtectedError) when only the progress says whether something is planned."""
    w = shop_world
    id = w.send(("TEA", 2, "10.00"))
    w.run()
    assert (w.order(id).progress, Outbound.objects.get().state) == ("none", "planned")
    w.send(("TEA", 3, "10.00"), version=AT + timedelta(hours=1))
    assert OrderLine.objects.get().qty == 2


def test_a_changed_order_is_held_again_for_what_nobody_pardoned(shop_world: ShopWorld) -> None:
    """Fails when a change ends the open holds instead of removing them: ended counts as pardoned."""
    w = shop_world
    id = w.send(("TEA", 3000, "10.00"))
    assert oms.audit([id], by=BY, at=AT).refused[id].figures["codes"] == ["large_amount"]
    w.send(("TEA", 4000, "10.00"), version=AT + timedelta(hours=1))
    assert oms.audit([id], by=BY, at=AT).refused[id].figures["codes"] == ["large_amount"]


def test_a_part_of_a_part_still_serves_its_order(shop_world: ShopWorld) -> None:
    """Fails when the child of a child in one list of events looks for a fulfilment that is not there yet."""
    w = shop_world
    w.world.stock("TEA", 10)
    w.shop.auto_release = False
    w.shop.save()
    id = w.send(("TEA", 3, "10.00"))
    w.run()
    line = OutboundLine.objects.get()
    (child,) = stock.split_outbounds({line.id: D(2)}, by=BY, at=AT).made.values()
    stock.split_outbounds({OutboundLine.objects.get(outbound=child).id: D(1)}, by=BY, at=AT)
    w.run()
    assert list(Fulfilment.objects.values_list("order_line__order_id", "qty")) == [(id, 1)] * 3


def test_returns_of_a_line_sum_to_its_amount(shop_world: ShopWorld) -> None:
    """Fails when each return is apportioned on its own: the second would ask for a cent more than is left."""
    w = shop_world
    w.world.stock("TEA", 10)
    id = w.send(("TEA", 2, "10.01"), discount=D("10.01"))
    w.run()
    _ship(w)
    line = OrderLine.objects.get().id
    for _ in range(2):
        outcome = oms.request_returns([NewReturn(id, {line: D(1)}, "not_wanted")], by=BY, at=AT)
        assert not outcome.refused
    returns = list(Return.objects.order_by("id").values_list("id", flat=True))
    oms.approve_returns(returns, by=BY, at=AT)
    lines = InboundLine.objects.filter(inbound__kind=Inbound.Kind.RETURN)
    stock.receive([Received(one.id, D(1)) for one in lines], by=BY, at=AT)
    w.run()
    assert oms.settle_returns(returns, by=BY, at=AT).done == returns
    assert sorted(Refund.objects.values_list("amount", flat=True)) == [D("5.00"), D("5.01")]


def _ship(w: ShopWorld) -> None:
    """Pick, pack and ship what was released."""
    ids = list(Outbound.objects.filter(state="released").values_list("id", flat=True))
    stock.pick([Pick(b.id, b.qty) for b in bound_to(ids)], by=BY, at=AT)
    stock.pack(ids, by=BY, at=AT)
    stock.ship(ids, by=BY, at=AT)


def test_an_order_with_a_service_completes_with_its_goods(shop_world: ShopWorld) -> None:
    """Fails when a service line counts among what must be shipped."""
    w = shop_world
    w.world.stock("TEA", 10)
    Item.objects.create(code="WRAP", name="礼品包装", kind="service", unit=w.world.units["pcs"])
    id = w.send(("TEA", 1, "10.00"), ("WRAP", 1, "2.00"))
    w.run()
    _ship(w)
    stock.deliver([Outbound.objects.get().id], by=BY, at=AT)
    w.run()
    assert (w.order(id).state, w.order(id).progress) == ("completed", "delivered")
