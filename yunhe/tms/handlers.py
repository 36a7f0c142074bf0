"""What transport does about the warehouse's events (registered in loop.py)."""

from datetime import datetime

from yunhe.kernel.actor import Actor
from yunhe.kernel.events import Recorded
from yunhe.stock.models import Parcel
from yunhe.tms.commands import choose_services, request_waybills, void_waybills
from yunhe.tms.models import Carrier


def prepare_parcels(events: list[Recorded], *, by: Actor, at: datetime) -> None:
    """Outbounds got parcels (released or packed): choose a service for those without one, and ask for waybills."""
    new = Parcel.objects.filter(outbound__in=[e.subject for e in events], state="open", waybill="")
    choose_services(list(new.filter(carrier_code="").order_by("id").values_list("id", flat=True)), by=by, at=at)
    connected = Carrier.objects.exclude(adapter="").values_list("code", flat=True)
    asked = new.filter(carrier_code__in=list(connected)).order_by("id").values_list("id", flat=True)
    request_waybills(list(asked), by=by, at=at)


def void_parcels(events: list[Recorded], *, by: Actor, at: datetime) -> None:
    """Outbounds were recalled or cancelled: what has not left the house will not travel."""
    here = Parcel.objects.filter(outbound__in=[e.subject for e in events], state__in=("open", "labelled"))
    void_waybills(list(here.order_by("id").values_list("id", flat=True)), by=by, at=at)
