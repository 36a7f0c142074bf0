"""A long list is written to a file by a job: its owner alone gets it, as that person sees the list, until it expires."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from tests.web.conftest import Login, Shop
from tests.web.sending import work_off
from yunhe.kernel.models import Grant, KeptFile, Progress
from yunhe.web.jobs import exports, queue


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two rows are a long list, and each row a chunk of its own."""
    monkeypatch.setattr(exports, "AT_ONCE", 1)
    monkeypatch.setattr("yunhe.kernel.listing.export.CHUNK", 1)


def asked(client: Client, address: str) -> int:
    return int(client.get(address).headers["Location"].removeprefix("/jobs/"))


def got(client: Client, job: int) -> bytes:
    return b"".join(client.get(f"/jobs/{job}/file").streaming_content)


def test_a_long_list_becomes_the_file_that_a_short_one_is(
    shop: Shop, login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fails when the job forgets the filter, the order or the columns of the page."""
    client = login("clerk")
    address = "/orders.csv?columns=number,external_id&sort=external_id"
    job = work_off(asked(client, address))
    assert (job.state, job.done, job.total) == ("done", 3, 3)
    assert "Get the file" in client.get(f"/jobs/{job.pk}").content.decode()
    written = got(client, job.pk)
    book = work_off(asked(client, address.replace(".csv", ".xlsx")))
    rows = list(load_workbook(io.BytesIO(got(client, book.pk))).active.iter_rows(min_row=2, values_only=True))
    assert [row[1] for row in rows] == ["A1", "A2", "A3"]
    monkeypatch.setattr(exports, "AT_ONCE", 3)
    assert b"".join(client.get(address).streaming_content) == written


def test_a_short_list_is_sent_at_once(shop: Shop, login: Login) -> None:
    assert login("clerk").get("/orders.csv?q=A1").status_code == 200
    assert Progress.objects.count() == 0


def test_the_file_is_its_owners_and_expires(shop: Shop, login: Login) -> None:
    """Fails when the file of a job is found without asking whose job it is, or after its day."""
    client = login("clerk")
    job = work_off(asked(client, "/orders.csv"))
    assert login("owner").get(f"/jobs/{job.pk}/file").status_code == 404
    assert client.get(f"/jobs/{job.pk}/file").status_code == 200
    KeptFile.objects.update(expires_at=datetime.now(UTC) - timedelta(seconds=1))
    assert client.get(f"/jobs/{job.pk}/file").status_code == 404


def test_asking_again_while_it_waits_is_the_same_job(shop: Shop, login: Login) -> None:
    client = login("clerk")
    first = asked(client, "/orders.csv")
    assert asked(client, "/orders.csv") == first
    assert asked(client, "/orders.xlsx") != first
    assert asked(login("clerk", name="other"), "/orders.csv") != first


def test_who_lost_the_right_meanwhile_gets_no_file(shop: Shop, login: Login) -> None:
    """Fails when the job trusts the right that was asked when it was queued."""
    client = login("clerk")
    job = asked(client, "/orders.csv")
    Grant.objects.all().delete()
    assert work_off(job).state == "failed"
    assert KeptFile.objects.count() == 0


def test_a_list_that_is_stopped_leaves_no_half_a_file(
    shop: Shop, login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = login("clerk")
    job = asked(client, "/orders.csv")
    step = queue.progress.Watched.did

    def did(self: Any, count: int) -> None:
        step(self, count)
        client.post(f"/jobs/{job}/stop")

    monkeypatch.setattr(queue.progress.Watched, "did", did)
    over = work_off(job)
    assert (over.state, over.done, over.total) == ("cancelled", 1, 3)
    assert (KeptFile.objects.count(), client.get(f"/jobs/{job}/file").status_code) == (0, 404)
