"""Tracking: everything is kept, parcels follow, and the outside is never refused."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.tms.depot import ALICE, AT, Depot, again, events, labelled, parcels, payload, said
from yunhe.kernel.listing import State, page_of
from yunhe.kernel.models import Case
from yunhe.tms.commands import (
    Message,
    WaybillRow,
    assign_waybills,
    hand_over,
    mark_delivered,
    record_tracking,
    sweep_parcels,
)
from yunhe.tms.flows import PARCEL
from yunhe.tms.listings import PARCELS
from yunhe.tms.models import TrackingMessage
from yunhe.tms.queries.parcels import unmatched

HOUR = timedelta(hours=1)


def cases() -> set[tuple[str, int, str]]:
    return set(Case.objects.values_list("type", "subject_id", "state"))


def test_a_journey_moves_the_parcel_step_by_step(depot: Depot) -> None:
    [parcel] = labelled(depot)
    hand_over([parcel.id], by=ALICE, at=AT)
    for n, status in enumerate(["picked_up", "in_transit", "in_transit", "out_for_delivery", "delivered"]):
        record_tracking([said("SW000001", status, AT + n * HOUR)], by=ALICE, at=AT + n * HOUR)
    [parcel] = again([parcel.id])
    assert (parcel.state, parcel.delivered_at) == ("delivered", AT + 4 * HOUR)
    told = events(parcel.id)[2:]
    assert told == [
        ("ParcelHandedOver", "handed_over"),
        ("ParcelMoved", "in_transit"),
        ("ParcelMoved", "out_for_delivery"),
        ("ParcelDelivered", "delivered"),
    ]
    assert PARCEL.replay([state for _, state in events(parcel.id) if state]) == "delivered"
    assert payload(parcel.id, "ParcelDelivered")["complete"] is True


def test_messages_in_any_order_and_twice_give_the_same_state(depot: Depot) -> None:
    ids = [p.id for p in labelled(depot, 2)]
    hand_over(ids, by=ALICE, at=AT)
    story = [("picked_up", 0), ("in_transit", 1), ("attempt_failed", 2), ("out_for_delivery", 3), ("delivered", 4)]
    forward = [said("SW000001", status, AT + n * HOUR, id=f"m{n}") for status, n in story]
    backward = [said("SW000002", status, AT + n * HOUR, id=f"m{n}") for status, n in reversed(story)]
    first = record_tracking([*forward, *forward], by=ALICE, at=AT)
    assert (len(first.done), len(first.made)) == (10, 5)
    for message in [*backward, *backward]:
        record_tracking([message], by=ALICE, at=AT)
    assert [(p.state, p.delivered_at) for p in again(ids)] == [("delivered", AT + 4 * HOUR)] * 2
    assert TrackingMessage.objects.count() == 10
    assert cases() == set()


def test_a_message_for_an_unknown_waybill_waits_for_it(depot: Depot) -> None:
    outcome = record_tracking([said("SW000001", "in_transit", AT)], by=ALICE, at=AT)
    assert outcome.done == [0]
    assert [m.waybill for m in unmatched()] == ["SW000001"]
    [parcel] = parcels(depot, state="packed")
    assign_waybills([WaybillRow(parcel.id, "SW000001", "swift")], by=ALICE, at=AT)
    assert again([parcel.id])[0].state == "in_transit"
    assert unmatched() == []


def test_a_parcel_that_nobody_scanned_counts_as_handed_over_with_a_case(depot: Depot) -> None:
    [parcel] = labelled(depot)
    record_tracking([said("SW000001", "out_for_delivery", AT)], by=ALICE, at=AT)
    assert [state for _, state in events(parcel.id)][-2:] == ["handed_over", "out_for_delivery"]
    assert payload(parcel.id, "ParcelHandedOver")["scanned"] is False
    assert cases() == {("moved_without_scan", parcel.id, "open")}


def test_a_problem_opens_a_case_that_closes_when_it_goes_on(depot: Depot) -> None:
    [parcel] = labelled(depot)
    hand_over([parcel.id], by=ALICE, at=AT)
    record_tracking([said("SW000001", "attempt_failed", AT + HOUR)], by=ALICE, at=AT)
    assert again([parcel.id])[0].state == "problem"
    assert cases() == {("parcel_problem", parcel.id, "open")}
    record_tracking([said("SW000001", "in_transit", AT + 2 * HOUR)], by=ALICE, at=AT)
    assert again([parcel.id])[0].state == "in_transit"
    assert cases() == {("parcel_problem", parcel.id, "done")}


def test_lost_returned_and_found(depot: Depot) -> None:
    lost, back = labelled(depot, 2)
    hand_over([lost.id, back.id], by=ALICE, at=AT)
    record_tracking([said("SW000001", "lost", AT), said("SW000002", "returning", AT)], by=ALICE, at=AT)
    assert [p.state for p in again([lost.id, back.id])] == ["lost", "returning"]
    assert cases() == {("parcel_lost", lost.id, "open")}
    found = [said("SW000001", "delivered", AT + HOUR), said("SW000002", "returned", AT + HOUR)]
    record_tracking(found, by=ALICE, at=AT)
    assert [p.state for p in again([lost.id, back.id])] == ["delivered", "returned"]
    assert cases() == {("parcel_lost", lost.id, "done")}


def test_delivered_and_returned_is_for_a_person(depot: Depot) -> None:
    [parcel] = labelled(depot)
    hand_over([parcel.id], by=ALICE, at=AT)
    record_tracking([said("SW000001", "delivered", AT)], by=ALICE, at=AT)
    record_tracking([said("SW000001", "returned", AT + HOUR)], by=ALICE, at=AT)
    assert again([parcel.id])[0].state == "delivered"
    assert cases() == {("tracking_contradiction", parcel.id, "open")}


def test_what_is_no_message_is_refused_and_the_rest_is_kept(depot: Depot) -> None:
    rows = [
        Message("nobody", "X1", "PU", "picked_up", AT),
        said("", "picked_up", AT),
        said("X1", "flying", AT),
        said("X1", "picked_up", AT.replace(tzinfo=None)),
        said("X1", "info", AT),
    ]
    outcome = record_tracking(rows, by=ALICE, at=AT)
    assert outcome.done == [4]
    assert [outcome.refused[n].code for n in range(4)] == [
        "unknown_carrier",
        "no_waybill",
        "unknown_status",
        "no_time_zone",
    ]


def test_messages_are_never_changed(depot: Depot) -> None:
    record_tracking([said("X1", "info", AT)], by=ALICE, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        TrackingMessage.objects.update(status="delivered")
    with pytest.raises(IntegrityError), transaction.atomic():
        TrackingMessage.objects.all().delete()


def test_delivered_by_hand(depot: Depot) -> None:
    gone, here = labelled(depot, 2)
    hand_over([gone.id], by=ALICE, at=AT)
    outcome = mark_delivered([gone.id, here.id], happened_at=AT + HOUR, by=ALICE, at=AT + 2 * HOUR)
    assert (outcome.done, outcome.refused[here.id].code) == ([gone.id], "wrong_state")
    [gone] = again([gone.id])
    assert (gone.state, gone.delivered_at) == ("delivered", AT + HOUR)
    assert TrackingMessage.objects.get().code == "by_hand"


def test_late_and_stalled_parcels_become_cases_once(depot: Depot) -> None:
    quick, quiet = labelled(depot, 2)  # swift/standard to Shenzhen: three days
    hand_over([quick.id, quiet.id], by=ALICE, at=AT)
    record_tracking([said("SW000001", "in_transit", AT + 60 * HOUR)], by=ALICE, at=AT + 60 * HOUR)
    assert sweep_parcels(by=ALICE, at=AT + 72 * HOUR).done == []
    at = AT + 96 * HOUR  # four days on, in the afternoon
    assert len(sweep_parcels(by=ALICE, at=at).done) == 3
    assert sweep_parcels(by=ALICE, at=at).done == []
    assert cases() == {
        ("parcel_late", quick.id, "open"),
        ("parcel_late", quiet.id, "open"),
        ("parcel_stalled", quiet.id, "open"),
    }
    assert listed("late", at) == {quick.id, quiet.id}
    assert listed("stalled", at) == {quiet.id}
    assert listed("stalled", AT + 72 * HOUR) == set()  # not longer ago than that
    record_tracking([said("SW000002", "in_transit", at), said("SW000001", "delivered", at)], by=ALICE, at=at)
    assert cases() == {
        ("parcel_late", quick.id, "done"),
        ("parcel_late", quiet.id, "open"),
        ("parcel_stalled", quiet.id, "done"),
    }


def listed(tab: str, at: datetime) -> set[int]:
    """The parcels in a tab of the list, at some time."""
    return {row.id for row in page_of(PARCELS, State.parse(f"tab={tab}"), actor=ALICE, at=at).rows}
