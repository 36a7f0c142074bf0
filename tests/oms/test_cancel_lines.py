"""Parts of orders are cancelled: what has shipped stays, the rest goes with its goods and its money."""

from decimal import Decimal

import pytest

from tests.oms.conftest import ShopWorld
from tests.world import AT, BY
from yunhe.erp.finance import commands as finance
from yunhe.erp.finance.models import Application, Payment, Receivable
from yunhe.insight.doctor import examine
from yunhe.kernel.models import Event
from yunhe.oms import commands as oms
from yunhe.oms.commands.returns import NewReturn
from yunhe.oms.models import Order, OrderLine, Refund, Shop
from yunhe.stock import commands as stock
from yunhe.stock.commands.receiving import Received
from yunhe.stock.models import InboundLine, Outbound, OutboundLine

D = Decimal


@pytest.fixture
def desk(shop_world: ShopWorld) -> ShopWorld:
    """A shop with books whose outbounds wait for a person, and which ships what is there."""
    Shop.objects.update(auto_release=False, ship_partial=True)
    finance.open_books([shop_world.world.entity.id], by=BY, at=AT)
    return shop_world


def part_shipped(w: ShopWorld, *lines: tuple[str, int, str], **fields: object) -> int:
    """Order A1, of which everything that is there has left."""
    id = w.send(*lines, **fields)
    w.run()
    whole = Outbound.objects.filter(root_id=id).exclude(lines__allocated=0)
    stock.ship_whole(list(whole.values_list("id", flat=True)), by=BY, at=AT)
    w.run()
    assert w.order(id).progress == "part_shipped"
    return id


def deliver(w: ShopWorld) -> None:
    stock.deliver(list(Outbound.objects.filter(state="shipped").values_list("id", flat=True)), by=BY, at=AT)
    w.run()


def sound() -> None:
    assert [finding for finding in examine() if not finding.holds] == []


def test_the_rest_of_a_part_shipped_line_is_cancelled_and_its_money_goes_back(desk: ShopWorld) -> None:
    """Fails when a line of which anything lives is refused."""
    desk.world.stock("TEA", 2)
    id = part_shipped(desk, ("TEA", 3, "10.00"), discount=D("20.00"))
    line = OrderLine.objects.get()
    assert (line.short, desk.order(id).total) == (D(1), D("10.00"))
    for qty in (D(2), D(3)):
        assert oms.cancel_lines({line.id: qty}, by=BY, at=AT).refused[line.id].code == "shipped"
    assert oms.cancel_lines({line.id: D(4)}, by=BY, at=AT).refused[line.id].code == "bad_quantity"
    assert oms.cancel_lines({line.id: D(1)}, by=BY, at=AT).done == [line.id]
    line.refresh_from_db()
    shipped = OutboundLine.objects.get(outbound__state="shipped")
    assert (shipped.amount_incl, line.cancelled_incl, shipped.tax + line.cancelled_tax) == (
        D("6.67"),
        D("3.33"),
        line.tax,
    )
    assert (line.cancelled, line.short, desk.order(id).progress) == (D(1), D(0), "shipped")
    assert sorted(Outbound.objects.values_list("state", flat=True)) == ["cancelled", "shipped"]
    assert list(Refund.objects.values_list("order", "amount", "unearned", "state")) == [
        (id, D("3.33"), D("3.33"), "requested")
    ]
    told = Event.objects.get(kind="OrderLinesCancelled").payload
    assert told["lines"] == [{"line": line.id, "qty": "1", "amount": "3.33"}]
    deliver(desk)
    assert desk.order(id).state == "completed"
    assert Event.objects.get(kind="OrderCompleted").payload["total"] == "6.67"
    sound()


def test_a_refund_of_what_never_shipped_takes_no_sale_back(desk: ShopWorld) -> None:
    """Fails when an approved refund credits the first sale it finds: the shipped part's revenue would shrink, and its
    buyer's deposit stay for ever."""
    desk.world.stock("TEA", 2)
    id = part_shipped(desk, ("TEA", 3, "10.00"), discount=D("20.00"))
    oms.cancel_lines({OrderLine.objects.get().id: D(1)}, by=BY, at=AT)
    refund = Refund.objects.get()
    oms.approve_refunds([refund.id], by=BY, at=AT)
    oms.pay_refunds({refund.id: "P1"}, by=BY, at=AT)
    desk.run()
    (sale,) = Receivable.objects.filter(order_id=id)
    assert (sale.kind, sale.amount, sale.settled) == ("sale", D("6.67"), D("6.67"))
    assert Payment.objects.get(kind="refund").applied == D("3.33")
    kept = Application.objects.get(order_id=id, payment__kind="receipt")
    assert (kept.amount, kept.used) == (D("10.00"), D("10.00"))
    assert desk.order(id).payment == "part_refunded"
    sound()


def test_returns_of_what_stays_sum_to_what_stays(desk: ShopWorld) -> None:
    """Fails when a return is shared over the whole line, the cancelled part included."""
    desk.world.stock("TEA", 2)
    id = part_shipped(desk, ("TEA", 3, "10.01"), discount=D("20.02"))
    line = OrderLine.objects.get()
    oms.cancel_lines({line.id: D(1)}, by=BY, at=AT)
    deliver(desk)
    (back,) = oms.request_returns([NewReturn(id, {line.id: D(2)}, "x")], by=BY, at=AT).made.values()
    (inbound,) = oms.approve_returns([back], by=BY, at=AT).made.values()
    stock.receive([Received(InboundLine.objects.get(inbound=inbound).id, D(2))], by=BY, at=AT)
    desk.run()
    oms.settle_returns([back], by=BY, at=AT)
    assert sum(Refund.objects.values_list("amount", flat=True)) == D("10.01")


def test_what_waits_is_cancelled_before_what_is_there(desk: ShopWorld) -> None:
    """Fails when the parts are taken in the order of their numbers."""
    desk.world.stock("TEA", 2)
    id = desk.send(("TEA", 5, "10.00"), ("CUP", 1, "5.00"))
    desk.run()
    tea, cup = OrderLine.objects.order_by("n")
    assert oms.cancel_lines({tea.id: D(2)}, by=BY, at=AT).done == [tea.id]
    assert (tea_of(id), desk.world.level("TEA")) == ([(D(1), D(0)), (D(2), D(2))], (D(2), D(2)))
    assert oms.cancel_lines({tea.id: D(2), cup.id: D(1)}, by=BY, at=AT).done == [tea.id, cup.id]
    assert (tea_of(id), desk.world.level("TEA")) == ([(D(1), D(1))], (D(2), D(1)))
    desk.run()
    assert (desk.order(id).progress, sum(Refund.objects.values_list("amount", flat=True))) == ("allocated", D("45.00"))
    sound()


def tea_of(order: int) -> list[tuple[Decimal, Decimal]]:
    """(quantity, allocated) of the living tea."""
    lines = OutboundLine.objects.filter(root_id=order, item__code="TEA").exclude(outbound__state="cancelled")
    return sorted(lines.values_list("qty", "allocated"))


def test_sets_of_a_kit_are_cancelled_with_all_components(desk: ShopWorld) -> None:
    """Fails when only one of the components is given up."""
    desk.world.stock("TEA", 3)
    desk.world.stock("CUP", 6)
    desk.send(("GIFT", 3, "33.34"), discount=D("0.01"))
    desk.run()
    line = OrderLine.objects.get()
    oms.cancel_lines({line.id: D(1)}, by=BY, at=AT)
    desk.run()
    living = OutboundLine.objects.filter(outbound__state="planned").order_by("n")
    assert list(living.values_list("item__code", "qty")) == [("TEA", D(2)), ("CUP", D(4))]
    line.refresh_from_db()
    assert sum(living.values_list("amount_incl", flat=True)) + line.cancelled_incl == D("100.01")
    assert desk.world.level("CUP") == (D(6), D(4))
    sound()


def test_what_the_warehouse_has_is_recalled_first(desk: ShopWorld) -> None:
    desk.world.stock("TEA", 3)
    id = desk.send(("TEA", 3, "10.00"))
    desk.run()
    (outbound,) = Outbound.objects.values_list("id", flat=True)
    stock.release([outbound], by=BY, at=AT)
    line = OrderLine.objects.get(order=id).id
    assert oms.cancel_lines({line: D(1)}, by=BY, at=AT).refused[line].code == "released"
    assert OrderLine.objects.get().cancelled == 0


def test_who_pays_later_owes_less(desk: ShopWorld) -> None:
    """Fails when every cancelled line asks for money back, paid or not."""
    id = desk.send(("TEA", 3, "10.00"), payment="cod")
    desk.run()
    oms.cancel_lines({OrderLine.objects.get(order=id).id: D(1)}, by=BY, at=AT)
    assert Refund.objects.count() == 0


def test_an_order_of_which_nothing_is_left_is_cancelled(desk: ShopWorld) -> None:
    """Fails when cancelling all lines leaves the order where it was: it would wait to be allocated for ever."""
    desk.world.stock("TEA", 3)
    planned = desk.send(("TEA", 3, "10.00"), ("CUP", 1, "5.00"))
    held = desk.send(("NO-SUCH", 1, "5.00"), id="A2", payment="cod")
    desk.run()
    parts = dict(OrderLine.objects.values_list("id", "base_qty"))
    assert oms.cancel_lines(parts, by=BY, at=AT).done == list(parts)
    desk.run()
    assert [desk.order(id).state for id in (planned, held)] == ["cancelled", "cancelled"]
    assert set(Event.objects.filter(kind="OrderCancelled").values_list("root_id", flat=True)) == {planned, held}
    assert (desk.world.level("TEA"), Order.objects.get(id=held).holds.filter(released_at=None).count()) == (
        (D(3), D(0)),
        0,
    )
    assert list(Refund.objects.values_list("order", "amount")) == [(planned, D("35.00"))]
    sound()
