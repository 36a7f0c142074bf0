"""A cancelled order gives back what its buyer paid, once."""

from decimal import Decimal

from tests.oms.conftest import ShopWorld
from tests.world import AT, BY
from yunhe.erp.finance import commands as finance
from yunhe.erp.finance.models import Payment
from yunhe.insight.doctor import examine
from yunhe.oms import commands as oms
from yunhe.oms.models import Refund
from yunhe.stock import commands as stock
from yunhe.stock.models import Outbound

D = Decimal


def asked() -> list[tuple[int, Decimal, Decimal, str]]:
    return list(Refund.objects.order_by("order").values_list("order", "amount", "unearned", "state"))


def test_what_was_paid_is_asked_back_once_the_order_is_cancelled(shop_world: ShopWorld) -> None:
    """Fails when only the cancelling of lines asks for refunds, or asks again for what was asked already."""
    w = shop_world
    finance.open_books([w.world.entity.id], by=BY, at=AT)
    w.world.stock("TEA", 10)
    waits = w.send(("TEA", 2, "10.00"))
    later = w.send(("TEA", 1, "10.00"), id="A2", payment="cod")
    w.run()
    released = Outbound.objects.get(root_id=waits)
    assert released.state == "released"
    oms.cancel_orders([waits, later], by=BY, at=AT)
    w.run()
    assert [w.order(id).state for id in (waits, later)] == ["cancelled", "cancelled"]
    assert asked() == [(waits, D("20.00"), D("20.00"), "requested")]
    refund = Refund.objects.get()
    oms.approve_refunds([refund.id], by=BY, at=AT)
    oms.pay_refunds({refund.id: "P1"}, by=BY, at=AT)
    w.run()
    assert w.order(waits).payment == "refunded"
    paid = Payment.objects.get(kind="refund")
    assert (paid.applied, paid.external_id) == (D("20.00"), refund.number)
    assert [finding for finding in examine() if not finding.holds] == []


def test_what_waits_in_the_warehouse_gives_its_money_back_when_the_recall_is_answered(shop_world: ShopWorld) -> None:
    """Fails when the money is asked back while the goods may still leave."""
    w = shop_world
    w.world.stock("TEA", 10)
    id = w.send(("TEA", 2, "10.00"))
    w.run()
    outbound = Outbound.objects.get()
    stock.start_picking([outbound.id], by=BY, at=AT)
    assert oms.cancel_orders([id], by=BY, at=AT).made == {id: "asked"}
    assert asked() == []
    stock.answer_recalls([outbound.id], by=BY, at=AT)
    w.run()
    assert asked() == [(id, D("20.00"), D("20.00"), "requested")]
