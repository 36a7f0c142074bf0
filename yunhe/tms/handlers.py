"""What transport does about the warehouse's events and its own (registered in loop.py)."""

from collections.abc import Hashable, Iterable, Mapping
from datetime import datetime

from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.cases import Trouble, open_cases
from yunhe.kernel.events import Recorded
from yunhe.kernel.outcome import Reason
from yunhe.stock import commands as stock
from yunhe.stock.models import Outbound, Parcel
from yunhe.tms.commands import choose_services, request_waybills, void_waybills
from yunhe.tms.models import Carrier

BY_CARRIER = (Outbound.Kind.SALE, Outbound.Kind.SUPPLIER_RETURN)
IN_HOUSE = ("planned", "released", "picking", "picked", "packed")


def prepare_released(events: list[Recorded], *, by: Actor, at: datetime) -> None:
    """OutboundReleased where labels are printed before picking: parcels, services, waybills."""
    _prepare(events, ("release",), by=by, at=at)


def prepare_packed(events: list[Recorded], *, by: Actor, at: datetime) -> None:
    """OutboundPacked: what has no parcel yet gets one; then services and waybills."""
    _prepare(events, ("release", "pack"), by=by, at=at)


def void_parcels(events: list[Recorded], *, by: Actor, at: datetime) -> None:
    """OutboundRecalled, OutboundCancelled: what has not left the house will not travel."""
    here = Parcel.objects.filter(outbound__in=[e.subject for e in events], state__in=("open", "labelled"))
    void_waybills(_ids(here.order_by("id").values_list("id", flat=True)), by=by, at=at)


def ship_and_deliver(events: list[Recorded], *, by: Actor, at: datetime) -> None:
    """ParcelHandedOver, ParcelDelivered: the last parcel out ships the outbound, the last one there delivers it.

    One handler for both, so that an outbound is always shipped before it is delivered. What cannot be shipped although
    its parcels are gone (the carrier took an unpacked one) is a case.
    """
    complete = [e for e in events if e.payload.get("complete")]
    _ship([e.payload["outbound"] for e in complete if e.kind == "ParcelHandedOver"], by=by, at=at)
    arrived = Outbound.objects.filter(
        id__in=[e.payload["outbound"] for e in complete if e.kind == "ParcelDelivered"], state="shipped"
    )
    stock.deliver(_ids(arrived.order_by("id").values_list("id", flat=True)), by=by, at=at)


def _prepare(events: list[Recorded], label_at: tuple[str, ...], *, by: Actor, at: datetime) -> None:
    going = Outbound.objects.filter(
        id__in=[e.subject for e in events], kind__in=BY_CARRIER, warehouse__label_at__in=label_at
    )
    outbounds = _ids(going.order_by("id").values_list("id", flat=True))
    stock.open_parcels(outbounds, by=by, at=at)
    new = Parcel.objects.filter(outbound__in=outbounds, state="open", waybill="").order_by("id")
    chosen = choose_services(_ids(new.filter(carrier_code="").values_list("id", flat=True)), by=by, at=at)
    _nobody_takes({id: reason for id, reason in chosen.refused.items() if reason.code == "no_service"}, by=by, at=at)
    connected = Carrier.objects.exclude(adapter="").values_list("code", flat=True)
    asked = new.filter(carrier_code__in=list(connected)).values_list("id", flat=True)
    request_waybills(_ids(asked), by=by, at=at)


def _nobody_takes(refused: Mapping[Hashable, Reason], *, by: Actor, at: datetime) -> None:
    """Cards there are, and none for this parcel: a case. A house without any card types its waybills, and needs none."""
    parcels = Parcel.objects.filter(id__in=list(refused)).order_by("id")
    open_cases(
        [
            Trouble(
                type="no_carrier_service",
                subject_kind="parcel",
                subject_id=p.id,
                root_id=p.root_id,
                reason=refused[p.id],
                next_step=N_("Choose a carrier by hand, or mend the address or the rate cards"),
                owner_role="warehouse",
            )
            for p in parcels
        ],
        by=by,
        at=at,
    )


def _ship(outbound_ids: list[int], *, by: Actor, at: datetime) -> None:
    here = {o.id: o for o in Outbound.objects.filter(id__in=outbound_ids, state__in=IN_HOUSE).order_by("id")}
    outcome = stock.ship(list(here), by=by, at=at)
    open_cases(
        [
            Trouble(
                type="handed_over_not_shipped",
                subject_kind="outbound",
                subject_id=here[id].id,
                root_id=here[id].root_id,
                reason=reason,
                next_step=N_("Its parcels are gone: book what left, or fetch them back"),
                owner_role="warehouse",
            )
            for id, reason in outcome.refused.items()
            if id in here
        ],
        by=by,
        at=at,
    )


def _ids(found: Iterable[int]) -> list[int]:
    return list(found)
