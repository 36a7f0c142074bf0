"""Labels from lists: a job draws them, and only who asked for them gets the file."""

from typing import Any

import pytest
from django.test import Client

from tests.tms.printed import codes, pages
from tests.web.conftest import Login, Shop
from tests.web.sending import work_off
from tests.world import AT, BY
from yunhe.catalog.models import Item
from yunhe.kernel.models import Event
from yunhe.stock import commands as stock
from yunhe.stock.models import Outbound, Parcel
from yunhe.web.jobs import labels
from yunhe.web.pages import labels as at_once
from yunhe.wms.commands import wave_released
from yunhe.wms.models import Wave

ROLL = (480, 320)  # dots


def ask(client: Client, path: str, right: str, ids: list[int], paper: str = "roll") -> Any:
    return client.post(f"{path}/act", {"action": right, "id": ids, f"ask.{right}": paper})


def fetched(client: Client, job: int) -> list[str]:
    """The pages of the file that a job has written."""
    answer = client.get(f"/jobs/{job}/file")
    assert answer.status_code == 200
    return pages(b"".join(answer.streaming_content))


def test_a_list_of_bins_prints_their_labels_in_its_order(
    shop: Shop, login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(labels, "STEP", 2)
    rows = [(shop.world.world.east, f"A-0{n}-1") for n in range(1, 6)]
    stock.add_bins(rows, by=BY, at=AT)
    client = login("warehouse")
    right = "wms.print_bin_labels"
    page = client.get("/places?tab=shelf").content.decode()
    assert all(text in page for text in ("A-01-1", "Print bin labels", '<option value="a4">A4, 21 on a sheet</option>'))
    told = client.post("/places/act?tab=shelf", {"action": right, "all": "1", f"ask.{right}": "roll"})
    job = int(told["Location"].split("/")[-1])
    done = work_off(job)
    assert (done.state, done.done, done.total, done.result["done"]) == ("done", 5, 5, 5)
    assert [codes(page, ROLL) for page in fetched(client, job)] == [[("Code128", code)] for _, code in rows]
    assert f"/jobs/{job}/file" in client.get(f"/jobs/{job}").content.decode()
    stranger = login("owner")
    assert (stranger.get(f"/jobs/{job}").status_code, stranger.get(f"/jobs/{job}/file").status_code) == (404, 404)


def test_cartons_are_printed_as_far_as_gs1_can_name_them(shop: Shop, login: Login) -> None:
    client = login("warehouse")
    ids = list(Item.objects.filter(code__in=("TEA", "MILK")).order_by("-code").values_list("id", flat=True))
    job = int(ask(client, "/items", "wms.print_carton_labels", ids)["Location"].split("/")[-1])
    done = work_off(job)
    assert (done.result["done"], done.result["refused"]) == (1, 1)
    assert [codes(page, ROLL) for page in fetched(client, job)] == [[("Code128", "(01)16901234567899")]]
    assert "No package of it has a GTIN" in client.get(f"/jobs/{job}").content.decode()


def test_a_paper_that_is_not_offered_is_refused_and_a_clerk_prints_nothing(shop: Shop, login: Login) -> None:
    ids = list(Item.objects.filter(code="TEA").values_list("id", flat=True))
    assert ask(login("warehouse"), "/items", "wms.print_item_labels", ids, "letter").status_code == 422
    assert ask(login("clerk"), "/items", "wms.print_item_labels", ids).status_code == 403


def test_the_labels_of_a_big_cart_are_a_job(shop: Shop, login: Login, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(at_once, "AT_ONCE", 0)
    parcel = Parcel.objects.get(outbound=Outbound.objects.get(state="released"))
    Parcel.objects.filter(id=parcel.id).update(state="labelled", waybill="SM7000000001", carrier_code="SF")
    wave_released([shop.world.world.east], by=BY, at=AT)
    client = login("warehouse")
    told = client.post(f"/waves/{Wave.objects.get().number}/labels")
    job = int(told["Location"].split("/")[-1])
    assert Event.objects.filter(kind="LabelPrinted").count() == 0
    work_off(job)
    [page] = fetched(client, job)
    assert ("Code128", "SM7000000001") in codes(page)
    assert Event.objects.filter(kind="LabelPrinted").count() == 1


def test_a_parcels_page_does_not_note_a_label_that_nobody_draws(shop: Shop, login: Login) -> None:
    parcel = Parcel.objects.get(outbound=Outbound.objects.get(state="released"))
    answer = login("warehouse").post(f"/parcels/{parcel.number}/act", {"action": "tms.print_labels"})
    assert answer.status_code == 422
