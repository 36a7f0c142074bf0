"""From a planned outbound to the doorstep with the real warehouse: the ship scan ships, the last delivery delivers."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.tms.depot import RATES, said
from tests.world import AT, BY, World, build
from yunhe.kernel.events.pump import drain
from yunhe.kernel.events.subscriptions import Subscription, register
from yunhe.kernel.models import Case
from yunhe.stock import commands as stock
from yunhe.stock.bindings import bound_to
from yunhe.stock.commands.picking import Pick
from yunhe.stock.models import Outbound, Parcel, Warehouse
from yunhe.tms import handlers
from yunhe.tms.commands import (
    WaybillRow,
    assign_waybills,
    define_carriers,
    hand_over,
    import_rates,
    print_labels,
    record_tracking,
)
from yunhe.tms.sheets import CarrierRow

SUBSCRIPTIONS = [
    Subscription("tms.prepare_released", ("OutboundReleased",), handlers.prepare_released),
    Subscription("tms.prepare_packed", ("OutboundPacked",), handlers.prepare_packed),
    Subscription("tms.void_parcels", ("OutboundRecalled", "OutboundCancelled"), handlers.void_parcels),
    Subscription("tms.ship_and_deliver", ("ParcelHandedOver", "ParcelDelivered"), handlers.ship_and_deliver),
]


@pytest.fixture
def world(db: str) -> World:
    made = build()
    register(SUBSCRIPTIONS)
    define_carriers([CarrierRow("swift", "迅达速递", adapter="sim"), CarrierRow("ox", "老牛物流")], by=BY, at=AT)
    import_rates(RATES, by=BY, at=AT)
    made.stock("TEA", 10)
    return made


@pytest.fixture
def released(world: World) -> Callable[[], Outbound]:
    def one() -> Outbound:
        id = world.outbound(("TEA", 2), address={"region_code": "310104", "recipient": "王小明", "detail": "漕溪北路"})
        assert stock.release([id], by=BY, at=AT).done == [id]
        drain(SUBSCRIPTIONS, at=AT)
        return Outbound.objects.get(id=id)

    return one


def pack(outbound: Outbound) -> None:
    stock.pick([Pick(b.id, b.qty) for b in bound_to([outbound.id])], by=BY, at=AT)
    assert stock.pack([outbound.id], by=BY, at=AT).done == [outbound.id]
    drain(SUBSCRIPTIONS, at=AT)


def state(outbound: Outbound) -> str:
    outbound.refresh_from_db()
    return outbound.state


def test_the_scan_ships_and_the_message_delivers(world: World, released: Callable[[], Outbound]) -> None:
    outbound = released()
    parcel = Parcel.objects.get(outbound=outbound)
    assert (parcel.carrier_code, parcel.service, parcel.state) == ("swift", "standard", "open")
    assign_waybills([WaybillRow(parcel.id, "SW1")], by=BY, at=AT)
    assert print_labels([parcel.id], by=BY, at=AT).done == [parcel.id]
    assert hand_over([parcel.id], by=BY, at=AT).refused[parcel.id].code == "not_packed"
    pack(outbound)
    assert Parcel.objects.count() == 1  # packing opens no second one
    hand_over([parcel.id], by=BY, at=AT)
    record_tracking([said("SW1", "delivered", AT + timedelta(hours=30))], by=BY, at=AT)
    drain(SUBSCRIPTIONS, at=AT)
    assert state(outbound) == "delivered"
    assert world.level("TEA") == (8, 0)
    assert not Case.objects.exists()


def test_where_labels_wait_for_packing_the_parcel_comes_then(world: World, released: Callable[[], Outbound]) -> None:
    Warehouse.objects.filter(id=world.east).update(label_at="pack")
    outbound = released()
    assert not Parcel.objects.exists()
    pack(outbound)
    assert Parcel.objects.get().carrier_code == "swift"


def test_a_recall_stops_label_and_scan_and_voids(world: World, released: Callable[[], Outbound]) -> None:
    outbound = released()
    parcel = Parcel.objects.get()
    assign_waybills([WaybillRow(parcel.id, "SW1")], by=BY, at=AT)
    pack(outbound)
    stock.request_recall([outbound.id], by=BY, at=AT)
    assert print_labels([parcel.id], by=BY, at=AT).refused[parcel.id].code == "recall_requested"
    assert hand_over([parcel.id], by=BY, at=AT).refused[parcel.id].code == "recall_requested"
    stock.answer_recalls([outbound.id], by=BY, at=AT)
    drain(SUBSCRIPTIONS, at=AT)
    parcel.refresh_from_db()
    assert (state(outbound), parcel.state) == ("planned", "voided")
    stock.release([outbound.id], by=BY, at=AT)
    drain(SUBSCRIPTIONS, at=AT)
    again = Parcel.objects.exclude(id=parcel.id).get()
    assert (again.n, again.state, again.carrier_code) == (2, "open", "swift")


def test_a_parcel_fetched_unpacked_is_a_case(released: Callable[[], Outbound]) -> None:
    outbound = released()
    parcel = Parcel.objects.get()
    assign_waybills([WaybillRow(parcel.id, "SW1")], by=BY, at=AT)
    record_tracking([said("SW1", "in_transit", AT)], by=BY, at=AT)
    drain(SUBSCRIPTIONS, at=AT)
    assert state(outbound) == "released"
    assert set(Case.objects.values_list("type", "subject_kind")) == {
        ("moved_without_scan", "parcel"),
        ("handed_over_not_shipped", "outbound"),
    }
