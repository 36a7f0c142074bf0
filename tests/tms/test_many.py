"""Every command takes many: as many statements for 100 parcels as for 10, and the flow replays to the stored state."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.tms.depot import ALICE, AT, Depot, again, events, labelled, parcels, said
from yunhe.kernel.outcome import Outcome
from yunhe.tms import commands
from yunhe.tms.commands import WaybillRefusal, WaybillRow
from yunhe.tms.flows import PARCEL

STORY = ["picked_up", "in_transit", "attempt_failed", "out_for_delivery", "delivered"]


def choose(depot: Depot, count: int) -> Callable[[], Outcome]:
    ids = [p.id for p in parcels(depot, count)]
    return lambda: commands.choose_services(ids, by=ALICE, at=AT)


def request(depot: Depot, count: int) -> Callable[[], Outcome]:
    ids = [p.id for p in parcels(depot, count, carrier_code="swift")]
    return lambda: commands.request_waybills(ids, by=ALICE, at=AT)


def assign(depot: Depot, count: int) -> Callable[[], Outcome]:
    made = parcels(depot, count, carrier_code="swift")
    rows = [WaybillRow(p.id, f"N{p.id}") for p in made]
    return lambda: commands.assign_waybills(rows, by=ALICE, at=AT)


def refuse(depot: Depot, count: int) -> Callable[[], Outcome]:
    rows = [WaybillRefusal(p.id, "X", "no") for p in parcels(depot, count, carrier_code="swift")]
    return lambda: commands.refuse_waybills(rows, by=ALICE, at=AT)


def void(depot: Depot, count: int) -> Callable[[], Outcome]:
    ids = [p.id for p in labelled(depot, count, first=depot.made)]
    return lambda: commands.void_waybills(ids, by=ALICE, at=AT)


def print_(depot: Depot, count: int) -> Callable[[], Outcome]:
    ids = [p.id for p in labelled(depot, count, first=depot.made)]
    return lambda: commands.print_labels(ids, by=ALICE, at=AT)


def scan(depot: Depot, count: int) -> Callable[[], Outcome]:
    codes = [p.waybill for p in labelled(depot, count, first=depot.made)]
    return lambda: commands.scan_out(codes, by=ALICE, at=AT)


def track(depot: Depot, count: int) -> Callable[[], Outcome]:
    made = labelled(depot, count, first=depot.made)
    told = [said(p.waybill, STORY[n % 5], AT + timedelta(hours=n)) for n, p in enumerate(made)]
    return lambda: commands.record_tracking(told, by=ALICE, at=AT)


def deliver(depot: Depot, count: int) -> Callable[[], Outcome]:
    ids = [p.id for p in labelled(depot, count, first=depot.made)]
    commands.hand_over(ids, by=ALICE, at=AT)
    return lambda: commands.mark_delivered(ids, by=ALICE, at=AT)


def sweep(depot: Depot, count: int) -> Callable[[], Outcome]:
    commands.hand_over([p.id for p in labelled(depot, count, first=depot.made)], by=ALICE, at=AT)
    return lambda: commands.sweep_parcels(by=ALICE, at=AT + timedelta(days=9))


@pytest.mark.parametrize("prepare", [choose, request, assign, refuse, void, print_, scan, track, deliver, sweep])
def test_statements_do_not_grow_with_the_rows(depot: Depot, prepare: Callable[..., Callable[[], Outcome]]) -> None:
    few, many = (statements(prepare(depot, count), at_least=count) for count in (10, 100))
    assert many == few


def statements(run: Callable[[], Outcome], at_least: int) -> int:
    with CaptureQueriesContext(connection) as captured:
        outcome = run()
    assert len(outcome.done) >= at_least
    assert outcome.refused == {}
    return len(captured)


def test_the_events_of_every_parcel_replay_to_its_state(depot: Depot) -> None:
    ids = [p.id for p in labelled(depot, 30)]
    commands.hand_over(ids[::2], by=ALICE, at=AT)
    told = [said(f"SW{n:06d}", STORY[h], AT + timedelta(hours=h)) for n in range(1, 31) for h in range(n % 6)]
    for part in (told[::3], told[1::3], told[2::3]):
        commands.record_tracking(part, by=ALICE, at=AT)
    commands.void_waybills(ids, by=ALICE, at=AT)
    now = {p.id: p.state for p in again(ids)}
    assert set(now.values()) == {"voided", "handed_over", "in_transit", "problem", "out_for_delivery", "delivered"}
    for id, state in now.items():
        assert PARCEL.replay([s for _, s in events(id) if s]) == state
