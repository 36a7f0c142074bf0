"""Outbounds that were parted by hand, before the order heard of it; and what is planned again is what is missing, no more."""

from decimal import Decimal

import pytest

from tests.oms.conftest import ShopWorld
from tests.world import AT, BY
from yunhe.insight.doctor import examine
from yunhe.oms import commands as oms
from yunhe.oms.models import Fulfilment, OrderLine, Shop
from yunhe.stock import commands as stock
from yunhe.stock.models import Outbound, OutboundLine

D = Decimal


@pytest.fixture
def desk(shop_world: ShopWorld) -> ShopWorld:
    """A shop whose outbounds wait for a person to release them."""
    Shop.objects.update(auto_release=False)
    shop_world.world.stock("TEA", 10)
    shop_world.world.stock("CUP", 10)
    return shop_world


def living(order: int) -> list[tuple[str, Decimal, Decimal | None]]:
    """(item, quantity, amount) of what lives for an order."""
    rows = OutboundLine.objects.filter(root_id=order).exclude(outbound__state="cancelled").order_by("id")
    return list(rows.values_list("item__code", "qty", "amount_incl"))


def line_of(order: int, item: str) -> OutboundLine:
    """The one living outbound line of an item for an order."""
    lines = OutboundLine.objects.filter(root_id=order, item__code=item).exclude(outbound__state="cancelled")
    return lines.get()


def sound() -> None:
    assert [finding for finding in examine() if not finding.holds] == []


def test_a_part_made_by_hand_is_cancelled_with_its_order(desk: ShopWorld) -> None:
    """Fails when cancelling looks for fulfilments only: nobody has told the order of its new part yet."""
    id = desk.send(("TEA", 3, "10.00"))
    desk.run()
    (child,) = stock.split_outbounds({line_of(id, "TEA").id: D(2)}, by=BY, at=AT).made.values()
    assert oms.cancel_orders([id], by=BY, at=AT).made == {}
    assert Outbound.objects.get(id=child).state == "cancelled"
    assert desk.world.level("TEA") == (D(10), D(0))
    desk.run()
    assert desk.order(id).state == "cancelled"
    assert sorted(Fulfilment.objects.values_list("qty", flat=True)) == [D(1), D(2)]
    sound()


def test_a_part_that_left_is_seen_before_the_order_heard_of_it(desk: ShopWorld) -> None:
    """Fails when cancelling looks for fulfilments only: the order would be cancelled though a part of it has shipped."""
    id = desk.send(("TEA", 3, "10.00"))
    desk.run()
    (child,) = stock.split_outbounds({line_of(id, "TEA").id: D(2)}, by=BY, at=AT).made.values()
    stock.ship_whole([child], by=BY, at=AT)
    assert oms.cancel_orders([id], by=BY, at=AT).refused[id].code == "shipped"
    assert oms.unaudit([id], by=BY, at=AT).refused[id].code == "planned"


def test_a_part_of_an_order_to_be_cancelled_is_not_released(desk: ShopWorld) -> None:
    """Fails when the release asks the fulfilments whether somebody wants out: the new part has none yet."""
    id = desk.send(("TEA", 3, "10.00"))
    desk.run()
    first = line_of(id, "TEA")
    stock.split_outbounds({first.id: D(2)}, by=BY, at=AT)
    stock.release([first.outbound_id], by=BY, at=AT)
    stock.start_picking([first.outbound_id], by=BY, at=AT)
    Shop.objects.update(auto_release=True)
    assert oms.cancel_orders([id], by=BY, at=AT).made == {id: "asked"}
    desk.run()
    assert sorted(Outbound.objects.values_list("state", flat=True)) == ["picking", "planned"]


def test_only_the_missing_component_of_a_kit_is_planned_again(desk: ShopWorld) -> None:
    """Fails when a kit counts as planned by the least of its components: the tea would be planned twice."""
    id = desk.send(("GIFT", 2, "100.00"))
    desk.run()
    (child,) = stock.split_outbounds({line_of(id, "CUP").id: D(4)}, by=BY, at=AT).made.values()
    stock.cancel_outbounds([child], by=BY, at=AT)
    desk.run()
    assert oms.allocate([id], by=BY, at=AT).done == [id]
    desk.run()
    assert living(id) == [("TEA", D(2), D("120.00")), ("CUP", D(4), D("80.00"))]
    assert desk.world.level("TEA") == (D(10), D(2))
    assert desk.order(id).progress == "allocated"
    sound()


def test_components_that_miss_in_different_sets_are_planned_each(desk: ShopWorld) -> None:
    """Fails (the sourcing refuses a kit whose lines disagree) when the components are asked for as whole sets."""
    id = desk.send(("GIFT", 3, "100.01"))
    desk.run()
    parts = {line_of(id, "CUP").id: D(3), line_of(id, "TEA").id: D(1)}
    (child,) = stock.split_outbounds(parts, by=BY, at=AT).made.values()
    stock.cancel_outbounds([child], by=BY, at=AT)
    oms.allocate([id], by=BY, at=AT)
    desk.run()
    assert sorted((item, qty) for item, qty, _ in living(id)) == [
        ("CUP", D(3)),
        ("CUP", D(3)),
        ("TEA", D(1)),
        ("TEA", D(2)),
    ]
    assert sum(amount for *_, amount in living(id)) == OrderLine.objects.get(order=id).amount_incl
    sound()


@pytest.mark.parametrize("gone", [[0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2]])
def test_what_is_planned_again_gets_what_the_living_left(desk: ShopWorld, gone: list[int]) -> None:
    """Fails when a re-planned quantity is shared anew: 10.00 over three is 3.34, 3.33, 3.33, and the sum would not hold."""
    id = desk.send(("TEA", 3, "10.00"), discount=D("20.00"))
    desk.run()
    first = line_of(id, "TEA")
    stock.split_outbounds({first.id: D(2)}, by=BY, at=AT)
    second = OutboundLine.objects.exclude(id=first.id).get()
    stock.split_outbounds({second.id: D(1)}, by=BY, at=AT)
    parts = list(Outbound.objects.order_by("id").values_list("id", flat=True))
    stock.cancel_outbounds([parts[n] for n in gone], by=BY, at=AT)
    oms.allocate([id], by=BY, at=AT)
    desk.run()
    assert sum(qty for _, qty, _ in living(id)) == 3
    assert sum(amount for *_, amount in living(id)) == D("10.00")
    assert sum(OutboundLine.objects.exclude(outbound__state="cancelled").values_list("tax", flat=True)) == D("1.15")
    sound()
