"""No order waits where nothing will ever come: what needs no shipping completes, what nobody can serve is held."""

from decimal import Decimal

from tests.oms.conftest import ShopWorld
from tests.world import AT, BY
from yunhe.catalog.models import Item
from yunhe.erp.finance import commands as finance
from yunhe.erp.finance.models import Receivable
from yunhe.insight.doctor import examine
from yunhe.kernel.models import DecisionRow, Event
from yunhe.oms import commands as oms
from yunhe.oms.commands.refunds import NewRefund
from yunhe.oms.models import Hold, OrderLine, Shop
from yunhe.stock import commands as stock
from yunhe.stock.models import Outbound

D = Decimal


def sound() -> None:
    assert [finding for finding in examine() if not finding.holds] == []


def with_wrapping(w: ShopWorld) -> ShopWorld:
    """Open books, and an item that nobody ships."""
    Item.objects.create(code="WRAP", name="礼品包装", kind="service", unit=w.world.units["pcs"])
    finance.open_books([w.world.entity.id], by=BY, at=AT)
    return w


def test_an_order_of_services_completes_when_it_is_audited(shop_world: ShopWorld) -> None:
    """Fails when only what is delivered completes: nothing of a service is."""
    w = with_wrapping(shop_world)
    id = w.send(("WRAP", 2, "5.00"))
    w.run()
    assert w.order(id).state == "completed"
    assert Event.objects.get(kind="OrderCompleted", root_id=id).payload["total"] == "10.00"
    sound()


def test_services_are_earned_when_their_order_is_complete(shop_world: ShopWorld) -> None:
    """Fails when only what ships earns: the buyer's money for the rest would stay a deposit for ever."""
    w = with_wrapping(shop_world)
    Shop.objects.update(auto_release=False)
    w.world.stock("TEA", 5)
    paid = {"paid_amount": D("20.60"), "paid_at": AT}
    id = w.send(("TEA", 1, "10.00"), ("WRAP", 2, "5.30"), payment="paid", **paid)
    w.run()
    outbound = Outbound.objects.get().id
    assert stock.ship_whole([outbound], by=BY, at=AT).done == [outbound]
    w.run()
    assert sales() == [("outbound", outbound, D("10.00"), D("10.00"))]
    stock.deliver([outbound], by=BY, at=AT)
    w.run()
    assert w.order(id).state == "completed"
    assert sales() == [("outbound", outbound, D("10.00"), D("10.00")), ("order", id, D("10.60"), D("10.60"))]
    (refund,) = oms.request_refunds([NewRefund(id, D("20.60"), "nothing was right")], by=BY, at=AT).done
    oms.approve_refunds([refund], by=BY, at=AT)
    w.run()
    credits = Receivable.objects.filter(kind="credit").order_by("id").values_list("credits__source_kind", "amount")
    assert list(credits) == [("outbound", D("-10.00")), ("order", D("-10.60"))]
    sound()


def sales() -> list[tuple[str, int, Decimal, Decimal]]:
    rows = Receivable.objects.filter(kind="sale").order_by("id")
    return list(rows.values_list("source_kind", "source_id", "amount", "settled"))


def test_an_item_that_nobody_knows_cannot_be_pardoned(shop_world: ShopWorld) -> None:
    """Fails when a pardon lets it pass: the order would be audited and never served."""
    w = shop_world
    DecisionRow.objects.all().delete()  # whatever the company's own rules are
    w.world.stock("TEA", 5)
    id = w.send(("TEA", 1, "10.00"), ("NO-SUCH", 1, "5.00"))
    w.run()
    for _ in range(2):
        (hold,) = Hold.objects.filter(order=id, released_at=None)
        assert (hold.code, hold.type, w.order(id).state) == ("unmatched_item", "item", "new")
        oms.release_holds([hold.id], by=BY, at=AT, note="let it go")
        w.run()
    assert Event.objects.filter(kind="OrderHeld", root_id=id).count() == 3
    sound()
    oms.cancel_lines({OrderLine.objects.get(item=None).id: D(1)}, by=BY, at=AT)
    oms.release_holds(list(Hold.objects.filter(released_at=None).values_list("id", flat=True)), by=BY, at=AT)
    w.run()
    assert (w.order(id).state, w.order(id).progress) == ("audited", "released")
    sound()
