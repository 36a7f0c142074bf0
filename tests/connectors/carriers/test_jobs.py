"""From an event over a job to a real HTTP server and back; the simulated carrier as a program of its own."""

import asyncio
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.connectors.carriers.conftest import CREDENTIALS
from tests.tms.depot import ALICE, AT, again, open_depot, parcels
from yunhe.cli.worker import work
from yunhe.connectors.carriers.handlers import announce_pickups, ask_for_waybills, cancel_waybills, poll_carriers
from yunhe.connectors.carriers.protocol import CarrierBusyError, CarrierProtocolError
from yunhe.connectors.carriers.registry import connected, open_adapter
from yunhe.connectors.carriers.sim import SimCarrier
from yunhe.kernel.actor import system
from yunhe.kernel.events.pump import drain
from yunhe.kernel.events.subscriptions import Subscription, register
from yunhe.kernel.outcome import RefusalError
from yunhe.stock.models import Outbound
from yunhe.tms.commands import choose_services, hand_over, request_waybills, save_accounts, void_waybills
from yunhe.tms.models import Carrier, CarrierAccount
from yunhe.tms.sheets import AccountRow

SUBSCRIPTIONS = [
    Subscription("carriers.waybills", ("WaybillRequested",), ask_for_waybills),
    Subscription("carriers.voids", ("WaybillVoided",), cancel_waybills),
    Subscription("carriers.pickups", ("ParcelHandedOver",), announce_pickups),
]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a simulated carrier on a free port, a process of this module."""
    command = [sys.executable, "-m", "sim.carrier", "--port", "0", "--key", "yunhe", "--secret", "s3cret"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={"PYTHONUNBUFFERED": "1"}) as process:
        assert process.stdout
        yield process.stdout.readline().strip()
        process.terminate()


def until_done(stop: threading.Event) -> None:
    """A pump that ends, and the worker with it, once no job waits or runs."""
    while ProcrastinateJob.objects.filter(status__in=("todo", "doing")).exists():
        assert not stop.wait(0.02)
    connection.close()


def run_jobs() -> None:
    drain(SUBSCRIPTIONS, at=AT)
    asyncio.run(work(until_done))


def test_parcels_get_waybills_travel_and_arrive(db: str, server: str) -> None:
    depot = open_depot()
    register(SUBSCRIPTIONS)
    save_accounts([AccountRow("swift", server, CREDENTIALS)], by=ALICE, at=AT)
    ids = [p.id for p in parcels(depot, 3, state="packed")]
    choose_services(ids, by=ALICE, at=AT)
    request_waybills(ids, by=ALICE, at=AT)
    assert ProcrastinateJob.objects.count() == 0  # nothing goes out before the events are delivered
    run_jobs()
    assert [p.state for p in again(ids)] == ["labelled"] * 3
    void_waybills(ids[2:], by=ALICE, at=AT)
    hand_over(ids[:2], by=ALICE, at=AT)
    run_jobs()
    poll_carriers(by=system("clock"), at=AT)
    run_jobs()
    assert list(ProcrastinateJob.objects.order_by("id").values_list("task_name", "status")) == [
        ("carriers.fetch_waybills", "succeeded"),
        ("carriers.void_parcels", "succeeded"),
        ("carriers.announce_parcels", "succeeded"),
        ("carriers.fetch_tracking", "succeeded"),
    ]


def test_the_same_events_ask_once_while_the_job_waits(db: str) -> None:
    depot = open_depot()
    register(SUBSCRIPTIONS)
    ids = [p.id for p in parcels(depot, 2)]
    choose_services(ids, by=ALICE, at=AT)
    request_waybills(ids, by=ALICE, at=AT)
    drain(SUBSCRIPTIONS, at=AT)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE kernel_subscription SET position = 0")
    drain(SUBSCRIPTIONS, at=AT)
    [job] = ProcrastinateJob.objects.all()
    assert job.args == {"carrier": "swift", "parcel_ids": ids}


def test_a_refused_address_is_no_reason_to_try_again(db: str, server: str) -> None:
    depot = open_depot()
    register(SUBSCRIPTIONS)
    save_accounts([AccountRow("swift", server, CREDENTIALS)], by=ALICE, at=AT)
    depot.made = 500  # the server remembers the numbers of other tests' parcels
    [parcel] = parcels(depot)
    Outbound.objects.filter(id=parcel.outbound_id).update(detail="")
    choose_services([parcel.id], by=ALICE, at=AT)
    request_waybills([parcel.id], by=ALICE, at=AT)
    run_jobs()
    assert ProcrastinateJob.objects.get().status == "succeeded"
    assert again([parcel.id])[0].state == "open"


def test_a_silent_carrier_is_tried_again_later(db: str) -> None:
    depot = open_depot()
    register(SUBSCRIPTIONS)
    save_accounts([AccountRow("swift", "http://127.0.0.1:1", CREDENTIALS)], by=ALICE, at=AT)
    [parcel] = parcels(depot)
    choose_services([parcel.id], by=ALICE, at=AT)
    request_waybills([parcel.id], by=ALICE, at=AT)
    drain(SUBSCRIPTIONS, at=AT)

    def until_tried(stop: threading.Event) -> None:
        while not ProcrastinateJob.objects.filter(attempts=1, status="todo").exists():
            assert not stop.wait(0.02)
        connection.close()

    asyncio.run(work(until_tried))
    job = ProcrastinateJob.objects.get()
    assert job.scheduled_at is not None
    assert again([parcel.id])[0].state == "open"


def test_a_wrong_secret_is_for_a_person(server: str) -> None:
    with (
        SimCarrier("swift", server, {"key": "yunhe", "secret": "wrong"}) as adapter,
        pytest.raises(CarrierProtocolError),
    ):
        adapter.next_page(AT)


def test_an_error_of_the_server_may_be_asked_again(server: str) -> None:
    with SimCarrier("swift", server, CREDENTIALS) as adapter:
        adapter._client.call("POST", "/control", {"error": 1.0})
        with pytest.raises(CarrierBusyError, match="503"):
            adapter.next_page(AT)
        adapter._client.call("POST", "/control", {"error": 0.0})
        assert adapter.next_page(AT).messages == []


def test_a_slow_answer_is_no_answer(server: str) -> None:
    with SimCarrier("swift", server, CREDENTIALS, timeout=0.2) as adapter:
        adapter._client.call("POST", "/control", {"slow": 1.0, "slow_seconds": 1.0})
        with pytest.raises(CarrierBusyError):
            adapter.next_page(AT)
        adapter._client.call("POST", "/control", {"slow": 0.0})


def test_credentials_are_opened_only_to_call(db_tx: None) -> None:
    open_depot()
    assert connected() == []
    with pytest.raises(RefusalError):
        open_adapter("swift")
    save_accounts([AccountRow("swift", "http://swift", CREDENTIALS)], by=ALICE, at=AT)
    sealed = CarrierAccount.objects.get().sealed
    assert "s3cret" not in sealed
    assert connected() == ["swift"]
    with open_adapter("swift") as adapter:
        assert isinstance(adapter, SimCarrier)
        assert adapter._client._secret == "s3cret"
    with pytest.raises(RefusalError):
        open_adapter("ox")
    Carrier.objects.filter(code="ox").update(adapter="own")
    with open_adapter("ox") as vans:
        assert vans.next_page(AT).messages == []
