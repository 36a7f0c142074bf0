"""The gross profit by order, item, shop and day: one story with exact figures, and always the trial balance."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from tests.oms.conftest import ShopWorld, shop_world
from tests.oms.test_returns import delivered
from tests.world import AT, BY
from yunhe.catalog.models import Item
from yunhe.erp.finance import commands as finance
from yunhe.erp.finance.queries import trial_balance
from yunhe.insight.doctor import examine
from yunhe.insight.profit import (
    PROFIT_DAYS,
    PROFIT_ENTRIES,
    PROFIT_ITEMS,
    PROFIT_LISTS,
    PROFIT_ORDERS,
    PROFIT_SHOPS,
    earned_of_order,
)
from yunhe.kernel.actor import Actor, person
from yunhe.kernel.listing import Listing, State, page_of
from yunhe.oms import commands as oms
from yunhe.oms.commands.returns import NewReturn
from yunhe.oms.models import OrderLine, Shop
from yunhe.stock import commands as stock
from yunhe.stock.bindings import bound_to
from yunhe.stock.commands.picking import Pick
from yunhe.stock.commands.receiving import Received
from yunhe.stock.models import InboundLine, OutboundLine

__all__ = ["shop_world"]
D = Decimal
DECEMBER = AT + timedelta(days=14)
OWNER = person("owner", ["*"])
HEADS = {PROFIT_ORDERS: "order", PROFIT_ITEMS: "item", PROFIT_SHOPS: "shop", PROFIT_DAYS: "day"}
ALL_POSTINGS = "f.item.ne=NONE&f.day.ge=2000-01-01&f.order.ne=NONE"  # no sum knows of all these

Figures = tuple[str, str, str, str]  # quantity, revenue, cost, gross profit


def rows(listing: Listing, head: str, query: str = "", actor: Actor = OWNER) -> dict[str, Figures]:
    found = page_of(listing, State.parse(query), actor=actor, at=DECEMBER)
    return {
        row[head].text: (row["qty"].text, row["revenue"].text, row["cost"].text, row["profit"].text)
        for row in found.rows
    }


def total(listing: Listing, query: str = "", actor: Actor = OWNER) -> tuple[str, ...]:
    """Revenue, cost and gross profit below a list."""
    totals = page_of(listing, State.parse(query), actor=actor, at=DECEMBER).totals or {}
    return tuple(cell.text for name in ("revenue", "cost", "profit") for cell in totals[name])


def agree(w: ShopWorld) -> None:
    """Every list sums to the trial balance of each month, and the doctor finds nothing."""
    for start, end in ((date(2026, 11, 1), date(2026, 11, 30)), (date(2026, 12, 1), date(2026, 12, 31))):
        moved = {r.role: r.debit - r.credit for r in trial_balance(w.world.entity.id, start=start, end=end)}
        revenue, cost = -moved.get("revenue", D(0)), moved.get("cost_of_sales", D(0))
        books = tuple(f"{figure:,.2f}" for figure in (revenue, cost, revenue - cost))
        query = f"f.day.ge={start}&f.day.le={end}"
        assert {total(listing, query) for listing in PROFIT_LISTS} == {books if revenue or cost else ()}
    for listing, head in HEADS.items():  # the sums that the postings keep are those of the postings
        for shop in ("", "&f.shop.eq=京东店"):
            said = {
                query: rows(listing, head, f"{query}{shop}") for query in ("sort=profit", f"sort=profit&{ALL_POSTINGS}")
            }
            assert len({tuple(found.items()) for found in said.values()}) == 1
    assert [finding for finding in examine() if not finding.holds] == []


def company(w: ShopWorld) -> Mapping[str, int]:
    """Two shops with books and goods; a kit with a service (A), two orders in one parcel (C, D), one that left in parts and
    was cancelled for the rest (E). The orders' ids."""
    Item.objects.create(code="WRAP", name="礼品包装", name_en="Wrapping", kind="service", unit=w.world.units["pcs"])
    Shop.objects.create(code="T2", name="京东店", channel="jd", entity=w.shop.entity, warehouse_id=w.world.east)
    finance.open_books([w.world.entity.id], by=BY, at=AT)
    w.world.stock("TEA", 20, cost="6.00")
    w.world.stock("CUP", 20, cost="2.00")
    a = delivered(w, ("GIFT", 1, "113.00"), ("WRAP", 2, "5.65"))
    Shop.objects.update(auto_release=False)
    c = w.send(("TEA", 1, "22.60"), id="C")
    d = w.send(("TEA", 2, "20.34"), ("CUP", 1, "0.00"), id="D", shop="T2")
    w.run()
    outbound = oms.merge([c, d], by=BY, at=AT).made[c]
    stock.ship_whole([outbound], by=BY, at=AT)
    e = w.send(("TEA", 3, "11.30"), id="E", shop="T2", address={**ELSEWHERE})
    w.run()
    line = OutboundLine.objects.get(root_id=e)
    (child,) = stock.split_outbounds({line.id: D(2)}, by=BY, at=AT).made.values()
    stock.ship_whole([child], by=BY, at=AT)
    w.run()
    oms.cancel_lines({OrderLine.objects.get(order=e).id: D(1)}, by=BY, at=AT)
    w.run()
    return {"A": a, "C": c, "D": d, "E": e}


ELSEWHERE = {"recipient": "李雷", "phone": "13900000009", "region_code": "440300", "detail": "深南大道 1 号"}


def test_every_view_gives_the_exact_figures_and_the_trial_balance(shop_world: ShopWorld) -> None:
    w = shop_world
    orders = company(w)
    numbers = {name: w.order(id).number for name, id in orders.items()}
    assert rows(PROFIT_ORDERS, "order") == {
        numbers["A"]: ("5", "110.00", "10.00", "100.00"),
        numbers["D"]: ("3", "36.00", "14.00", "22.00"),
        numbers["C"]: ("1", "20.00", "6.00", "14.00"),
        numbers["E"]: ("2", "20.00", "12.00", "8.00"),
    }
    assert rows(PROFIT_ITEMS, "item") == {
        "TEA": ("6", "136.00", "36.00", "100.00"),
        "CUP": ("3", "40.00", "6.00", "34.00"),
        "WRAP": ("2", "10.00", "0.00", "10.00"),
    }
    assert rows(PROFIT_SHOPS, "shop") == {
        "天猫旗舰店": ("6", "130.00", "16.00", "114.00"),
        "京东店": ("5", "56.00", "26.00", "30.00"),
    }
    assert rows(PROFIT_DAYS, "day") == {"2026-11-21": ("11", "186.00", "42.00", "144.00")}
    agree(w)

    line = OrderLine.objects.get(order=orders["A"], item__code="GIFT").id
    back = oms.request_returns([NewReturn(orders["A"], {line: D(1)}, "not_wanted")], by=BY, at=DECEMBER).made[0]
    inbound = oms.approve_returns([back], by=BY, at=DECEMBER).made[back]
    w.world.stock("TEA", 10, cost="9.00", at=DECEMBER)  # what tea costs today is not what it left with
    parts = [Received(part.id, part.qty) for part in InboundLine.objects.filter(inbound=inbound)]
    stock.receive(parts, by=BY, at=DECEMBER)
    w.run(at=DECEMBER)
    refund = oms.settle_returns([back], by=BY, at=DECEMBER).made[back]
    oms.approve_refunds([refund], by=BY, at=DECEMBER)
    w.run(at=DECEMBER)
    december = "f.day.ge=2026-12-01"
    assert rows(PROFIT_ORDERS, "order", december) == {numbers["A"]: ("-3", "-100.00", "-10.00", "-90.00")}
    assert rows(PROFIT_ITEMS, "item", december) == {
        "CUP": ("-2", "-40.00", "-4.00", "-36.00"),
        "TEA": ("-1", "-60.00", "-6.00", "-54.00"),
    }
    assert rows(PROFIT_ORDERS, "order")[numbers["A"]] == ("2", "10.00", "0.00", "10.00")
    assert [(one.code, one.profit, one.margin) for one in earned_of_order(orders["A"], OWNER)] == [
        ("WRAP", D("10.00"), D("100.0")),
        ("TEA", D("0.00"), None),
        ("CUP", D("0.00"), None),
    ]
    agree(w)

    # a condition on what is summed is asked before, one on a sum behind; both leave totals of what is shown
    assert rows(PROFIT_ORDERS, "order", "f.item.eq=TEA&f.profit.gt=10") == {
        numbers["D"]: ("2", "36.00", "12.00", "24.00"),
        numbers["C"]: ("1", "20.00", "6.00", "14.00"),
    }
    assert total(PROFIT_ORDERS, "f.item.eq=TEA&f.profit.gt=10") == ("56.00", "18.00", "38.00")
    first = page_of(PROFIT_ORDERS, State.parse("f.item.eq=TEA&size=20"), actor=OWNER, at=DECEMBER)
    assert first.count == 4
    assert (first.totals or {})["margin"][0].text == "60.5"  # 46 of 76
    assert [row["margin"].text for row in first.rows] == ["66.7", "70", "40", ""]

    found = {}
    for listing in PROFIT_LISTS:
        columns = ",".join(listing.seen_by(OWNER).columns)
        found[listing] = page_of(listing, State.parse(f"q=tea&columns={columns}"), actor=OWNER, at=DECEMBER).count
    assert [found[one] for one in (PROFIT_ITEMS, PROFIT_DAYS, PROFIT_ORDERS, PROFIT_SHOPS)] == [1, 2, 0, 0]

    # who is limited to a shop sees that shop; who may not see the books sees nothing of an order's
    (second,) = Shop.objects.filter(code="T2").values_list("id", flat=True)
    limited = Actor("sun", rights=frozenset(["finance.see"]), shops=frozenset([second]))
    assert rows(PROFIT_SHOPS, "shop", actor=limited) == {"京东店": ("5", "56.00", "26.00", "30.00")}
    assert {total(listing, actor=limited) for listing in PROFIT_LISTS} == {("56.00", "26.00", "30.00")}
    assert earned_of_order(orders["C"], limited) == []
    assert earned_of_order(orders["D"], person("clerk", ["oms.see"])) == []
    assert len(rows(PROFIT_ENTRIES, "order")) > 0


def test_what_a_picker_did_not_find_is_no_cost_of_its_order(shop_world: ShopWorld) -> None:
    """Fails when the doctor takes goods that were written off at a bin for goods that left with the order."""
    w = shop_world
    finance.open_books([w.world.entity.id], by=BY, at=AT)
    w.world.stock("TEA", 2, cost="6.00")
    order = w.send(("TEA", 2, "20.00"))
    w.run()
    outbound = OutboundLine.objects.get(root_id=order).outbound_id
    [binding] = bound_to([outbound])
    stock.pick([Pick(binding.id, D(1))], by=BY, at=AT)
    stock.short_pick([Pick(binding.id, D(1))], by=BY, at=AT)
    w.run()
    assert [finding for finding in examine() if not finding.holds] == []
