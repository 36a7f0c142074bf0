"""Release reserves material and expects the product; kits; pause, resume, cancel."""

from decimal import Decimal

from tests.erp.production.bakery import Bakery, hear, story, told
from tests.world import AT, BY
from yunhe.erp.production import commands as work
from yunhe.erp.production import handlers
from yunhe.erp.production.models import WorkOrder
from yunhe.stock import commands as stock
from yunhe.stock.models import InboundLine, Outbound, OutboundLine

D = Decimal


def kit(order: int) -> str:
    return str(WorkOrder.objects.get(id=order).kit)


def test_release_plans_the_issue_and_expects_the_product_at_its_material_cost(bakery: Bakery) -> None:
    bakery.world.stock("FLOUR", 10, cost="3.20")
    order = bakery.order(20)
    outbound = Outbound.objects.get()
    assert (outbound.kind, outbound.source_kind, outbound.source_id) == ("issue", "work_order", order)
    line = OutboundLine.objects.get()
    assert (line.item.code, line.qty, line.allocated) == ("FLOUR", D(5), D(5))
    product = InboundLine.objects.select_related("inbound").get(item=bakery.world.items["CAKE"])
    assert (product.inbound.kind, product.qty, product.unit_cost) == ("production", D(20), D("0.800000"))
    assert product.inbound_id == WorkOrder.objects.get().inbound_id
    assert kit(order) == "full"
    assert story(order) == ["WorkPlanned", "WorkReleased"]


def test_only_firm_work_is_released(bakery: Bakery) -> None:
    order = bakery.order(20)
    assert work.release([order], by=BY, at=AT).refused[order].code == "wrong_state"
    assert Outbound.objects.count() == 1


def test_short_material_calls_for_it_and_the_kit_fills(bakery: Bakery) -> None:
    flour = bakery.world.items["FLOUR"].id
    order = bakery.order(20)
    assert kit(order) == "none"
    (short,) = told("LinesShort")
    assert short.payload == {"warehouse": bakery.world.east, "items": [flour]}
    for qty, expected in ((2, "part"), (3, "full")):
        bakery.world.stock("FLOUR", qty)
        stock.allocate_waiting([(flour, bakery.world.east)], by=BY, at=AT)
        hear(handlers.follow_kits, "LinesAllocated")
        assert kit(order) == expected


def test_the_soonest_due_gets_material_first(bakery: Bakery) -> None:
    bakery.world.stock("FLOUR", 5)
    late, soon = bakery.order(20, release=False), bakery.order(20, release=False)
    WorkOrder.objects.filter(id=soon).update(due_on=WorkOrder.objects.get(id=late).due_on.replace(day=22))
    work.release([late, soon], by=BY, at=AT)
    assert (kit(late), kit(soon)) == ("none", "full")


def test_pause_stops_the_floor_and_resume_knows_whether_it_had_begun(bakery: Bakery) -> None:
    bakery.world.stock("FLOUR", 10)
    fresh, begun = bakery.order(20), bakery.order(20)
    work.issue([begun], by=BY, at=AT)
    assert work.pause([fresh, begun], by=BY, at=AT).done == [fresh, begun]
    assert work.issue([fresh], by=BY, at=AT).refused[fresh].code == "wrong_state"
    assert work.report([work.Report(begun, D(1))], by=BY, at=AT).refused[0].code == "wrong_state"
    work.resume([fresh, begun], by=BY, at=AT)
    assert (bakery.made(fresh)[0], bakery.made(begun)[0]) == ("released", "started")
    assert story(fresh) == ["WorkPlanned", "WorkReleased", "WorkPaused", "WorkReleased"]
    assert story(begun)[-2:] == ["WorkPaused", "WorkStarted"]


def test_work_starts_by_hand(bakery: Bakery) -> None:
    order = bakery.order(20)
    assert work.start([order], by=BY, at=AT).done == [order]
    assert story(order)[-1] == "WorkStarted"


def test_cancelled_work_gives_its_material_back_and_expects_nothing(bakery: Bakery) -> None:
    bakery.world.stock("FLOUR", 5)
    order = bakery.order(20)
    assert bakery.world.level("FLOUR") == (D(5), D(5))
    assert work.cancel([order], by=BY, at=AT).done == [order]
    assert bakery.world.level("FLOUR") == (D(5), D(0))
    assert Outbound.objects.get().state == "cancelled"
    assert WorkOrder.objects.get().inbound.state == "cancelled"
    assert story(order)[-1] == "WorkCancelled"
    assert work.cancel([order], by=BY, at=AT).refused[order].code == "wrong_state"


def test_work_that_has_begun_or_whose_material_is_in_hand_is_not_cancelled(bakery: Bakery) -> None:
    bakery.world.stock("FLOUR", 10)
    begun, in_hand = bakery.order(20), bakery.order(20)
    work.issue([begun], by=BY, at=AT)
    stock.release([Outbound.objects.get(source_id=in_hand).id], by=BY, at=AT)
    refused = work.cancel([begun, in_hand], by=BY, at=AT).refused
    assert {id: reason.code for id, reason in refused.items()} == {begun: "begun", in_hand: "material_in_hand"}
    assert bakery.world.level("FLOUR") == (D(5), D(5))
