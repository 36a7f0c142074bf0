"""What a carrier's adapter does, in our words. Everything an adapter raises or answers is one of these."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, Self

from yunhe.tms.commands import Message
from yunhe.tms.queries.parcels import Shipment


class CarrierBusyError(Exception):
    """The carrier did not answer, or asks us to come again: nothing is known to have been done, asking again is safe."""


class CarrierProtocolError(Exception):
    """The carrier answered something that its protocol does not know: a person must look."""


@dataclass(frozen=True, slots=True)
class Answer:
    """About one shipment: its waybill, or the carrier's code and words; `permanent`: asking again would not help."""

    parcel: int
    waybill: str = ""
    code: str = ""
    text: str = ""
    permanent: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Tracking messages with the receipt that confirms them; the same page comes again until then."""

    messages: Sequence[Message]
    receipt: str


class CarrierAdapter(Protocol):
    """One account with one carrier. Used as a context; every call may raise CarrierBusyError or CarrierProtocolError."""

    batch: int  # how many shipments one request may hold

    def give_waybills(self, shipments: Sequence[Shipment]) -> list[Answer]:
        """One answer per shipment. The same reference gets the same waybill, however often it is asked."""

    def void_waybills(self, waybills: Sequence[str]) -> list[str]:
        """Cancel numbers; returns those that the carrier did not cancel."""

    def announce(self, parcels: Sequence[tuple[str, datetime]]) -> list[str]:
        """Tell of waybills handed over and when; returns those that the carrier did not accept."""

    def next_page(self, until: datetime) -> Page:
        """The next messages heard by a moment; an empty page has no receipt."""

    def confirm(self, receipt: str) -> None:
        """The page with this receipt is kept."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *exc: object) -> None: ...
