"""Carriers, accounts and rate cards as rows of a sheet: what is imported, typed into the grid, and shown in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal

from yunhe.tms.models import Carrier

CardKey = tuple[str, str, str, date]


@dataclass(frozen=True, slots=True)
class CarrierRow:
    """A carrier as typed or imported; `partner` is the code of a partner that is a carrier."""

    code: str
    name: str
    name_en: str = ""
    partner: str = ""
    kind: str = Carrier.Kind.EXPRESS
    adapter: str = ""
    cut_off: time | None = None
    active: bool = True


@dataclass(frozen=True, slots=True)
class AccountRow:
    """How a carrier's interface is reached. Credentials are encrypted before they are stored, and never shown again."""

    carrier: str
    endpoint: str = ""
    credentials: Mapping[str, str] = field(default_factory=dict)
    active: bool = True


@dataclass(frozen=True, slots=True)
class RateLine:
    """A row of a rate sheet: one zone of one card. `regions` are prefixes of region codes; fields as models.RateRow."""

    carrier: str
    service: str
    valid_from: date
    zone: str
    regions: tuple[str, ...]
    first_kg: Decimal
    first_price: Decimal
    step_kg: Decimal
    step_price: Decimal
    transit_days: int
    origin: str = ""
    currency: str = "CNY"
    minimum: Decimal = Decimal(0)
    divisor: int = 0
    round_kg: Decimal = Decimal("0.1")
    fuel_rate: Decimal = Decimal(0)
    remote_surcharge: Decimal = Decimal(0)
    cod_rate: Decimal = Decimal(0)
    cod_minimum: Decimal = Decimal(0)
    max_kg: Decimal | None = None
    max_mm: int | None = None

    @property
    def card(self) -> CardKey:
        return (self.carrier, self.service, self.origin, self.valid_from)


ZONE_FIELDS = [
    name for name in RateLine.__slots__ if name not in ("carrier", "service", "origin", "valid_from", "currency")
]
