"""The doctor on a page: an examination is long work, what breaks a truth is named, and a balance is set to its ledger."""

from decimal import Decimal

from django.db import connection
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.web.conftest import Login, Shop
from yunhe.insight.doctor import PROOFS
from yunhe.kernel.models import Event, Notification, Progress
from yunhe.stock.models import Level
from yunhe.web import jobs


def asked(client: Client, do: str) -> int:
    """The job that a button begins."""
    return int(client.post("/doctor", {"do": do})["Location"].removeprefix("/jobs/"))


def work() -> None:
    """What the worker does."""
    for job in ProcrastinateJob.objects.filter(task_name="web.prove", status="todo"):
        jobs.prove(**job.args)


def test_a_balance_that_went_wrong_is_shown_and_rebuilt(shop: Shop, login: Login) -> None:
    """Fails when the page examines while somebody waits, or when a finding loses its ids on its way through the job."""
    owner = login("owner")
    job = asked(owner, "examine")
    assert "Stop" in owner.get(f"/jobs/{job}").content.decode()
    assert "Everything agrees" not in owner.get("/doctor").content.decode()
    work()
    assert owner.get(f"/jobs/{job}")["Location"] == "/doctor"
    assert owner.get(f"/jobs/{job}", headers={"HX-Request": "1"})["HX-Redirect"] == "/doctor"
    assert "Everything agrees" in owner.get("/doctor").content.decode()
    assert "<li>Order · The last event says the stored state</li>" in owner.get("/doctor").content.decode()
    assert (Progress.objects.get().done, Progress.objects.get().total) == (len(PROOFS), len(PROOFS))
    assert Notification.objects.filter(subject_kind="job", subject_id=job).count() == 1
    level = Level.objects.get(item__code="TEA", warehouse=shop.world.world.east, grade="good")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE stock_level SET on_hand = on_hand + 3 WHERE id = %s", [level.pk])
    asked(owner, "examine")
    work()
    page = owner.get("/doctor").content.decode()
    assert "The bins of every level sum to what is on hand" in page
    assert '<a href="/items/TEA">TEA</a>' in page
    assert Event.objects.filter(kind="BalanceRebuilt").count() == 0

    asked(owner, "rebuild bins_are_levels")
    work()
    assert "Everything agrees" in owner.get("/doctor").content.decode()
    assert Level.objects.get(pk=level.pk).on_hand == level.on_hand == Decimal(10)
    told = Event.objects.get(kind="BalanceRebuilt")
    assert (told.by, told.payload["rows"]) == ("user:owner", 1)
    assert told.payload["figures"] == [f"{level.pk}: 13.000000 → 10.000000"]
    asked(owner, "rebuild balanced")
    assert Event.objects.filter(kind="BalanceRebuilt").count() == 1


def test_an_examination_is_asked_once_and_can_be_stopped(shop: Shop, login: Login) -> None:
    """Fails when each press of the button queues another one, or when the job does not ask whether it goes on."""
    owner = login("owner")
    job = asked(owner, "examine")
    assert asked(owner, "examine") == job
    Progress.objects.filter(id=job).update(cancel_asked=True)
    work()
    row = Progress.objects.get(id=job)
    assert (row.state, row.done, len(row.result["findings"])) == ("cancelled", 1, 1)
    assert "was stopped; truths examined: 1" in owner.get("/doctor").content.decode()
    assert asked(owner, "examine") != job


def test_who_only_sees_rebuilds_nothing(shop: Shop, login: Login) -> None:
    for role in ("clerk", "warehouse", "finance"):
        assert login(role).post("/doctor", {"do": "rebuild bins_are_levels"}).status_code == 403
    owner, limited = login("owner"), login("owner", name="limited", shops=[shop.world.shop.id])
    assert limited.get("/doctor").status_code == 403
    assert limited.get(f"/jobs/{asked(owner, 'examine')}").status_code == 404
