"""Orders on one outbound: the books and the stories keep them apart."""

from decimal import Decimal

import pytest

from tests.oms.conftest import ShopWorld
from tests.world import AT, BY
from yunhe.crm.queries import timeline as customer_story
from yunhe.erp.finance import commands as finance
from yunhe.erp.finance.models import Receivable
from yunhe.insight.doctor import examine
from yunhe.oms import commands as oms
from yunhe.oms.commands.refunds import NewRefund
from yunhe.oms.models import Shop
from yunhe.stock import commands as stock
from yunhe.stock.bindings import bound_to
from yunhe.stock.commands.picking import Pick
from yunhe.stock.models import Parcel
from yunhe.web.queries.timeline import timeline

D = Decimal


@pytest.fixture
def desk(shop_world: ShopWorld) -> ShopWorld:
    """Two shops with books whose outbounds wait for a person."""
    shop = shop_world.shop
    Shop.objects.create(code="T2", name="京东店", channel="jd", entity=shop.entity, warehouse_id=shop_world.world.east)
    Shop.objects.update(auto_release=False)
    finance.open_books([shop_world.world.entity.id], by=BY, at=AT)
    shop_world.world.stock("TEA", 10)
    return shop_world


def merged(w: ShopWorld, **fields: object) -> tuple[int, int, int]:
    """Two orders of two shops for one recipient, and their outbound."""
    first = w.send(("TEA", 1, "10.01"), **fields)
    second = w.send(("TEA", 2, "20.00"), id="B1", shop="T2", **fields)
    w.run()
    outbound = oms.merge([first, second], by=BY, at=AT).made[first]
    return first, second, outbound


def owed() -> list[tuple[int, str, Decimal, Decimal, int]]:
    rows = Receivable.objects.order_by("id").values_list("order_id", "kind", "amount", "settled", "shop_id")
    return list(rows)


def test_each_order_gets_its_own_receivable_and_pays_it(desk: ShopWorld) -> None:
    """Fails when a merged outbound makes one receivable without an order: what the buyers paid would never settle it."""
    one, two = Shop.objects.order_by("id").values_list("id", flat=True)
    first, second, outbound = merged(desk)
    assert stock.ship_whole([outbound], by=BY, at=AT).done == [outbound]
    desk.run()
    assert owed() == [(first, "sale", D("10.01"), D("10.01"), one), (second, "sale", D("40.00"), D("40.00"), two)]
    (refund,) = oms.request_refunds([NewRefund(second, D("5.00"), "late")], by=BY, at=AT).done
    oms.approve_refunds([refund], by=BY, at=AT)
    desk.run()
    assert owed()[2] == (second, "credit", D("-5.00"), D("0.00"), two)
    assert Receivable.objects.get(kind="credit").credits == Receivable.objects.get(order_id=second, kind="sale")
    assert [finding for finding in examine() if not finding.holds] == []


def test_what_a_carrier_collects_is_shared_by_what_is_owed(desk: ShopWorld) -> None:
    """Fails when each of the receivables takes all that was collected for the parcel."""
    first, second, outbound = merged(desk, payment="cod")
    stock.release([outbound], by=BY, at=AT)
    stock.open_parcels([outbound], by=BY, at=AT)
    Parcel.objects.update(cod_amount=D("30.01"), carrier_code="SWIFT")
    stock.pick([Pick(b.id, b.qty) for b in bound_to([outbound])], by=BY, at=AT)
    stock.pack([outbound], by=BY, at=AT)
    stock.ship([outbound], by=BY, at=AT)
    stock.deliver([outbound], by=BY, at=AT)
    desk.run()
    carrier = Receivable.objects.filter(kind="cod").order_by("id").values_list("order_id", "amount")
    assert list(carrier) == [(first, D("10.01")), (second, D("20.00"))]
    sales = Receivable.objects.filter(kind="sale").order_by("id").values_list("order_id", "settled")
    assert list(sales) == [(first, D("10.01")), (second, D("20.00"))]


def test_the_stories_of_both_orders_tell_of_the_shared_outbound(desk: ShopWorld) -> None:
    """Fails when a story has only events that name the order: those of a merged outbound name none."""
    first, second, outbound = merged(desk)
    stock.ship_whole([outbound], by=BY, at=AT)
    for order in (first, second):
        kinds = [moment.kind for moment in timeline([("order", order)], BY, roots=[order])]
        assert [kind for kind in kinds if kind in ("OutboundMerged", "OutboundShipped", "OutboundReleased")] == [
            "OutboundShipped",
            "OutboundReleased",
            "OutboundMerged",
        ]
        assert "OutboundShipped" in {moment.kind for moment in customer_story(0, [order])}
    assert "OutboundShipped" not in {moment.kind for moment in timeline([("order", 0)], BY, roots=[0])}
