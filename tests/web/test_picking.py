"""The pick page: a wave's walk, scans that count once, and what is not there."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from tests.web.conftest import Login, Shop
from tests.world import AT, BY
from yunhe.kernel.models import Event
from yunhe.stock.models import Binding, Outbound
from yunhe.wms.commands import wave_released
from yunhe.wms.models import Scan, Wave


@pytest.fixture
def wave(shop: Shop) -> Wave:
    wave_released([shop.world.world.east], by=BY, at=AT)
    return Wave.objects.get()


def send(client: Client, wave: Wave, *scans: dict[str, object]) -> dict[str, Any]:
    return client.post(f"/waves/{wave.number}/scans", list(scans), content_type="application/json").json()


def start() -> dict[str, object]:
    return {"uuid": str(uuid4()), "start": True, "at": "2026-11-21T02:04:00Z"}


def scan(binding: int, qty: str, **more: object) -> dict[str, object]:
    return {"uuid": str(uuid4()), "binding": binding, "qty": qty, "at": "2026-11-21T02:05:00Z", **more}


def test_the_page_carries_the_walk_with_the_codes_it_accepts(wave: Wave, login: Login) -> None:
    text = login("warehouse").get(f"/waves/{wave.number}").content.decode()
    task = json.loads(text.split("data-task>")[1].split("</script>")[0])
    [line] = task["lines"]
    assert (line["bin"], line["code"], line["left"], line["tote"]) == ("MAIN", "TEA", "2", 1)
    assert line["codes"] == {"TEA": "1", "6901234567892": "1", "06901234567892": "1", "16901234567899": "12"}
    wave.refresh_from_db()
    assert (task["open"], wave.state, wave.picker) == (True, "open", "")  # looking at it starts nothing


def test_a_warehouse_may_do_without_scans_of_bins(wave: Wave, shop: Shop, login: Login) -> None:
    picker, owner, path = login("warehouse"), login("owner"), f"/waves/{wave.number}"
    assert '"bins": true' in picker.get(path).content.decode()
    form = {"name": "东仓", "label_at": "release", "priority": "10", "active": "1"}
    assert owner.post("/warehouses/EAST", form)["Location"] == "/warehouses/EAST?saved=1"  # the box is not ticked
    assert '"bins": false' in picker.get(path).content.decode()
    assert "scan_bins: True → False" in Event.objects.get(kind="WarehouseChanged").payload["changed"]


def test_a_cart_is_on_its_way_once_its_page_says_so(wave: Wave, login: Login) -> None:
    client = login("warehouse")
    told = start()
    assert send(client, wave, told) == send(client, wave, told) == {"done": [told["uuid"]], "refused": {}}
    wave.refresh_from_db()
    assert (wave.state, wave.picker) == ("picking", "warehouse")
    assert '"open": false' in client.get(f"/waves/{wave.number}").content.decode()


def test_a_scan_that_comes_twice_counts_once(wave: Wave, login: Login) -> None:
    client, binding = login("warehouse"), Binding.objects.get()
    one = scan(binding.id, "2")
    assert send(client, wave, start(), one)["done"][1:] == [one["uuid"]]
    assert send(client, wave, one) == {"done": [one["uuid"]], "refused": {}}
    assert Outbound.objects.get(pk=binding.outbound_line.outbound_id).state == "picked"
    assert Scan.objects.count() == 1


def test_what_is_not_there_is_reported(wave: Wave, login: Login) -> None:
    client, binding = login("warehouse"), Binding.objects.get()
    gone = scan(binding.id, "1", short=True)
    assert send(client, wave, start(), gone)["done"][1:] == [gone["uuid"]]
    assert Scan.objects.get().short is True


def test_a_binding_of_another_wave_is_refused(wave: Wave, login: Login) -> None:
    client = login("warehouse", language="en")
    wrong = scan(10**9, "1")
    assert send(client, wave, wrong) == {"done": [], "refused": {wrong["uuid"]: "This is no longer to be picked"}}


def test_a_picker_of_another_warehouse_does_not_see_the_cart(wave: Wave, shop: Shop, login: Login) -> None:
    client = login("warehouse", warehouses=[shop.world.world.south])
    assert client.get(f"/waves/{wave.number}").status_code == 404
    assert wave.number not in client.get("/waves").content.decode()
