"""What a carrier asks for a parcel: billable weight, zone, and the price line by line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_noop as N_

from yunhe.kernel.money import ZERO, cents
from yunhe.kernel.outcome import Reason
from yunhe.kernel.quantity import plain

MM3_PER_CM3 = 1000


@dataclass(frozen=True, slots=True)
class Package:
    """A parcel to be priced: kg, mm (None = not measured), and the cash to collect (0 = none)."""

    weight_kg: Decimal
    length_mm: int | None = None
    width_mm: int | None = None
    height_mm: int | None = None
    cod_amount: Decimal = ZERO

    @property
    def volume_mm3(self) -> int:
        """0 when a side is not measured."""
        return (self.length_mm or 0) * (self.width_mm or 0) * (self.height_mm or 0)


@dataclass(frozen=True, slots=True)
class Tariff:
    """A zone of a card; fields and units as models.RateRow."""

    zone: str
    regions: tuple[str, ...]
    first_kg: Decimal
    first_price: Decimal
    step_kg: Decimal
    step_price: Decimal
    transit_days: int
    round_kg: Decimal
    minimum: Decimal = ZERO
    divisor: int = 0
    fuel_rate: Decimal = ZERO
    remote_surcharge: Decimal = ZERO
    cod_rate: Decimal = ZERO
    cod_minimum: Decimal = ZERO
    max_kg: Decimal | None = None
    max_mm: int | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """A carrier's service from an origin from a day on, with its zones."""

    id: int
    carrier: str
    service: str
    origin: str
    valid_from: date
    currency: str
    tariffs: tuple[Tariff, ...]


@dataclass(frozen=True, slots=True)
class Charge:
    """One line of a price: what for, and how much, rounded to the cent."""

    reason: Reason
    amount: Decimal

    def stored(self) -> dict[str, Any]:
        return {**self.reason.stored(), "amount": str(self.amount)}


@dataclass(frozen=True, slots=True)
class Quote:
    """The price of a parcel: `amount` is the sum of its lines."""

    zone: str
    billable_kg: Decimal
    transit_days: int
    lines: tuple[Charge, ...]

    @property
    def amount(self) -> Decimal:
        return sum((line.amount for line in self.lines), ZERO)


def quote(package: Package, card: Card, region: str) -> Quote | Reason:
    """The price of a parcel to a region code by this card, or the reason why the service does not take it.

    First weight and steps are counted on the billable weight; a price under the minimum is lifted to it; fuel is a
    share of both together; remote and cash-on-delivery charges come on top. Each line is rounded to the cent.
    """
    tariff = zone_of(card.tariffs, region)
    if tariff is None:
        return Reason("not_served", N_("{service} does not go to region {region}"), _of(card, region=region))
    if tariff.max_kg is not None and package.weight_kg > tariff.max_kg:
        figures = _of(card, limit=plain(tariff.max_kg), weight=plain(package.weight_kg))
        return Reason("too_heavy", N_("{service} takes up to {limit} kg; this is {weight} kg"), figures)
    longest = max(package.length_mm or 0, package.width_mm or 0, package.height_mm or 0)
    if tariff.max_mm is not None and longest > tariff.max_mm:
        figures = _of(card, limit=tariff.max_mm, side=longest)
        return Reason("too_long", N_("{service} takes sides up to {limit} mm; this has {side} mm"), figures)
    weight = billable_kg(package, tariff.divisor, tariff.round_kg)
    return Quote(tariff.zone, weight, tariff.transit_days, tuple(_charges(package, tariff, weight)))


def billable_kg(package: Package, divisor: int, round_kg: Decimal) -> Decimal:
    """The larger of actual and volumetric weight (cm³ / divisor), rounded up to a multiple of `round_kg`; at least one."""
    actual = _up(package.weight_kg, round_kg)
    volumetric = _up(Decimal(package.volume_mm3), round_kg * divisor * MM3_PER_CM3) if divisor else 0
    return max(actual, volumetric, 1) * round_kg


def zone_of(tariffs: Sequence[Tariff], region: str) -> Tariff | None:
    """The zone with the longest prefix of this region code, so that 3101 is told apart from the rest of 31."""
    zone, length = None, -1
    for tariff in tariffs if region else ():
        for prefix in tariff.regions:
            if len(prefix) > length and region.startswith(prefix):
                zone, length = tariff, len(prefix)
    return zone


def _charges(package: Package, tariff: Tariff, weight: Decimal) -> list[Charge]:
    first = Reason("first", N_("Zone {zone}, first {kg} kg"), {"zone": tariff.zone, "kg": plain(tariff.first_kg)})
    lines = [Charge(first, cents(tariff.first_price))]
    steps = _up(weight - tariff.first_kg, tariff.step_kg)
    if steps > 0:
        figures = {"steps": steps, "kg": plain(tariff.step_kg), "price": plain(tariff.step_price)}
        further = Reason("step", N_("{steps} × {kg} kg more at {price}"), figures)
        lines.append(Charge(further, cents(steps * tariff.step_price)))
    freight = sum((line.amount for line in lines), ZERO)
    if freight < tariff.minimum:
        lifted = Reason("minimum", N_("Up to the minimum of {amount}"), {"amount": tariff.minimum})
        lines.append(Charge(lifted, cents(tariff.minimum - freight)))
        freight = cents(tariff.minimum)
    if tariff.fuel_rate:
        fuel = Reason("fuel", N_("Fuel {percent} %"), {"percent": plain(tariff.fuel_rate * 100)})
        lines.append(Charge(fuel, cents(freight * tariff.fuel_rate)))
    if tariff.remote_surcharge:
        lines.append(Charge(Reason("remote", N_("Remote area")), cents(tariff.remote_surcharge)))
    if package.cod_amount:
        cod = Reason("cod", N_("Cash on delivery of {amount}"), {"amount": package.cod_amount})
        lines.append(Charge(cod, max(cents(package.cod_amount * tariff.cod_rate), cents(tariff.cod_minimum))))
    return lines


def _up(amount: Decimal, unit: Decimal) -> int:
    """How many whole units cover an amount; exact. Decimal's // cuts toward zero, so negation would not round up."""
    whole = int(amount // unit)
    return whole + (whole * unit < amount)


def _of(card: Card, **figures: Any) -> dict[str, Any]:
    return {"service": f"{card.carrier}/{card.service}", **figures}
