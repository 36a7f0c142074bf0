"""The stations of the floor: what is reported twice counts once, what is wrong says why, and nothing is changed by it."""

import json
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from tests.web.conftest import Login, Shop
from tests.world import AT, BY, TODAY
from yunhe.kernel.models import Case
from yunhe.stock import commands as stock
from yunhe.stock.bindings import bound_to
from yunhe.stock.commands.inbound import Expected, NewInbound
from yunhe.stock.commands.picking import Pick
from yunhe.stock.models import Binding, BinLevel, Inbound, InboundLine, Move, Outbound, Parcel, Receipt
from yunhe.tms.models import Carrier
from yunhe.wms.commands import wave_released
from yunhe.wms.models import Count, Wave

D = Decimal


def task(client: Client, path: str) -> dict[str, Any]:
    text = client.get(path).content.decode()
    return json.loads(text.split("data-task>")[1].split("</script>")[0])


def tell(client: Client, path: str, *reports: dict[str, Any]) -> dict[str, Any]:
    return client.post(path, list(reports), content_type="application/json").json()


def report(**content: Any) -> dict[str, Any]:
    return {"uuid": str(uuid4()), "at": "2026-11-21T02:05:00Z", **content}


@pytest.fixture
def inbound(shop: Shop) -> Inbound:
    w = shop.world.world
    lines = [Expected(w.items["TEA"].id, D(24)), Expected(w.items["MILK"].id, D(5))]
    new = NewInbound("purchase", w.east, w.owner, w.entity.id, TODAY, lines, partner=w.partners["HILL"].id)
    (id,) = stock.expect([new], by=BY, at=AT).done
    return Inbound.objects.get(id=id)


def test_the_floor_shows_what_waits(shop: Shop, inbound: Inbound, login: Login) -> None:
    text = login("warehouse").get("/floor").content.decode()
    for name in ("Receive", "Put away", "Pick", "Pack", "Count", "Move"):
        assert name in text
    assert inbound.number in login("warehouse", name="second").get("/floor/receive").content.decode()


def test_any_code_says_what_it_is(shop: Shop, inbound: Inbound, login: Login) -> None:
    client = login("warehouse")
    asked = {
        code: client.get("/floor/what", {"code": code}).json()["meanings"] for code in ("6901234567892", "main", "X")
    }
    assert asked == {
        "6901234567892": [{"kind": "Item", "code": "TEA", "name": "Longjing tea", "url": ""}],
        "main": [{"kind": "Bin", "code": "MAIN", "name": "", "url": "/floor/count?bin=MAIN"}],
        "X": [],
    }
    [found] = client.get("/floor/what", {"code": inbound.number}).json()["meanings"]
    assert found["url"] == f"/floor/receive/{inbound.number}"


def test_a_gs1_label_says_what_its_goods_are(shop: Shop, login: Login) -> None:
    client = login("warehouse")
    asked = {
        label: client.get("/floor/what", {"code": label}).json()
        for label in ("(01)06901234567892(10)T1(17)270630", "]C10216901234567899\x1d3712", "(01)06901234567893")
    }
    tea = {"kind": "Item", "code": "TEA", "name": "Longjing tea", "url": ""}
    assert list(asked.values()) == [
        {"meanings": [{**tea, "name": "Longjing tea T1 2027-06-30"}], "wrong": ""},
        {"meanings": [tea], "wrong": ""},
        {"meanings": [], "wrong": "(01) 06901234567893: the check digit is wrong"},
    ]


def test_a_truck_that_is_told_twice_is_one_receipt(shop: Shop, inbound: Inbound, login: Login) -> None:
    client = login("warehouse")
    lines = task(client, f"/floor/receive/{inbound.number}")["lines"]
    tea, milk = lines
    assert (tea["code"], tea["qty"], tea["received"], tea["codes"]["16901234567899"]) == ("TEA", "24", "0", "12")
    assert (milk["tracking"], milk["days"]) == ("lot", 15)
    rows = [
        {"line": tea["line"], "qty": "12"},
        {"line": milk["line"], "qty": "5", "lot": "M1", "expires_on": "2026-12-06"},
    ]
    truck = report(rows=rows)
    path = f"/floor/receive/{inbound.number}/report"
    number = Receipt.objects.count() + 1
    first = tell(client, path, truck)
    assert tell(client, path, truck) == first
    assert Receipt.objects.count() == number
    assert first["made"][truck["uuid"]] == [["Receipt", Receipt.objects.latest("id").number]]
    assert InboundLine.objects.get(id=tea["line"]).received == D(12)
    level = BinLevel.objects.get(lot__code="M1")
    assert (level.bin.code, level.qty) == ("RECEIVE", D(5))


def test_too_much_is_refused_and_posts_nothing(shop: Shop, inbound: Inbound, login: Login) -> None:
    client = login("warehouse")
    tea, milk = InboundLine.objects.filter(inbound=inbound).order_by("n")
    before = Receipt.objects.count()
    rows = [{"line": milk.id, "qty": "5", "lot": "M1"}, {"line": tea.id, "qty": "25"}]
    truck = report(rows=rows)
    assert list(tell(client, f"/floor/receive/{inbound.number}/report", truck)["refused"]) == [truck["uuid"]]
    assert Receipt.objects.count() == before
    more = {**truck, "rows": [{"line": tea.id, "qty": "25", "cause": "more_came"}]}
    assert tell(client, f"/floor/receive/{inbound.number}/report", more)["done"] == [truck["uuid"]]


def test_goods_go_from_the_dock_to_the_bin_where_the_same_lie(shop: Shop, login: Login) -> None:
    w = shop.world.world
    w.stock("TEA", 6, bin=w.bin("receive"))
    client = login("warehouse")
    found = task(client, "/floor/put-away")
    [row] = found["rows"]
    assert (row["code"], row["qty"], row["to"], found["bins"]) == ("TEA", "6", "MAIN", ["MAIN", "RECEIVE"])
    wrong = report(level=row["level"], qty="6", bin="NOWHERE")
    assert tell(client, "/floor/put-away/report", wrong)["refused"] == {wrong["uuid"]: "There is no bin NOWHERE"}
    right = report(level=row["level"], qty="6", bin="MAIN")
    assert tell(client, "/floor/put-away/report", right, right)["done"] == [right["uuid"]] * 2
    assert task(client, "/floor/put-away")["rows"] == []
    assert Move.objects.filter(cause="put_away").count() == 2


def test_goods_move_between_bins(shop: Shop, login: Login) -> None:
    w, client = shop.world.world, login("warehouse")
    stock.add_bins([(w.east, "A-01-1")], by=BY, at=AT)
    [row] = client.get("/floor/move/bin", {"code": "MAIN"}).json()["rows"]
    assert (row["code"], row["qty"]) == ("TEA", "8")  # two of ten are bound to an outbound
    assert client.get("/floor/move/bin", {"code": "PACK"}).status_code == 404
    moved = report(level=row["level"], qty="3", bin="A-01-1")
    assert tell(client, "/floor/move/report", moved)["done"] == [moved["uuid"]]
    assert BinLevel.objects.get(bin__code="A-01-1").qty == D(3)


def test_a_bin_is_counted_blind(shop: Shop, login: Login) -> None:
    client = login("warehouse")
    opened = client.get("/floor/count/bin", {"code": "MAIN"}).json()
    assert [(row["code"], "qty" in row) for row in opened["rows"]] == [("TEA", False)]
    assert client.get("/floor/count/bin", {"item": "16901234567899"}).json()["code"] == "TEA"
    seen = report(bin="MAIN", rows=[{"code": "TEA", "qty": "9"}, {"code": "CUP", "qty": "1"}])
    answer = tell(client, "/floor/count/report", seen)
    assert answer["made"] == {seen["uuid"]: [["TEA", "-1"], ["CUP", "1"]]}
    assert tell(client, "/floor/count/report", seen) == answer
    assert Count.objects.count() == 2
    assert shop.world.world.level("TEA")[0] == D(9)
    unknown = report(bin="MAIN", rows=[{"code": "MILK", "qty": "1", "lot": "NONE"}])
    assert tell(client, "/floor/count/report", unknown)["refused"] == {unknown["uuid"]: "There is no lot NONE of MILK"}


def picked(shop: Shop) -> Outbound:
    outbound = Outbound.objects.get(state="released")
    stock.pick([Pick(b.id, b.qty) for b in bound_to([outbound.id])], by=BY, at=AT)
    return Outbound.objects.get(id=outbound.id)


def test_a_carton_is_weighed_and_closed_once(shop: Shop, login: Login) -> None:
    client, outbound = login("warehouse"), picked(shop)
    assert outbound.number in client.get("/floor/pack").content.decode()
    found = task(client, f"/floor/pack/{outbound.number}")
    assert [(line["code"], line["qty"]) for line in found["lines"]] == [("TEA", "2")]
    assert (found["about"], found["packed"]) == ("1", False)
    closed = report(weight_kg="1.08")
    path = f"/floor/pack/{outbound.number}/report"
    assert tell(client, path, closed, closed)["done"] == [closed["uuid"]] * 2
    outbound.refresh_from_db()
    assert (outbound.state, Parcel.objects.get(outbound=outbound).weight_kg) == ("packed", D("1.080"))
    again = report(weight_kg="1.08")
    assert list(tell(client, path, again)["refused"]) == [again["uuid"]]
    parcel = Parcel.objects.get(outbound=outbound).number
    typed = {"state": "by_hand", "waybill": "", "parcel": f"/parcels/{parcel}"}
    assert client.get(f"/floor/pack/{outbound.number}/label").json() == typed
    Carrier.objects.create(code="SF", name="顺丰", adapter="sim")
    waiting = {"state": "waiting", "waybill": "", "parcel": ""}
    assert client.get(f"/floor/pack/{outbound.number}/label").json() == waiting


def test_what_is_not_picked_is_not_packed(shop: Shop, login: Login) -> None:
    number = Outbound.objects.get(state="released").number
    assert login("warehouse").get(f"/floor/pack/{number}").status_code == 422


def test_a_pick_is_undone_from_the_device(shop: Shop, login: Login) -> None:
    wave_released([shop.world.world.east], by=BY, at=AT)
    wave, binding, client = Wave.objects.get(), Binding.objects.get(), login("warehouse")
    taken = report(binding=binding.id, qty="2")
    undone = report(undo=taken["uuid"])
    stray = report(undo=str(uuid4()))
    answer = tell(client, f"/waves/{wave.number}/scans", report(start=True), taken, undone, stray)
    assert answer["done"][1:] == [taken["uuid"], undone["uuid"]]
    assert answer["refused"] == {stray["uuid"]: "There is no such pick to undo"}
    assert tell(client, f"/waves/{wave.number}/scans", taken, undone)["done"] == [taken["uuid"], undone["uuid"]]
    binding.refresh_from_db()
    assert (binding.picked, Outbound.objects.get(id=binding.outbound_line.outbound_id).state) == (D(0), "picking")
    assert [line["left"] for line in task(client, f"/waves/{wave.number}")["lines"]] == ["2"]


def test_carts_are_made_by_rule_assigned_and_given_up(shop: Shop, login: Login) -> None:
    client = login("warehouse")
    client.post("/waves/make", {"pieces": "single"})
    assert Wave.objects.count() == 0
    client.post("/waves/make", {"pieces": "several", "totes": "5", "warehouse": "EAST"})
    wave = Wave.objects.get()
    text = client.post("/waves/act", {"wave": wave.number, "action": "wms.assign_waves", "picker": "warehouse"}).content
    assert b"0 / 1" in text
    wave.refresh_from_db()
    assert wave.picker == "warehouse"
    assert client.post("/waves/act", {"wave": wave.number, "picker": "nobody"}).status_code == 422
    sheet = client.get(f"/waves/{wave.number}/sheet").content.decode()
    assert all(text in sheet for text in ("MAIN", "TEA", "Longjing tea", wave.number, '<svg class="barcode"'))
    client.post("/waves/act", {"wave": wave.number, "action": "wms.cancel_waves"})
    wave.refresh_from_db()
    assert wave.state == "cancelled"


def test_a_stranger_to_the_warehouse_sees_none_of_it(shop: Shop, inbound: Inbound, login: Login) -> None:
    client, outbound = login("warehouse", warehouses=[shop.world.world.south]), picked(shop)
    for path in (f"/floor/receive/{inbound.number}", f"/floor/pack/{outbound.number}", "/floor/count/bin?code=A-01-1"):
        assert client.get(path).status_code == 404, path
    assert client.get("/floor/what", {"code": outbound.number}).json() == {"meanings": [], "wrong": ""}
    assert Case.objects.filter(type="count_bin").count() == 0


def test_an_order_clerk_has_no_business_on_the_floor(shop: Shop, login: Login) -> None:
    client = login("clerk")
    for path in ("/floor", "/floor/receive", "/floor/put-away", "/floor/move", "/floor/count", "/floor/pack", "/waves"):
        assert client.get(path).status_code == 403, path
