"""The public tracking page: what anyone with the link may see. No phone, no full name, no street."""

from dataclasses import dataclass
from datetime import date, datetime

from yunhe.partners.rules import mask_name
from yunhe.stock.models import Parcel
from yunhe.tms.models import Carrier, ServiceChoice, TrackingMessage
from yunhe.tms.queries.labels import region_names
from yunhe.tms.rules import tracking_digest, without_phones


@dataclass(frozen=True, slots=True)
class Stop:
    """A line of the timeline, by the carrier's clock. `status` is a rules.Status for the page to say."""

    at: datetime
    status: str
    place: str
    text: str


@dataclass(frozen=True, slots=True)
class TrackingPage:
    """A parcel for the public; newest stop first. `city` and `district` say where to, `recipient` is masked: 王**."""

    carrier: str
    carrier_en: str
    waybill: str
    state: str
    recipient: str
    city: str
    district: str
    arrives_on: date | None
    delivered_at: datetime | None
    stops: tuple[Stop, ...]


def tracking_page(secret: str) -> TrackingPage | None:
    """The page behind a link's secret; None when there is none (or its parcel was voided). Five queries."""
    found = Parcel.objects.filter(tracking_digest=tracking_digest(secret)).exclude(state="voided")
    parcel = found.select_related("outbound").first()
    if parcel is None:
        return None
    carrier = Carrier.objects.filter(code=parcel.carrier_code).first()
    choice = ServiceChoice.objects.filter(parcel=parcel).first()
    _, city, district = region_names([parcel.outbound.region_code])[parcel.outbound.region_code]
    return TrackingPage(
        carrier=carrier.name if carrier else parcel.carrier_code,
        carrier_en=carrier.name_en if carrier else "",
        waybill=parcel.waybill,
        state=parcel.state,
        recipient=mask_name(parcel.outbound.recipient),
        city=city,
        district=district,
        arrives_on=choice.arrives_on if choice else None,
        delivered_at=parcel.delivered_at,
        stops=tuple(timeline(parcel)),
    )


def timeline(parcel: Parcel) -> list[Stop]:
    """What the carrier said of a parcel, newest first, without phone numbers. One query."""
    said = TrackingMessage.objects.filter(carrier_code=parcel.carrier_code, waybill=parcel.waybill)
    return [
        Stop(m.happened_at, m.status, m.place, without_phones(m.text)) for m in said.order_by("-happened_at", "-id")
    ]
