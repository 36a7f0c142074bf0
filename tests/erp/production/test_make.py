"""Issue, backflush, report, receive, return, finish and close; and every way back."""

from decimal import Decimal

import pytest

from tests.erp.production.bakery import Bakery, hear, story, told
from tests.world import AT, BY
from yunhe.catalog.models import Item
from yunhe.erp.production import commands as work
from yunhe.erp.production import handlers
from yunhe.erp.production.models import Material, WorkOrder, WorkReport
from yunhe.stock import commands as stock
from yunhe.stock.models import Inbound, Outbound, Receipt
from yunhe.stock.outbounds import NewLine, NewOutbound

D = Decimal


def test_from_flour_to_cake(bakery: Bakery) -> None:
    bakery.world.stock("FLOUR", 10)
    order = bakery.order(20)
    assert work.issue([order], by=BY, at=AT).done == [order]
    assert (bakery.world.level("FLOUR"), bakery.flour(order)) == ((D(5), D(0)), (D(5), D(5), D(0)))
    bakery.report(order, 12, 1)
    bakery.report(order, 7)
    assert bakery.made(order) == ("started", D(19), D(1), D(0))
    assert bakery.world.level("CAKE") == (D(19), D(0))
    assert work.finish([order], by=BY, at=AT).done == [order]
    assert Inbound.objects.get(kind="production").state == "closed_short"
    assert work.close([order], by=BY, at=AT).done == [order]
    assert Material.objects.get().variance == D("0.25")
    assert story(order) == [
        *("WorkPlanned", "WorkReleased", "MaterialIssued", "WorkStarted", "WorkReported", "WorkReported"),
        *("WorkFinished", "WorkClosed"),
    ]
    flour = bakery.world.items["FLOUR"].id
    assert told("MaterialIssued")[0].payload == {"lines": [{"item": flour, "qty": "5"}]}
    assert told("WorkClosed")[0].payload == {"state": "closed", "variances": [{"item": flour, "qty": "0.25"}]}
    assert told("WorkFinished")[0].payload["good"] == "19.000000"


def test_material_is_issued_once(bakery: Bakery) -> None:
    bakery.world.stock("FLOUR", 10)
    order = bakery.order(20)
    work.issue([order], by=BY, at=AT)
    assert work.issue([order], by=BY, at=AT).refused[order].code == "nothing_to_issue"
    assert bakery.flour(order) == (D(5), D(5), D(0))


def test_a_whole_issue_waits_for_all_of_its_material(bakery: Bakery) -> None:
    bakery.world.stock("FLOUR", 3)
    order = bakery.order(20)
    assert work.issue([order], by=BY, at=AT).refused[order].code == "short"
    assert bakery.made(order)[0] == "released"


def test_a_part_is_issued_and_the_rest_waits_in_a_child(bakery: Bakery) -> None:
    bakery.world.stock("FLOUR", 3)
    order = bakery.order(20)
    flour = bakery.world.items["FLOUR"].id
    assert work.issue_lines([work.Issue(order, flour, D(2))], by=BY, at=AT).done == [order]
    assert bakery.flour(order) == (D(5), D(2), D(0))
    assert bakery.world.level("FLOUR") == (D(1), D(1))
    rest = Outbound.objects.get(split_from__isnull=False)
    assert list(rest.lines.values_list("qty", "allocated")) == [(D(3), D(1))]
    refused = work.issue_lines([work.Issue(order, flour, D(2))], by=BY, at=AT).refused
    assert refused[order].code == "material_short"
    assert Outbound.objects.count() == 2


def test_material_beside_the_bill_is_issued_and_known(bakery: Bakery) -> None:
    bakery.world.stock("FLOUR", 5)
    bakery.world.stock("TEA", 2)
    order = bakery.order(20)
    tea, flour = bakery.world.items["TEA"].id, bakery.world.items["FLOUR"].id
    rows = [work.Issue(order, flour, D(5)), work.Issue(order, tea, D(1))]
    assert work.issue_lines(rows, by=BY, at=AT).done == [order]
    assert list(Material.objects.order_by("n").values_list("item__code", "planned", "issued")) == [
        ("FLOUR", D(5), D(5)),
        ("TEA", D(0), D(1)),
    ]
    assert work.issue_lines([work.Issue(order, tea, D(2))], by=BY, at=AT).refused[order].code == "material_short"
    assert bakery.world.level("TEA") == (D(1), D(0))
    assert work.issue_lines([work.Issue(order, tea, D("0.5"))], by=BY, at=AT).refused[order].code == "bad_quantity"


def test_what_the_warehouse_ships_starts_the_work(bakery: Bakery) -> None:
    bakery.world.stock("FLOUR", 5)
    order = bakery.order(20)
    stock.ship_whole([Outbound.objects.get().id], by=BY, at=AT)
    hear(handlers.follow_goods, "OutboundShipped")
    assert bakery.flour(order) == (D(5), D(5), D(0))
    assert story(order)[-2:] == ["MaterialIssued", "WorkStarted"]


def test_backflush_issues_what_each_report_used(bakery: Bakery) -> None:
    bakery.world.stock("FLOUR", 10)
    order = bakery.order(20, backflush=True)
    bakery.report(order, 7, 1)
    assert (bakery.flour(order), bakery.world.level("FLOUR")) == ((D(5), D(2), D(0)), (D(8), D(3)))
    bakery.report(order, 12, rework=2)
    assert (bakery.flour(order), bakery.world.level("FLOUR")) == ((D(5), D(5), D(0)), (D(5), D(0)))
    assert bakery.made(order) == ("started", D(19), D(1), D(2))
    assert [o.state for o in Outbound.objects.order_by("id")] == ["shipped", "shipped"]


def test_backflush_goes_beyond_the_plan_when_more_is_made(bakery: Bakery) -> None:
    bakery.world.stock("FLOUR", 6)
    order = bakery.order(20, backflush=True)
    too_much = work.report([work.Report(order, D(24))], by=BY, at=AT)
    assert too_much.refused[0].code == "too_much"
    bakery.report(order, 24, cause="last dough")
    assert (bakery.flour(order), bakery.world.level("FLOUR")) == ((D(5), D(6), D(0)), (D(0), D(0)))
    assert bakery.world.level("CAKE") == (D(24), D(0))


def test_a_report_whose_material_is_not_there_is_refused_and_changes_nothing(bakery: Bakery) -> None:
    bakery.world.stock("FLOUR", 5)
    good, bad = bakery.order(10, backflush=True), bakery.order(20, backflush=True)
    outcome = work.report([work.Report(bad, D(11)), work.Report(good, D(10))], by=BY, at=AT)
    assert (outcome.done, {n: r.code for n, r in outcome.refused.items()}) == ([1], {0: "material_short"})
    assert (bakery.made(bad), bakery.flour(bad)) == (("released", D(0), D(0), D(0)), (D(5), D(0), D(0)))
    assert bakery.world.level("FLOUR") == (D("2.5"), D("2.5"))
    bakery.report(bad, 10)
    assert bakery.flour(bad) == (D(5), D("2.5"), D(0))


def test_reports_need_sense(bakery: Bakery) -> None:
    order = bakery.order(20)
    rows = [work.Report(order), work.Report(order, D("0.5")), work.Report(order, D(-1), D(2)), work.Report(7, D(1))]
    codes = [reason.code for reason in work.report(rows, by=BY, at=AT).refused.values()]
    assert codes == ["bad_quantity", "bad_quantity", "bad_quantity", "not_found"]
    twice = work.report([work.Report(order, D(1)), work.Report(order, D(2))], by=BY, at=AT)
    assert (twice.done, twice.refused[1].code) == ([0], "reported_twice")
    assert bakery.made(order) == ("started", D(1), D(0), D(0))


def test_a_tracked_product_needs_its_lot(bakery: Bakery) -> None:
    Item.objects.filter(code="CAKE").update(tracking="lot")
    order = bakery.order(20)
    assert work.report([work.Report(order, D(1))], by=BY, at=AT).refused[0].code == "no_lot"
    bakery.report(order, 1, lot="C-1")
    bakery.report(order, 0, scrap=1)
    assert bakery.made(order) == ("started", D(1), D(1), D(0))


def test_a_report_taken_back_returns_product_and_material(bakery: Bakery) -> None:
    bakery.world.stock("FLOUR", 5)
    order = bakery.order(20, backflush=True)
    bakery.report(order, 8)
    wrong = bakery.report(order, 4, 4)
    assert work.reverse_reports([wrong], by=BY, at=AT).done == [wrong]
    assert bakery.made(order) == ("started", D(8), D(0), D(0))
    assert (bakery.flour(order), bakery.world.level("FLOUR")) == ((D(5), D(4), D(2)), (D(3), D(1)))
    assert bakery.world.level("CAKE") == (D(8), D(0))
    assert work.reverse_reports([wrong, 0], by=BY, at=AT).refused.keys() == {wrong, 0}
    assert story(order)[-2:] == ["WorkReportReversed", "MaterialReturned"]


def test_a_report_whose_product_is_sold_stays(bakery: Bakery) -> None:
    order = bakery.order(20)
    report = bakery.report(order, 8)
    bakery.world.outbound(("CAKE", 1))
    assert work.reverse_reports([report], by=BY, at=AT).refused[report].code == "promised"
    assert WorkReport.objects.get().state == "posted"


def test_a_receipt_that_the_warehouse_takes_back_takes_the_report_back(bakery: Bakery) -> None:
    order = bakery.order(20)
    report = bakery.report(order, 8, 1)
    stock.reverse_receipts([Receipt.objects.get().id], by=BY, at=AT)
    hear(handlers.follow_goods, "GoodsReceived", "ReceiptReversed")
    assert bakery.made(order) == ("started", D(0), D(0), D(0))
    assert told("WorkReportReversed")[0].payload == {"report": report}


def test_unused_material_comes_back(bakery: Bakery) -> None:
    bakery.world.stock("FLOUR", 5)
    order = bakery.order(20)
    flour = bakery.world.items["FLOUR"].id
    work.issue([order], by=BY, at=AT)
    rows = [work.Unused(order, flour, D(qty)) for qty in ("1.5", "4", "-1")] + [work.Unused(7, flour, D(1))]
    outcome = work.return_material(rows, by=BY, at=AT)
    assert outcome.done == [0]
    assert {n: r.code for n, r in outcome.refused.items()} == {1: "not_issued", 2: "bad_quantity", 3: "not_found"}
    assert (bakery.flour(order), bakery.world.level("FLOUR")) == ((D(5), D(5), D("1.5")), (D("1.5"), D(0)))
    inbound = Inbound.objects.get(id=outcome.made[order])
    assert (inbound.kind, inbound.state, inbound.outbound_id) == (
        "material_return",
        "received",
        Outbound.objects.get().id,
    )
    assert told("MaterialReturned")[0].payload == {"lines": [{"item": flour, "qty": "1.5"}]}


def test_backflushed_lots_come_back_as_they_left(bakery: Bakery) -> None:
    Item.objects.filter(code="FLOUR").update(tracking="lot")
    bakery.world.stock("FLOUR", 3, lot="F-1")
    bakery.world.stock("FLOUR", 3, lot="F-2")
    order = bakery.order(20, backflush=True)
    bakery.report(order, 4)
    report = bakery.report(order, 16)
    work.reverse_reports([report], by=BY, at=AT)
    assert bakery.flour(order) == (D(5), D(5), D(4))
    back = Receipt.objects.get(inbound__kind="material_return").lines.order_by("lot__code")
    assert list(back.values_list("lot__code", "qty")) == [("F-1", D(2)), ("F-2", D(2))]


@pytest.mark.parametrize("verb", ["finish", "close"])
def test_an_end_needs_its_beginning(bakery: Bakery, verb: str) -> None:
    order = bakery.order(20)
    assert getattr(work, verb)([order], by=BY, at=AT).refused[order].code == "wrong_state"


def test_finishing_gives_back_what_was_planned_and_not_used(bakery: Bakery) -> None:
    bakery.world.stock("FLOUR", 5)
    order = bakery.order(20, backflush=True)
    bakery.report(order, 8)
    work.finish([order], by=BY, at=AT)
    assert bakery.world.level("FLOUR") == (D(3), D(0))
    assert sorted(Outbound.objects.values_list("state", flat=True)) == ["cancelled", "shipped"]
    refused = work.return_material([work.Unused(order, bakery.world.items["FLOUR"].id, D(1))], by=BY, at=AT).refused
    assert refused[0].code == "wrong_state"


def test_work_is_not_finished_while_the_warehouse_picks_for_it(bakery: Bakery) -> None:
    bakery.world.stock("FLOUR", 5)
    order = bakery.order(20)
    work.start([order], by=BY, at=AT)
    stock.release([Outbound.objects.get().id], by=BY, at=AT)
    assert work.finish([order], by=BY, at=AT).refused[order].code == "material_in_hand"
    assert bakery.made(order)[0] == "started"


def test_another_outbound_with_the_same_source_is_no_material(bakery: Bakery) -> None:
    bakery.world.stock("TEA", 1)
    order, w = bakery.order(20), bakery.world
    new = NewOutbound(
        "other", w.east, w.owner, w.entity.id, [NewLine(w.items["TEA"].id, D(1))], source=("work_order", order)
    )
    stock.ship_whole(stock.plan_outbounds([new], by=BY, at=AT).done, by=BY, at=AT)
    hear(handlers.follow_goods, "OutboundShipped")
    assert WorkOrder.objects.get().state == "released"
    assert Material.objects.count() == 1
