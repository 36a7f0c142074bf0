"""Waybills from the simulated carrier: given once, refused with a case, asked again when it is busy."""

from tests.connectors.carriers.conftest import Opener
from tests.tms.depot import ALICE, AT, Depot, again, parcels
from yunhe.connectors.carriers.own import OwnVans
from yunhe.connectors.carriers.tracking import void_parcels
from yunhe.connectors.carriers.waybills import fetch_waybills, give_up
from yunhe.kernel.models import Case
from yunhe.stock.models import Outbound, Parcel
from yunhe.tms.commands import choose_services, void_waybills


def waiting(depot: Depot, count: int) -> list[int]:
    ids = [p.id for p in parcels(depot, count)]
    choose_services(ids, by=ALICE, at=AT)
    return ids


def test_every_parcel_gets_a_number(depot: Depot, office: Opener) -> None:
    ids = waiting(depot, 3)
    _, adapter = office()
    assert fetch_waybills(ids, adapter=adapter, by=ALICE, at=AT).done == ids
    assert [(p.state, p.waybill) for p in again(ids)] == [
        ("labelled", "SM7000000001"),
        ("labelled", "SM7000000002"),
        ("labelled", "SM7000000003"),
    ]


def test_a_second_job_asks_for_nothing(depot: Depot, office: Opener) -> None:
    ids = waiting(depot, 2)
    carrier, adapter = office()
    fetch_waybills(ids, adapter=adapter, by=ALICE, at=AT)
    asked = carrier.requests
    outcome = fetch_waybills(ids, adapter=adapter, by=ALICE, at=AT)
    assert (outcome.done, outcome.refused, carrier.requests) == ([], {}, asked)


def test_an_answer_that_got_lost_comes_again_with_the_same_number(depot: Depot, office: Opener) -> None:
    [id] = waiting(depot, 1)
    carrier, adapter = office()
    told = {"reference": again([id])[0].number, "to_region": "440305", "address": "x"}
    assert carrier.give([told])[0]["waybill"] == "SM7000000001"  # and we never heard it
    fetch_waybills([id], adapter=adapter, by=ALICE, at=AT)
    assert again([id])[0].waybill == "SM7000000001"


def test_a_refused_address_is_a_case_and_the_others_pass(depot: Depot, office: Opener) -> None:
    one, bad = waiting(depot, 2)
    Outbound.objects.filter(parcels=bad).update(detail="")
    _, adapter = office()
    outcome = fetch_waybills([one, bad], adapter=adapter, by=ALICE, at=AT)
    assert outcome.done == [one]
    assert outcome.refused[bad].code == "waybill_refused"
    case = Case.objects.get()
    assert (case.type, case.subject_id, case.reason["figures"]["code"]) == (
        "waybill_refused",
        bad,
        "ADDRESS_INCOMPLETE",
    )


def test_a_busy_carrier_is_asked_again(depot: Depot, office: Opener) -> None:
    ids = waiting(depot, 2)
    carrier, adapter = office(error=1.0)
    outcome = fetch_waybills(ids, adapter=adapter, by=ALICE, at=AT)
    assert {id: reason.code for id, reason in outcome.refused.items()} == dict.fromkeys(ids, "carrier_busy")
    assert not Case.objects.exists()
    carrier.change({"error": 0.0})
    assert fetch_waybills(ids, adapter=adapter, by=ALICE, at=AT).done == ids


def test_when_the_numbers_are_used_up_the_rest_waits(depot: Depot, office: Opener) -> None:
    ids = waiting(depot, 3)
    carrier, adapter = office(numbers=2)
    outcome = fetch_waybills(ids, adapter=adapter, by=ALICE, at=AT)
    assert outcome.done == ids[:2]
    assert outcome.refused[ids[2]].code == "carrier_busy"
    assert give_up(ids, by=ALICE, at=AT).done == ids[2:]
    carrier.change({"numbers": 10})
    assert fetch_waybills(ids, adapter=adapter, by=ALICE, at=AT).done == ids[2:]
    assert [case.state for case in Case.objects.all()] == ["done"]


def test_a_number_for_a_parcel_voided_meanwhile_goes_back(depot: Depot, office: Opener) -> None:
    [id] = waiting(depot, 1)
    carrier, adapter = office()
    give = adapter.give_waybills

    class Interrupted:
        """The recall commits while the carrier is answering."""

        batch = 10
        void_waybills = staticmethod(adapter.void_waybills)

        def give_waybills(self, shipments: list) -> list:
            answers = give(shipments)
            void_waybills([id], by=ALICE, at=AT)
            return answers

    outcome = fetch_waybills([id], adapter=Interrupted(), by=ALICE, at=AT)
    assert outcome.refused[id].code == "wrong_state"
    assert carrier.pick_up([{"waybill": "SM7000000001", "at": AT.isoformat()}]) == [
        {"waybill": "SM7000000001", "accepted": False}
    ]


def test_voided_waybills_are_cancelled_at_the_carrier(depot: Depot, office: Opener) -> None:
    ids = waiting(depot, 2)
    carrier, adapter = office()
    fetch_waybills(ids, adapter=adapter, by=ALICE, at=AT)
    carrier.pick_up([{"waybill": "SM7000000002", "at": AT.isoformat()}])
    void_waybills(ids, by=ALICE, at=AT)
    outcome = void_parcels(ids, adapter=adapter)
    assert outcome.done == ["SM7000000001"]
    assert outcome.refused["SM7000000002"].code == "not_voided"


def test_our_own_vans_need_no_carrier(depot: Depot) -> None:
    ids = waiting(depot, 2)
    Parcel.objects.filter(id__in=ids).update(carrier_code="ox")
    with OwnVans() as vans:
        assert fetch_waybills(ids, adapter=vans, by=ALICE, at=AT).done == ids
    assert [p.waybill for p in again(ids)] == [p.number for p in again(ids)]
