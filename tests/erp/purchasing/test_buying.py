"""From what lacks to what is received: proposals with their figures, orders, dates, receipts."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests import world as worlds
from tests.world import AT, BY, TODAY, World
from yunhe.erp.purchasing import commands as buying
from yunhe.erp.purchasing.handlers import follow_receipts
from yunhe.erp.purchasing.models import Proposal, PurchaseLine, PurchaseOrder
from yunhe.kernel.events import Recorded
from yunhe.kernel.models import Case
from yunhe.stock import commands as stock
from yunhe.stock.commands.receiving import Received
from yunhe.stock.models import InboundLine, Promise
from yunhe.stock.order_point import need, safety
from yunhe.stock.promising import promise
from yunhe.stock.queries import Position, positions

D = Decimal


@pytest.fixture
def world(db_tx: None) -> World:
    world = worlds.build()
    terms = {
        "unit": world.units["box"],
        "factor": D(12),
        "price_incl": D("226.00"),
        "moq": D(24),
        "multiple": D(12),
        "lead_days": 3,
    }
    buying.save_offers([{"supplier": world.partners["HILL"], "item": world.items["TEA"], **terms}], by=BY, at=AT)
    return world


def position(**figures: int | tuple[int, ...]) -> Position:
    zero = {"lead_days": 0, "on_hand": 0, "allocated": 0, "waiting": 0, "incoming": 0, "per_day": 0}
    months = tuple(D(m) for m in figures.pop("months", ()))  # type: ignore[union-attr]
    return Position(1, 1, months=months, **{k: D(v) for k, v in {**zero, **figures}.items()})  # type: ignore[arg-type]


def test_safety_is_the_highest_month_and_a_fifth() -> None:
    assert safety([D(100), D(150), D(120)]) == D(180)
    assert safety([]) == D(0)


def test_the_mission_s_fixture_a_thousand_sets_five_hundred_screws_three_hundred_free() -> None:
    found = need(position(on_hand=300, waiting=500), D(1), D(1))
    assert found is not None
    assert (found.qty, found.why["plain_formula"]) == (D(200), "200")


def test_nothing_is_bought_while_safety_is_covered() -> None:
    assert need(position(on_hand=100, incoming=80, months=(150,)), D(1), D(1)) is None
    found = need(position(on_hand=100, incoming=79, months=(150,)), D(1), D(1))
    assert found is not None
    assert found.qty == D(1)


def test_minimum_and_multiple_round_up() -> None:
    found = need(position(waiting=25), D(10), D(12))
    assert found is not None
    assert found.qty == D(36)


def test_use_counts_what_was_shipped_not_what_was_moved(world: World) -> None:
    world.stock("TEA", 90, at=AT - timedelta(days=30))
    id = world.outbound(("TEA", 45), at=AT - timedelta(days=30))
    stock.ship_whole([id], by=BY, at=AT - timedelta(days=30))
    (found,) = positions([(world.items["TEA"].id, world.east)], TODAY)
    assert (found.on_hand, found.months, found.per_day) == (D(45), (D(45),), D("0.5"))


def test_a_shortage_becomes_a_purchase_order_and_its_receipt_closes_it(world: World) -> None:
    tea = world.items["TEA"].id
    outbound = world.outbound(("TEA", 30))
    proposed = buying.propose([(tea, world.east), (world.items["CAKE"].id, world.east)], by=BY, at=AT)
    (proposal,) = Proposal.objects.all()
    assert proposed.made == {(tea, world.east): proposal.id}
    assert (proposal.qty, proposal.why["waiting"], proposal.due_on) == (D(36), "30", TODAY + timedelta(days=3))
    buying.propose([(tea, world.east)], by=BY, at=AT)
    assert Proposal.objects.count() == 1, "a second run makes no second proposal"
    (po,) = set(buying.accept([proposal.id], by=BY, at=AT).made.values())
    line = PurchaseLine.objects.get(order=po)
    assert (line.qty, line.base_qty, line.amount_incl, line.tax) == (D(3), D(36), D("678.00"), D("78.00"))
    assert buying.propose([(tea, world.east)], by=BY, at=AT).made == {}, "what is accepted is not proposed again"
    buying.approve([po], by=BY, at=AT)
    inbound = buying.send([po], by=BY, at=AT).made[po]
    expected = InboundLine.objects.get(inbound=inbound)
    assert (expected.qty, expected.unit_cost) == (D(36), D("16.666667"))
    promise([tea], [world.east], by=BY, at=AT)
    buying.confirm({po: TODAY + timedelta(days=5)}, by=BY, at=AT)
    assert list(Promise.objects.values_list("outbound_line__outbound_id", "qty", "due")) == [
        (outbound, D(30), date(2026, 11, 26))
    ]
    assert buying.propose([(tea, world.east)], by=BY, at=AT).made == {}, "what is ordered is not ordered again"
    stock.receive([Received(expected.id, D(36))], by=BY, at=AT)
    follow_receipts([_received(po)], by=BY, at=AT)
    assert (PurchaseOrder.objects.get(id=po).state, PurchaseOrder.objects.get(id=po).received) == ("closed", "full")


def test_an_item_that_nobody_sells_is_a_case(world: World) -> None:
    world.outbound(("CUP", 2))
    buying.propose([(world.items["CUP"].id, world.east)], by=BY, at=AT)
    assert list(Case.objects.values_list("type", flat=True)) == ["no_supplier"]
    assert (
        buying.accept([Proposal.objects.get().id], by=BY, at=AT).refused[Proposal.objects.get().id].code
        == "no_supplier"
    )


def test_an_order_of_which_goods_came_is_closed_not_cancelled(world: World) -> None:
    world.outbound(("TEA", 30))
    buying.propose([(world.items["TEA"].id, world.east)], by=BY, at=AT)
    (po,) = set(buying.accept([Proposal.objects.get().id], by=BY, at=AT).made.values())
    buying.approve([po], by=BY, at=AT)
    inbound = buying.send([po], by=BY, at=AT).made[po]
    stock.receive([Received(InboundLine.objects.get(inbound=inbound).id, D(12))], by=BY, at=AT)
    follow_receipts([_received(po)], by=BY, at=AT)
    assert buying.cancel([po], by=BY, at=AT).refused[po].code == "wrong_state"
    assert buying.close([po], by=BY, at=AT).done == [po]
    assert PurchaseOrder.objects.get(id=po).state == "closed_short"


def _received(po: int) -> Recorded:
    return Recorded(1, 1, "GoodsReceived", "inbound", 1, None, TODAY, AT, "test", {"source": ["purchase", po]})
