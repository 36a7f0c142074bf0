"""The ship scan: what leaves, what is put aside, and when an outbound is complete."""

from datetime import timedelta

from tests.tms.depot import ALICE, AT, Depot, again, events, labelled, parcels, payload
from yunhe.stock.models import Outbound, Parcel
from yunhe.tms.commands import hand_over, scan_out


def test_handing_over_tells_carrier_and_freight(depot: Depot) -> None:
    [parcel] = labelled(depot)
    assert hand_over([parcel.id], by=ALICE, at=AT).done == [parcel.id]
    [parcel] = again([parcel.id])
    assert (parcel.state, parcel.handed_over_at) == ("handed_over", AT)
    assert payload(parcel.id, "ParcelHandedOver") == {
        "outbound": parcel.outbound_id,
        "carrier": "swift",
        "complete": True,
        "scanned": True,
        "freight": "9.00",
        "currency": "CNY",
        "state": "handed_over",
    }


def test_the_last_parcel_completes_the_outbound(depot: Depot) -> None:
    one, two, three = labelled(depot, 3, outbounds=1)
    hand_over([two.id], by=ALICE, at=AT)
    hand_over([three.id, one.id], by=ALICE, at=AT)
    assert payload(two.id, "ParcelHandedOver")["complete"] is False
    assert [payload(p.id, "ParcelHandedOver")["complete"] for p in (one, three)] == [True, True]


def test_a_parcel_of_a_recalled_outbound_stays(depot: Depot) -> None:
    gone, recalled, unpacked, unlabelled = [*labelled(depot, 3), *parcels(depot, state="packed")]
    Outbound.objects.filter(id=recalled.outbound_id).update(recall_requested=True)
    Outbound.objects.filter(id=unpacked.outbound_id).update(state="picking")
    outcome = hand_over([gone.id, recalled.id, unpacked.id, unlabelled.id, 999_999], by=ALICE, at=AT)
    assert outcome.done == [gone.id]
    assert {id: reason.code for id, reason in outcome.refused.items()} == {
        recalled.id: "recall_requested",
        unpacked.id: "not_packed",
        unlabelled.id: "wrong_state",
        999_999: "not_found",
    }
    assert [p.state for p in again([recalled.id, unpacked.id])] == ["labelled", "labelled"]


def test_a_scan_may_be_the_waybill_or_the_parcel(depot: Depot) -> None:
    one, two = labelled(depot, 2)
    outcome = scan_out([one.waybill, two.number, "NOPE", one.waybill], by=ALICE, at=AT)
    assert outcome.done == [one.waybill, two.number]
    assert outcome.made == {one.waybill: one.id, two.number: two.id}
    assert outcome.refused["NOPE"].code == "unknown_code"
    assert [p.state for p in again([one.id, two.id])] == ["handed_over", "handed_over"]


def test_a_repeated_scan_is_done_without_effect(depot: Depot) -> None:
    [parcel] = labelled(depot)
    scan_out([parcel.waybill], by=ALICE, at=AT)
    before = events(parcel.id)
    assert scan_out([parcel.waybill], by=ALICE, at=AT + timedelta(seconds=3)).done == [parcel.waybill]
    assert events(parcel.id) == before
    assert again([parcel.id])[0].handed_over_at == AT


def test_a_number_of_two_carriers_needs_the_parcels_own_code(depot: Depot) -> None:
    one, two = labelled(depot, 2)
    Parcel.objects.filter(id=two.id).update(carrier_code="ox", waybill=one.waybill)
    outcome = scan_out([one.waybill], by=ALICE, at=AT)
    assert (outcome.done, outcome.refused[one.waybill].code) == ([], "two_parcels")
    assert scan_out([one.number], by=ALICE, at=AT).done == [one.number]
