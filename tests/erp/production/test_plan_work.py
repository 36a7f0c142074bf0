"""From what lacks to planned work: quantities, figures, bills, and that nothing is planned twice."""

from datetime import timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.erp.production.bakery import Bakery, hear, story, told
from tests.world import AT, BY, TODAY
from yunhe.catalog.models import Bom, BomLine, Item
from yunhe.erp.production import commands as work
from yunhe.erp.production import handlers
from yunhe.erp.production.models import Material, WorkOrder
from yunhe.erp.production.rules import Ingredient, allowed, explode, unit_cost
from yunhe.kernel.models import Case
from yunhe.stock import commands as stock

D = Decimal


def place(bakery: Bakery, item: str = "CAKE") -> tuple[int, int]:
    return (bakery.world.items[item].id, bakery.world.east)


def test_a_bill_explodes_with_scrap_on_top_and_rounds_up_to_the_item_s_decimals() -> None:
    lines = [Ingredient(1, D("2.5"), D("0"), 3), Ingredient(2, D(1), D("0.05"), 0)]
    assert explode(D(33), D(10), lines) == {1: D("8.25"), 2: D(4)}


def test_the_bill_allows_all_of_the_plan_at_the_full_quantity() -> None:
    assert [allowed(D("2.5"), D(n), D(3), 3) for n in (1, 2, 3)] == [D("0.833"), D("1.667"), D("2.5")]


@given(st.decimals("0.001", 500, places=3), st.integers(1, 40))
def test_reports_of_single_pieces_use_exactly_the_plan(planned: Decimal, qty: int) -> None:
    upto = [allowed(planned, D(made), D(qty), 3) for made in range(qty + 1)]
    assert upto == sorted(upto)
    assert (upto[0], upto[-1]) == (D(0), planned)


def test_the_expected_cost_needs_the_cost_of_every_material() -> None:
    assert unit_cost({1: D(5), 2: D(1)}, {1: D("2.00"), 2: D("0.01")}, D(20)) == D("0.500500")
    assert unit_cost({1: D(5), 2: D(1)}, {1: D("2.00")}, D(20)) is None


def test_a_shortage_plans_work_with_its_figures(bakery: Bakery) -> None:
    bakery.world.outbound(("CAKE", 25))
    hear(handlers.plan_lacking, "LinesShort")
    order = WorkOrder.objects.get()
    assert (order.state, order.qty, order.why["waiting"]) == ("planned", D(25), "25")
    assert order.due_on == TODAY + timedelta(days=7)
    assert bakery.flour(order.id) == (D("6.25"), D(0), D(0))
    assert told("WorkPlanned")[0].payload == {
        "state": "planned",
        "item": place(bakery)[0],
        "warehouse": bakery.world.east,
        "qty": "25",
        "auto": False,
    }


def test_planned_work_is_changed_not_doubled_and_cancelled_when_not_needed(bakery: Bakery) -> None:
    first = bakery.world.outbound(("CAKE", 25))
    made = work.plan_work([place(bakery)], by=BY, at=AT).made
    second = bakery.world.outbound(("CAKE", 10))
    assert work.plan_work([place(bakery)], by=BY, at=AT).made == made
    order = WorkOrder.objects.get()
    assert (order.qty, bakery.flour(order.id)[0]) == (D(35), D("8.75"))
    stock.cancel_outbounds([first, second], by=BY, at=AT)
    assert work.plan_work([place(bakery)], by=BY, at=AT).made == {}
    assert story(order.id) == ["WorkPlanned", "WorkPlanned", "WorkCancelled"]


def test_firm_and_released_work_counts_as_coming(bakery: Bakery) -> None:
    bakery.world.outbound(("CAKE", 25))
    ((order),) = work.plan_work([place(bakery)], by=BY, at=AT).made.values()
    work.firm([order], by=BY, at=AT)
    assert work.plan_work([place(bakery)], by=BY, at=AT).made == {}
    work.release([order], by=BY, at=AT)
    assert work.plan_work([place(bakery)], by=BY, at=AT).made == {}
    bakery.world.outbound(("CAKE", 4))
    (more,) = work.plan_work([place(bakery)], by=BY, at=AT).made.values()
    assert (more != order, WorkOrder.objects.get(id=more).qty) == (True, D(4))


def test_terms_round_lots_and_release_by_themselves(bakery: Bakery) -> None:
    cake = bakery.world.items["CAKE"]
    terms = [{"item": cake, "min_qty": D(20), "multiple": D(10), "auto": True}]
    assert work.save_terms([{"item": cake}], by=BY, at=AT).done == [0]
    work.save_terms(terms, by=BY, at=AT)
    bakery.world.outbound(("CAKE", 25))
    work.plan_work([place(bakery)], by=BY, at=AT)
    order = WorkOrder.objects.get()
    assert order.qty == D(30)
    hear(handlers.release_at_once, "WorkPlanned")
    assert story(order.id) == ["WorkPlanned", "WorkFirmed", "WorkReleased"]


def test_an_item_without_a_bill_is_a_case(bakery: Bakery) -> None:
    Bom.objects.update(valid_from=TODAY + timedelta(days=1))
    bakery.world.outbound(("CAKE", 25))
    assert work.plan_work([place(bakery), place(bakery, "TEA")], by=BY, at=AT).made == {}
    assert list(Case.objects.values_list("type", "subject_id")) == [("no_bom", place(bakery)[0])]


def test_the_newest_bill_that_holds_counts_and_labour_is_no_material(bakery: Bakery) -> None:
    w = bakery.world
    bom = Bom.objects.create(item=w.items["CAKE"], version="2", valid_from=TODAY, qty=1)
    oven = Item.objects.create(code="OVEN", name="烤炉", kind="service", unit=w.units["pcs"])
    BomLine.objects.create(bom=bom, component=oven, qty=1)
    BomLine.objects.create(bom=bom, component=w.items["FLOUR"], qty=D("0.3"), scrap=D("0.1"))
    order = bakery.order(10)
    assert list(Material.objects.filter(order=order).values_list("item__code", "planned")) == [("FLOUR", D("3.3"))]


def test_work_by_hand_is_firm_and_needs_a_bill_and_a_whole_quantity(bakery: Bakery) -> None:
    cake, tea = bakery.world.items["CAKE"].id, bakery.world.items["TEA"].id
    rows = [
        work.NewWork(item, bakery.world.east, D(qty), TODAY)
        for item, qty in ((cake, "5"), (tea, "5"), (cake, "0.5"), (0, "1"))
    ]
    outcome = work.order(rows, by=BY, at=AT)
    assert outcome.done == [0]
    assert {n: r.code for n, r in outcome.refused.items()} == {1: "no_bom", 2: "bad_quantity", 3: "not_found"}
    assert story(outcome.made[0]) == ["WorkPlanned"]
    assert WorkOrder.objects.get().state == "firm"
