"""Lists and pages of goods: what comes, what goes between warehouses, what lies where since when, and the ledger."""

from datetime import timedelta
from decimal import Decimal

from django.test import Client

from tests.web.conftest import Login, Shop
from tests.web.test_floor import inbound
from tests.world import AT, BY, TODAY
from yunhe.kernel.calendar import business_day
from yunhe.stock import commands as stock
from yunhe.stock.commands.receiving import Received
from yunhe.stock.models import BinLevel, Inbound, Move, Outbound, Receipt

__all__ = ["inbound"]


def rows(client: Client, path: str) -> list[dict[str, str]]:
    """A list's rows by the names of its columns, as texts."""
    return client.get(path).json()["rows"]


def test_inbounds_and_their_page(shop: Shop, inbound: Inbound, login: Login) -> None:
    client = login("warehouse")
    [row] = [row for row in rows(client, "/inbounds.json") if row["number"] == inbound.number]
    assert (row["state"], row["kind"], row["partner"], row["lacking"]) == (
        "expected",
        "purchase",
        "Hill Tea Works",
        "29.000000",
    )
    text = client.get(f"/inbounds/{inbound.number}").content.decode()
    assert all(word in text for word in ("Hill Tea Works", "Longjing tea", f"/floor/receive/{inbound.number}"))
    client.post(f"/inbounds/{inbound.number}/act", {"action": "stock.arrive"})
    inbound.refresh_from_db()
    assert inbound.state == "arrived"


def test_a_transfer_by_hand_has_two_ends(shop: Shop, login: Login) -> None:
    client = login("warehouse")
    lines = {"sku": ["TEA", "16901234567899", ""], "qty": ["2", "1", ""]}
    wrong = {"from": "EAST", "to": "EAST", "due_on": "2026-11-24", **lines}
    assert b"Choose two different warehouses" in client.post("/transfers/new", wrong).content
    assert client.post("/transfers/new", {**wrong, "to": "SOUTH", "sku": ["NO-SUCH"]}).status_code == 422
    answer = client.post("/transfers/new", {**wrong, "to": "SOUTH"})
    outbound = Outbound.objects.get(kind="transfer")
    assert answer["Location"] == f"/outbounds/{outbound.number}"
    assert list(outbound.lines.values_list("item__code", "qty")) == [("TEA", Decimal(2)), ("TEA", Decimal(12))]
    [row] = rows(client, "/transfers.json")
    assert (row["warehouse"], row["to"], row["arrival"], row["due_on"]) == ("East", "South", "expected", "2026-11-24")


def test_stock_by_bin_says_since_when(shop: Shop, login: Login) -> None:
    client = login("warehouse")
    BinLevel.objects.update(since=business_day(AT) - timedelta(days=400))
    [row] = rows(client, "/bins.json?tab=old")
    assert (row["bin"], row["item"], row["qty"], row["bound"], row["left"]) == (
        "MAIN",
        "TEA",
        "10.000000",
        "2.000000",
        "8.000000",
    )
    assert rows(client, "/bins.json?tab=fresh") == []
    [level] = [one for one in rows(client, "/stock.json") if one["item"] == "TEA"]
    assert level["since"] == (business_day(AT) - timedelta(days=400)).isoformat()


def test_receipts_say_what_came_with_each_truck(shop: Shop, inbound: Inbound, login: Login) -> None:
    client = login("warehouse")
    line = inbound.lines.get(item__code="TEA")
    stock.arrive([inbound.pk], by=BY, at=AT)
    assert stock.receive([Received(line.id, line.qty)], by=BY, at=AT).refused == {}
    [seen] = rows(client, f"/receipts.json?tab=posted&q={inbound.number}")
    receipt = Receipt.objects.get(number=seen["number"])
    assert (seen["inbound"], seen["partner"], seen["kind"]) == (inbound.number, "Hill Tea Works", "purchase")
    opened = client.get(f"/receipts/unfold/{receipt.pk}").content.decode()
    assert "Longjing tea" in opened
    assert ">24<" in opened
    assert client.get(f"/receipts/unfold/{receipt.pk + 1}").content.count(b"<td") <= 1


def test_stock_by_order_says_to_whom_it_is_promised(shop: Shop, login: Login) -> None:
    client = login("warehouse")
    [tea] = rows(client, "/promised.json?tab=orders")
    outbound = Outbound.objects.get(kind="sale", state="released")
    assert (tea["order"], tea["outbound"], tea["item"], tea["qty"]) == (
        shop.released,
        outbound.number,
        "TEA",
        "2.000000",
    )
    assert rows(client, "/promised.json?tab=held") == []
    assert rows(login("warehouse", name="south", warehouses=[-1]), "/promised.json") == []


def test_who_may_not_see_the_physical_stock_sees_no_ledger_and_no_age(shop: Shop, login: Login) -> None:
    clerk = login("clerk")
    assert [clerk.get(path).status_code for path in ("/bins", "/ledger", "/ledger.csv")] == [403, 403, 403]
    assert "since" not in rows(clerk, "/stock.json")[0]


def test_the_ledger_is_every_move(shop: Shop, login: Login) -> None:
    client = login("warehouse")
    found = rows(client, "/ledger.json")
    assert len(found) == Move.objects.count() == 1
    assert (found[0]["cause"], found[0]["item"], found[0]["qty"], found[0]["bin"]) == (
        "receive",
        "TEA",
        "10.000000",
        "MAIN",
    )
    assert Inbound.objects.get().receipts.get().number in client.get("/ledger").content.decode()


def test_the_dock_counts_what_is_due(shop: Shop, inbound: Inbound, login: Login) -> None:
    late = shop.world.world.outbound(("TEA", 1), ship_by=AT - timedelta(days=1))
    stock.release([late], by=BY, at=AT)
    text = login("warehouse").get("/dock").content.decode()
    assert 'href="/outbounds?tab=released&amp;f.ship_by.le=' in text
    assert "What comes" in text
    assert business_day(AT) == TODAY
