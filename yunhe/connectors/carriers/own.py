"""The adapter of our own vans: the parcel's number is its waybill, and nobody outside is asked."""

from collections.abc import Sequence
from datetime import datetime
from typing import Self

from yunhe.connectors.carriers.protocol import Answer, Page
from yunhe.tms.queries.parcels import Shipment


class OwnVans:
    """Deliveries are reported by hand; there is nothing to fetch."""

    batch = 1_000

    def give_waybills(self, shipments: Sequence[Shipment]) -> list[Answer]:
        return [Answer(s.parcel, waybill=s.reference) for s in shipments]

    def void_waybills(self, waybills: Sequence[str]) -> list[str]:
        return []

    def announce(self, parcels: Sequence[tuple[str, datetime]]) -> list[str]:
        return []

    def next_page(self, until: datetime) -> Page:
        return Page([], "")

    def confirm(self, receipt: str) -> None:
        """Nothing is ever given a receipt."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        """Nothing is open."""
