"""What comes in typed: refused rows stand in the grid again; and an action on many rows, which is long work."""

import pytest
from django.test import Client

from tests.web.conftest import Login, Shop
from tests.web.sending import work_off
from yunhe.catalog.models import Item
from yunhe.oms.models import Order
from yunhe.stock.models import Level
from yunhe.tms.models import Carrier
from yunhe.web.jobs import actions
from yunhe.web.pages import lists

ITEMS = ("code", "name", "unit", "barcode", "tax_code", "weight_kg", "category")
BLANK = ("", "", "pcs", "", "13", "", "")


def type_in(client: Client, path: str, names: tuple[str, ...], *rows: tuple[str, ...]) -> str:
    answer = client.post(path, {name: [row[n] for row in rows] for n, name in enumerate(names)})
    return answer.content.decode()


def test_typed_rows_pass_one_by_one_and_the_others_stay_with_their_reason(shop: Shop, login: Login) -> None:
    good = ("ROD", "鱼竿; 碳素, 3.6m", "pcs", "6900000000017", "13", "0.45", "渔具")
    wrong = ("REEL", "渔轮", "pcs", "", "99", "", "")
    text = type_in(login("buyer"), "/enter/items", ITEMS, good, BLANK, wrong)
    assert "1 of 2 rows were taken in." in text
    assert "There is no tax rate 99" in text
    assert 'value="REEL"' in text
    assert 'value="ROD"' not in text
    rod = Item.objects.get(code="ROD")
    assert (rod.name, str(rod.weight_kg), rod.category.name, rod.unit.code) == (
        "鱼竿; 碳素, 3.6m",
        "0.4500",
        "渔具",
        "pcs",
    )
    assert not Item.objects.filter(code="REEL").exists()


def test_a_house_is_stocked_and_gets_a_carrier_by_hand(shop: Shop, login: Login) -> None:
    client, east = login("warehouse"), shop.world.world.east
    names = ("item", "warehouse", "qty", "unit_cost", "bin", "lot", "expires_on")
    before = Level.objects.get(item__code="TEA", warehouse=east, grade="good").on_hand
    assert "1 of 1 rows were taken in." in type_in(
        client, "/enter/stock", names, ("TEA", "EAST", "7", "12.50", "", "", "")
    )
    assert Level.objects.get(item__code="TEA", warehouse=east, grade="good").on_hand == before + 7
    bins = ("warehouse", "code", "zone", "aisle", "metres", "level")
    assert "1 of 1 rows were taken in." in type_in(client, "/enter/bins", bins, ("EAST", "A-01", "A", "1", "2", "0"))
    assert "A-01" in client.get("/places?tab=shelf").content.decode()
    type_in(client, "/enter/carriers", ("code", "name", "kind", "name_en"), ("VAN", "自送", "own", ""))
    assert Carrier.objects.get(code="VAN").kind == "own"


def test_nothing_typed_is_said_and_a_stranger_is_kept_out(shop: Shop, login: Login) -> None:
    assert "Fill in a row, or choose a file" in type_in(login("buyer"), "/enter/items", ITEMS, BLANK)
    assert login("clerk").get("/enter/items").status_code == 403


def test_an_action_on_many_rows_is_long_work(shop: Shop, login: Login, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "AT_ONCE", 2)
    monkeypatch.setattr(actions, "STEP", 1)
    client = login("clerk")
    given = {"action": "oms.cancel_orders", "all": "1", "ask.oms.cancel_orders": "shop closed"}
    job = int(client.post("/orders/act?tab=", given)["Location"].split("/")[-1])
    done = work_off(job)
    assert (done.state, done.done, done.total, done.result["done"], done.result["refused"]) == ("done", 3, 3, 3, 0)
    assert Order.objects.filter(state="cancelled").count() == 2  # the third is asked back from the warehouse
