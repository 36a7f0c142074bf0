"""What happens to a parcel. Ids and figures only."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from yunhe.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ServiceChosen(Event, subject="parcel"):
    carrier: str
    service: str
    amount: Decimal
    currency: str
    arrives_on: date


@dataclass(frozen=True, kw_only=True)
class WaybillRequested(Event, subject="parcel"):
    """The carrier is to be asked for a number; a connector does, and answers by `assign_waybills`."""

    carrier: str


@dataclass(frozen=True, kw_only=True)
class WaybillAssigned(Event, subject="parcel", inverse="WaybillVoided"):
    outbound: int
    carrier: str


@dataclass(frozen=True, kw_only=True)
class WaybillVoided(Event, subject="parcel"):
    """The parcel will not travel; `announce`: the carrier gave it a number and is to be told."""

    outbound: int
    carrier: str
    announce: bool = False


@dataclass(frozen=True, kw_only=True)
class LabelPrinted(Event, subject="parcel"):
    outbound: int
    again: bool


@dataclass(frozen=True, kw_only=True)
class ParcelHandedOver(Event, subject="parcel", inverse="ParcelReturned"):
    """The ship scan. `complete`: no parcel of its outbound is left in the house. `freight` is what the card says.

    `scanned` is false when the carrier's own message told us of a parcel that nobody had scanned out.
    """

    outbound: int
    carrier: str
    complete: bool
    scanned: bool
    freight: Decimal | None = None
    currency: str | None = None


@dataclass(frozen=True, kw_only=True)
class ParcelMoved(Event, subject="parcel"):
    outbound: int
    happened_at: datetime


@dataclass(frozen=True, kw_only=True)
class ParcelDelivered(Event, subject="parcel"):
    """`complete`: every parcel of its outbound is delivered."""

    outbound: int
    happened_at: datetime
    complete: bool
    cod_amount: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class ParcelProblem(Event, subject="parcel"):
    outbound: int
    happened_at: datetime


@dataclass(frozen=True, kw_only=True)
class ParcelReturned(Event, subject="parcel"):
    outbound: int
    happened_at: datetime


@dataclass(frozen=True, kw_only=True)
class ParcelLost(Event, subject="parcel"):
    outbound: int
    happened_at: datetime
