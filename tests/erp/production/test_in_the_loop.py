"""The whole chain on committed events: cakes lack, work is released, flour is bought, cakes are made, the books agree."""

from datetime import timedelta
from decimal import Decimal

from tests.erp.finance.books import balances, check_stock_value
from tests.erp.production.bakery import open_bakery, story
from tests.world import AT, BY
from yunhe import loop
from yunhe.erp.finance.commands import open_books
from yunhe.erp.finance.models import AverageCost
from yunhe.erp.production import commands as work
from yunhe.erp.production.models import WorkOrder
from yunhe.erp.purchasing import commands as buying
from yunhe.erp.purchasing.models import PurchaseOrder
from yunhe.kernel.events.pump import drain
from yunhe.kernel.events.subscriptions import register
from yunhe.kernel.models import Case, Parked
from yunhe.stock import commands as stock
from yunhe.stock.commands.receiving import Received
from yunhe.stock.models import InboundLine, OutboundLine

D = Decimal
ROOMS = ("stock.", "erp.")


def test_what_lacks_is_made_from_what_is_bought(db: str) -> None:
    rooms = [s for s in loop.SUBSCRIPTIONS if s.name.startswith(ROOMS)]
    register(rooms)
    bakery = open_bakery()
    w = bakery.world
    open_books([w.entity.id], by=BY, at=AT)
    work.save_terms([{"item": w.items["CAKE"], "multiple": D(20), "auto": True}], by=BY, at=AT)
    offer = {"supplier": w.partners["HILL"], "item": w.items["FLOUR"], "unit": w.units["kg"], "price_incl": D("4.52")}
    buying.save_offers([{**offer, "auto": True}], by=BY, at=AT)
    sale = w.outbound(("CAKE", 35))
    drain(rooms, at=AT)
    order = WorkOrder.objects.get()
    assert (order.state, order.qty, order.kit) == ("released", D(40), "none")
    purchase = PurchaseOrder.objects.get()
    assert (purchase.state, purchase.lines.get().base_qty) == ("sent", D(10))
    assert OutboundLine.objects.get(outbound=sale).promises.get().qty == D(35)

    later = AT + timedelta(days=2)
    line = InboundLine.objects.get(inbound=purchase.inbound_id)
    stock.receive([Received(line.id, D(10), bin=w.bin("main"))], by=BY, at=later)
    drain(rooms, at=later)
    assert WorkOrder.objects.get().kit == "full"
    assert work.issue([order.id], by=BY, at=later).done == [order.id]
    bakery.report(order.id, 38, 2, bin=w.bin("main"))
    drain(rooms, at=later)
    assert OutboundLine.objects.get(outbound=sale).allocated == D(35)
    assert stock.ship_whole([sale], by=BY, at=later).done == [sale]
    work.finish([order.id], by=BY, at=later)
    drain(rooms, at=later)
    cakes = AverageCost.objects.get(item=w.items["CAKE"])
    assert (cakes.qty, cakes.value, balances()["cost_of_sales"]) == (D(3), D("3.16"), D("36.84"))
    assert balances() == {"cost_of_sales": D("36.84"), "grni": D("-40.00"), "inventory": D("3.16")}
    check_stock_value()
    assert story(order.id)[-3:] == ["WorkStarted", "WorkReported", "WorkFinished"]
    assert Parked.objects.count() == 0
    assert Case.objects.exclude(state="done").count() == 0
