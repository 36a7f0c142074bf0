"""What transport does when the warehouse speaks: again is no harm."""

from tests.tms.depot import ALICE, AT, Depot, again, events, labelled, parcels
from yunhe.kernel.actor import system
from yunhe.kernel.events.recorded import Recorded
from yunhe.kernel.models import Case
from yunhe.stock.models import Outbound, Parcel
from yunhe.tms.commands import WaybillRow, assign_waybills, hand_over
from yunhe.tms.handlers import prepare_released, void_parcels
from yunhe.tms.models import RateCard

BY = system("tms")


def of_outbounds(kind: str, *made: Parcel) -> list[Recorded]:
    return [
        Recorded(n, n, kind, "outbound", p.outbound_id, p.root_id, AT.date(), AT, "x", {}) for n, p in enumerate(made)
    ]


def test_new_parcels_get_a_service_and_ask_for_a_waybill(depot: Depot) -> None:
    light, heavy = [*parcels(depot), *parcels(depot, weight_kg=20)]
    far = parcels(depot, region="540000")[0]
    told = of_outbounds("OutboundReleased", light, heavy, far)
    prepare_released(told, by=BY, at=AT)
    assert [p.carrier_code for p in again([light.id, heavy.id, far.id])] == ["swift", "ox", ""]
    assert [kind for kind, _ in events(light.id)] == ["ServiceChosen", "WaybillRequested"]
    assert [kind for kind, _ in events(heavy.id)] == ["ServiceChosen"]  # numbers of ox are typed
    case = Case.objects.get()
    assert (case.type, case.subject_id, case.state) == ("no_carrier_service", far.id, "open")
    assign_waybills([WaybillRow(far.id, "OX1", "ox")], by=ALICE, at=AT)
    case.refresh_from_db()
    assert case.state == "done"


def test_a_house_without_rate_cards_types_its_waybills(depot: Depot) -> None:
    RateCard.objects.all().delete()
    [parcel] = parcels(depot)
    prepare_released(of_outbounds("OutboundReleased", parcel), by=BY, at=AT)
    assert not Case.objects.exists()
    assert assign_waybills([WaybillRow(parcel.id, "OX1", "ox")], by=ALICE, at=AT).done == [parcel.id]


def test_a_recall_voids_what_is_still_here(depot: Depot) -> None:
    here, gone = labelled(depot, 2)
    hand_over([gone.id], by=ALICE, at=AT)
    Outbound.objects.filter(id=here.outbound_id).update(state="planned")
    for _ in range(2):
        void_parcels(of_outbounds("OutboundRecalled", here, gone), by=BY, at=AT)
    assert [p.state for p in again([here.id, gone.id])] == ["voided", "handed_over"]
    assert [kind for kind, _ in events(here.id)].count("WaybillVoided") == 1
