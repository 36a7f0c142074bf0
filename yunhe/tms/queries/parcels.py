"""What connectors need to know of parcels, and which states mean under way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Exists, OuterRef

from yunhe.stock.models import Parcel
from yunhe.tms.models import ServiceChoice, TrackingMessage

MOVING = ("handed_over", "in_transit", "out_for_delivery", "problem")


@dataclass(frozen=True, slots=True)
class Shipment:
    """An open parcel as its carrier is told of it. `reference` is its number: asking twice gives the same waybill."""

    parcel: int
    reference: str
    service: str
    from_region: str
    from_address: str
    to_region: str
    recipient: str
    phone: str
    detail: str
    weight_kg: Decimal | None
    cod_amount: Decimal


def unmatched(limit: int = 100) -> list[TrackingMessage]:
    """Messages whose waybill no living parcel has, newest first: kept until one does."""
    known = Parcel.objects.filter(carrier_code=OuterRef("carrier_code"), waybill=OuterRef("waybill")).exclude(
        state="voided"
    )
    return list(TrackingMessage.objects.exclude(Exists(known)).order_by("-id")[:limit])


def choice_of(parcel_id: int) -> ServiceChoice | None:
    """The service chosen for a parcel with all candidates and their reasons."""
    return ServiceChoice.objects.filter(parcel_id=parcel_id).select_related("card").first()


def shipments(parcel_ids: Sequence[int]) -> list[Shipment]:
    """Those of the parcels that still wait for a waybill, as their carrier is told. One query."""
    open_ones = (
        Parcel.objects.filter(id__in=parcel_ids, state="open").select_related("outbound__warehouse").order_by("id")
    )
    return [
        Shipment(
            parcel=p.id,
            reference=p.number,
            service=p.service,
            from_region=p.outbound.warehouse.region_code,
            from_address=p.outbound.warehouse.address,
            to_region=p.outbound.region_code,
            recipient=p.outbound.recipient,
            phone=p.outbound.phone,
            detail=p.outbound.detail,
            weight_kg=p.weight_kg,
            cod_amount=p.cod_amount,
        )
        for p in open_ones
    ]


def waybills(parcel_ids: Sequence[int]) -> list[tuple[str, datetime | None]]:
    """Waybill and ship scan of each parcel that has one. One query."""
    found = Parcel.objects.filter(id__in=parcel_ids).exclude(waybill="").order_by("id")
    return list(found.values_list("waybill", "handed_over_at"))
