"""Waybills: asked for, assigned by a connector or by hand, refused, voided."""

import hashlib

from tests.tms.depot import ALICE, AT, Depot, again, events, labelled, parcels, payload, said
from yunhe.kernel.models import Case
from yunhe.stock.models import Outbound, Parcel
from yunhe.tms.commands import (
    WaybillRefusal,
    WaybillRow,
    assign_waybills,
    choose_services,
    record_tracking,
    refuse_waybills,
    request_waybills,
    void_waybills,
)
from yunhe.tms.rules import TRACKING_PATH, tracking_link


def test_a_request_is_an_event_for_the_connector(depot: Depot) -> None:
    fast, slow, none, recalled = parcels(depot, 4)
    Parcel.objects.filter(id__in=[fast.id, recalled.id]).update(carrier_code="swift")
    Parcel.objects.filter(id=slow.id).update(carrier_code="ox")
    Outbound.objects.filter(id=recalled.outbound_id).update(recall_requested=True)
    outcome = request_waybills([fast.id, slow.id, none.id, recalled.id], by=ALICE, at=AT)
    assert outcome.done == [fast.id]
    assert {id: reason.code for id, reason in outcome.refused.items()} == {
        slow.id: "by_hand",
        none.id: "no_service",
        recalled.id: "recall_requested",
    }
    assert payload(fast.id, "WaybillRequested") == {"carrier": "swift"}
    assert again([fast.id])[0].state == "open"


def test_a_waybill_labels_the_parcel_and_makes_its_link(depot: Depot) -> None:
    [parcel] = parcels(depot)
    choose_services([parcel.id], by=ALICE, at=AT)
    assert assign_waybills([WaybillRow(parcel.id, "SW1")], by=ALICE, at=AT).done == [parcel.id]
    [parcel] = again([parcel.id])
    assert (parcel.state, parcel.carrier_code, parcel.waybill) == ("labelled", "swift", "SW1")
    assert payload(parcel.id, "WaybillAssigned") == {
        "outbound": parcel.outbound_id,
        "carrier": "swift",
        "state": "labelled",
    }
    secret = tracking_link(parcel.number).removeprefix(TRACKING_PATH)
    assert len(secret) == 32  # 24 bytes in base64
    assert parcel.tracking_digest == hashlib.sha256(secret.encode()).hexdigest()


def test_a_number_typed_by_hand_names_its_carrier(depot: Depot) -> None:
    [parcel] = parcels(depot)
    assert assign_waybills([WaybillRow(parcel.id, "OX-77", "ox")], by=ALICE, at=AT).done == [parcel.id]
    assert again([parcel.id])[0].carrier_code == "ox"


def test_the_same_answer_twice_changes_nothing(depot: Depot) -> None:
    [parcel] = labelled(depot)
    before = events(parcel.id)
    assert assign_waybills([WaybillRow(parcel.id, "SW000001", "swift")], by=ALICE, at=AT).done == [parcel.id]
    assert events(parcel.id) == before


def test_what_is_no_good_number_is_refused_and_the_rest_passes(depot: Depot) -> None:
    [has] = labelled(depot)
    one, two, three, four, five = parcels(depot, 5)
    rows = [
        WaybillRow(one.id, "SW000001", "swift"),  # another parcel's
        WaybillRow(two.id, "运单", "swift"),
        WaybillRow(three.id, "SW9", "nobody"),
        WaybillRow(four.id, "SW9", "swift"),
        WaybillRow(five.id, "SW9", "swift"),  # four's, in the same call
        WaybillRow(has.id, "SW8", "swift"),  # has one already
        WaybillRow(999_999, "SW7", "swift"),
    ]
    outcome = assign_waybills(rows, by=ALICE, at=AT)
    assert outcome.done == [four.id]
    assert {id: reason.code for id, reason in outcome.refused.items()} == {
        one.id: "waybill_taken",
        two.id: "no_waybill",
        three.id: "unknown_carrier",
        five.id: "waybill_taken",
        has.id: "wrong_state",
        999_999: "not_found",
    }
    assert [p.state for p in again([one.id, two.id, three.id, five.id])] == ["open"] * 4


def test_a_refusal_is_one_case_and_the_next_number_closes_it(depot: Depot) -> None:
    [parcel] = parcels(depot)
    choose_services([parcel.id], by=ALICE, at=AT)
    for _ in range(2):
        refuse_waybills([WaybillRefusal(parcel.id, "ADDRESS", "no such street")], by=ALICE, at=AT)
    case = Case.objects.get(type="waybill_refused")
    assert (case.subject_id, case.root_id, case.state) == (parcel.id, parcel.root_id, "open")
    assert case.reason["figures"] == {"carrier": "swift", "text": "no such street", "code": "ADDRESS"}
    assign_waybills([WaybillRow(parcel.id, "SW1")], by=ALICE, at=AT)
    case.refresh_from_db()
    assert case.state == "done"


def test_a_voided_number_is_free_again(depot: Depot) -> None:
    [parcel] = labelled(depot)
    [typed] = parcels(depot)
    assign_waybills([WaybillRow(typed.id, "OX1", "ox")], by=ALICE, at=AT)
    assert void_waybills([parcel.id, typed.id], by=ALICE, at=AT).done == [parcel.id, typed.id]
    assert payload(parcel.id, "WaybillVoided")["announce"] is True
    assert payload(typed.id, "WaybillVoided")["announce"] is False
    assert again([parcel.id])[0].state == "voided"
    [other] = labelled(depot)
    assert other.waybill == "SW000001"
    record_tracking([said("SW000001", "picked_up", AT)], by=ALICE, at=AT)
    assert [p.state for p in again([parcel.id, other.id])] == ["voided", "handed_over"]


def test_nothing_is_voided_after_the_ship_scan(depot: Depot) -> None:
    [parcel] = labelled(depot)
    Parcel.objects.filter(id=parcel.id).update(state="handed_over")
    outcome = void_waybills([parcel.id], by=ALICE, at=AT)
    assert (outcome.done, outcome.refused[parcel.id].code) == ([], "wrong_state")
