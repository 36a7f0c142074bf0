"""Parcels for the board, and what connectors need to know of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet

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


def counts_by_state() -> dict[str, int]:
    """How many parcels are in each state that is not over yet. One query."""
    over = ("delivered", "returned", "lost", "voided")
    found = Parcel.objects.exclude(state__in=over).values_list("state").annotate(Count("id")).order_by("state")
    return dict(found)


def board(*, states: Sequence[str] = (), carrier: str = "", limit: int = 100) -> list[dict[str, Any]]:
    """Parcels, newest first, with outbound, service, price and arrival day. One query."""
    rows = Parcel.objects.order_by("-id")
    if states:
        rows = rows.filter(state__in=states)
    if carrier:
        rows = rows.filter(carrier_code=carrier)
    return list(
        rows.values(
            "id",
            "number",
            "waybill",
            "carrier_code",
            "service",
            "state",
            "state_at",
            "outbound_id",
            "outbound__number",
            "outbound__warehouse_id",
            "label_printed_at",
            "handed_over_at",
            "delivered_at",
            "choice__amount",
            "choice__currency",
            "choice__arrives_on",
        )[:limit]
    )


def late(day: date) -> QuerySet[Parcel]:
    """Parcels under way whose carrier promised an earlier day."""
    return Parcel.objects.filter(state__in=MOVING, choice__arrives_on__lt=day).order_by("choice__arrives_on", "id")


def stalled(at: datetime, after: timedelta) -> QuerySet[Parcel]:
    """Parcels under way of which nothing has been heard for so long."""
    heard = TrackingMessage.objects.filter(
        carrier_code=OuterRef("carrier_code"), waybill=OuterRef("waybill"), happened_at__gte=at - after
    )
    moving = Parcel.objects.filter(state__in=MOVING, handed_over_at__lt=at - after)
    return moving.exclude(Exists(heard)).order_by("handed_over_at", "id")


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
