"""What comes in typed or as a file: one judge for both, refused rows stand in the grid again, large files become long work."""

import io
from typing import Any

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.web.conftest import Login, Shop
from yunhe.catalog.models import Item, Price
from yunhe.kernel.files import path_of
from yunhe.kernel.models import Notification, Progress
from yunhe.oms.models import Order
from yunhe.stock.models import Level
from yunhe.tms.models import Carrier
from yunhe.web import jobs
from yunhe.web.pages import incoming, lists

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
    type_in(client, "/enter/carriers", ("code", "name", "kind", "name_en"), ("VAN", "自送", "own", ""))
    assert Carrier.objects.get(code="VAN").kind == "own"


def test_nothing_typed_is_said_and_a_stranger_is_kept_out(shop: Shop, login: Login) -> None:
    assert "Fill in a row, or choose a file" in type_in(login("buyer"), "/enter/items", ITEMS, BLANK)
    assert login("clerk").get("/enter/items").status_code == 403


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any file is a large one, and every row a batch of its own."""
    monkeypatch.setattr(incoming, "AT_ONCE_BYTES", 0)
    monkeypatch.setattr("yunhe.kernel.importing.taking.BATCH", 1)


def sent(client: Client) -> tuple[Progress, dict[str, Any]]:
    """A file of three prices, and what was queued with it."""
    rows = [f"RETAIL,TEA,{price},2026-11-0{day}" for day, price in enumerate((30, 31, 32), 1)]
    file = io.BytesIO("\n".join(["list,item,price_incl,valid_from", *rows]).encode())
    file.name = "prices.csv"
    job = Progress.objects.get(pk=int(client.post("/enter/prices", {"file": file})["Location"].split("/")[-1]))
    return job, {"user": queued(job.pk)["user"]}


def queued(id: int) -> dict[str, Any]:
    (job,) = [row for row in ProcrastinateJob.objects.all() if row.args.get("id") == id]
    return dict(job.args)


def test_a_large_file_is_long_work_that_tells_when_it_is_over(shop: Shop, login: Login, small: None) -> None:
    client = login("buyer")
    job, given = sent(client)
    assert "Waits for its turn" in client.get(f"/jobs/{job.pk}").content.decode()
    jobs.take_file(job.pk, **given)
    job.refresh_from_db()
    assert (job.state, job.done, job.total) == ("done", 3, 3)
    assert Price.objects.filter(list__code="RETAIL", item__code="TEA").count() >= 3
    text = client.get(f"/jobs/{job.pk}", headers={"HX-Request": "true"}).content.decode()
    assert "3 done, 0 refused" in text
    assert "every 1s" not in text
    assert Notification.objects.get().recipient == f"user:{given['user']}"
    assert f'href="/notifications/{Notification.objects.get().pk}"' in client.get("/bell").content.decode()
    assert login("clerk").get(f"/jobs/{job.pk}").status_code == 404


def test_the_same_file_sent_twice_is_there_for_both(shop: Shop, login: Login, small: None) -> None:
    """Fails when the first job lets the kept file go without asking who still waits for it."""
    client = login("buyer")
    both = [sent(client), sent(client)]
    for job, given in both:
        jobs.take_file(job.pk, **given)
        job.refresh_from_db()
        assert (job.state, job.done) == ("done", 3)
    assert not path_of(job.result["digest"]).exists()


def test_work_that_is_stopped_keeps_what_was_done_and_gives_the_rest_back(
    shop: Shop, login: Login, small: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = login("buyer")
    job, given = sent(client)
    step = jobs.progress.Watched.did

    def did(self: Any, count: int) -> None:
        step(self, count)
        client.post(f"/jobs/{job.pk}/stop")

    monkeypatch.setattr(jobs.progress.Watched, "did", did)
    jobs.take_file(job.pk, **given)
    job.refresh_from_db()
    assert (job.state, job.done, job.result["done"], job.result["refused"]) == ("cancelled", 1, 1, 2)
    text = client.get(f"/jobs/{job.pk}").content.decode()
    assert "You stopped it: what was done is kept." in text
    assert f"/imports/{job.result['run']}/errors" in text


def test_work_that_waits_is_stopped_at_once_and_what_broke_off_is_not_begun_again(
    shop: Shop, login: Login, small: None
) -> None:
    client = login("buyer")
    job, given = sent(client)
    client.post(f"/jobs/{job.pk}/stop")
    jobs.take_file(job.pk, **given)
    job.refresh_from_db()
    assert (job.state, job.done, job.total) == ("cancelled", 0, None)
    Progress.objects.filter(pk=job.pk).update(state="running")  # as a worker leaves it that is killed
    jobs.take_file(job.pk, **given)
    assert "The work broke off; what was done until then is kept" in client.get(f"/jobs/{job.pk}").content.decode()


def test_an_action_on_many_rows_is_long_work(shop: Shop, login: Login, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "AT_ONCE", 2)
    monkeypatch.setattr(jobs, "STEP", 1)
    client = login("clerk")
    given = {"action": "oms.cancel_orders", "all": "1", "ask.oms.cancel_orders": "shop closed"}
    job = int(client.post("/orders/act?tab=", given)["Location"].split("/")[-1])
    left = queued(job)
    jobs.run_action(job, user=left["user"], ids=left["ids"], extra=left["extra"])
    done = Progress.objects.get(pk=job)
    assert (done.state, done.done, done.total, done.result["done"], done.result["refused"]) == ("done", 3, 3, 3, 0)
    assert Order.objects.filter(state="cancelled").count() == 2  # the third is asked back from the warehouse
