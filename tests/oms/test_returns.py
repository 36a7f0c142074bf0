"""Goods that come back, and the money after them."""

from decimal import Decimal

from tests.oms.conftest import ShopWorld
from tests.world import AT, BY
from yunhe.oms import commands as oms
from yunhe.oms.commands.refunds import NewRefund
from yunhe.oms.commands.returns import NewReturn
from yunhe.oms.models import OrderLine, Refund, Return
from yunhe.stock import commands as stock
from yunhe.stock.bindings import bound_to
from yunhe.stock.commands.picking import Pick
from yunhe.stock.commands.receiving import Received
from yunhe.stock.models import InboundLine, Outbound

D = Decimal


def delivered(w: ShopWorld, *lines: tuple[str, int, str]) -> int:
    id = w.send(*lines)
    w.run()
    outbounds = list(Outbound.objects.filter(root_id=id).values_list("id", flat=True))
    stock.pick([Pick(b.id, b.qty) for b in bound_to(outbounds)], by=BY, at=AT)
    stock.pack(outbounds, by=BY, at=AT)
    stock.ship(outbounds, by=BY, at=AT)
    stock.deliver(outbounds, by=BY, at=AT)
    w.run()
    assert w.order(id).state == "completed"
    return id


def test_a_return_comes_in_for_inspection_and_its_money_goes_back(shop_world: ShopWorld) -> None:
    w = shop_world
    w.world.stock("TEA", 10)
    id = delivered(w, ("TEA", 3, "33.34"))
    line = OrderLine.objects.get(order=id).id
    back = oms.request_returns([NewReturn(id, {line: D(1)}, "damaged")], by=BY, at=AT).made[0]
    inbound = oms.approve_returns([back], by=BY, at=AT).made[back]
    stock.receive([Received(InboundLine.objects.get(inbound=inbound).id, D(1))], by=BY, at=AT)
    w.run()
    assert Return.objects.get(id=back).state == "received"
    assert w.world.level("TEA", grade="inspect") == (D(1), D(0))
    refund = oms.settle_returns([back], by=BY, at=AT).made[back]
    assert (Return.objects.get(id=back).state, Refund.objects.get(id=refund).amount) == ("settled", D("33.34"))
    assert oms.pay_refunds({refund: "PAY-1"}, by=BY, at=AT).refused[refund].code == "wrong_state"
    oms.approve_refunds([refund], by=BY, at=AT)
    assert oms.pay_refunds({refund: "PAY-1"}, by=BY, at=AT).done == [refund]
    assert w.order(id).payment == "part_refunded"


def test_no_more_comes_back_than_was_shipped(shop_world: ShopWorld) -> None:
    w = shop_world
    w.world.stock("TEA", 10)
    id = delivered(w, ("TEA", 3, "33.34"))
    line = OrderLine.objects.get(order=id).id
    rows = [NewReturn(id, {line: D(2)}, "x"), NewReturn(id, {line: D(2)}, "x")]
    outcome = oms.request_returns(rows, by=BY, at=AT)
    assert (outcome.done, outcome.refused[1].code) == ([0], "too_much")
    oms.refuse_returns([outcome.made[0]], by=BY, at=AT, reason="worn")
    assert oms.request_returns(rows[:1], by=BY, at=AT).done == [0]


def test_a_kit_comes_back_in_its_parts(shop_world: ShopWorld) -> None:
    w = shop_world
    w.world.stock("TEA", 5)
    w.world.stock("CUP", 10)
    id = delivered(w, ("GIFT", 2, "100.00"))
    line = OrderLine.objects.get(order=id).id
    back = oms.request_returns([NewReturn(id, {line: D(1)}, "not_wanted")], by=BY, at=AT).made[0]
    inbound = oms.approve_returns([back], by=BY, at=AT).made[back]
    lines = list(InboundLine.objects.filter(inbound=inbound).order_by("n"))
    assert [(part.item.code, part.qty) for part in lines] == [("TEA", D(1)), ("CUP", D(2))]
    stock.receive([Received(part.id, part.qty) for part in lines], by=BY, at=AT)
    w.run()
    refund = oms.settle_returns([back], by=BY, at=AT).made[back]
    assert Refund.objects.get(id=refund).amount == D("100.00")


def test_a_withdrawn_return_is_expected_no_more(shop_world: ShopWorld) -> None:
    w = shop_world
    w.world.stock("TEA", 10)
    id = delivered(w, ("TEA", 3, "33.34"))
    line = OrderLine.objects.get(order=id).id
    back = oms.request_returns([NewReturn(id, {line: D(1)}, "x")], by=BY, at=AT).made[0]
    oms.approve_returns([back], by=BY, at=AT)
    assert oms.withdraw_returns([back], by=BY, at=AT).done == [back]
    assert Return.objects.get(id=back).inbound.state == "cancelled"


def test_a_refund_is_at_most_what_was_paid(shop_world: ShopWorld) -> None:
    id = shop_world.send(("TEA", 1, "10.00"))
    rows = [NewRefund(id, D("6.00"), "x"), NewRefund(id, D("6.00"), "x")]
    outcome = oms.request_refunds(rows, by=BY, at=AT)
    assert (len(outcome.done), outcome.refused[1].code) == (1, "bad_amount")
