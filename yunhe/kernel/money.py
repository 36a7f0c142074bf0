"""Money, exact to the cent: rounding, tax inside a price, and shares that add up to what was shared."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

CENT = Decimal("0.01")
PRICE = Decimal("0.000001")
ZERO = Decimal("0.00")


def cents(amount: Decimal) -> Decimal:
    """An amount rounded half up to two decimals: the one place where money is rounded."""
    return amount.quantize(CENT, ROUND_HALF_UP)


class LineAmounts(NamedTuple):
    """amount_incl = tax + amount_excl, each with two decimals, in the line's currency."""

    amount_incl: Decimal
    tax: Decimal
    amount_excl: Decimal


def line_amounts(qty: Decimal, price_incl: Decimal, discount: Decimal, tax_rate: Decimal) -> LineAmounts:
    """The amounts of a commercial line: qty × tax-inclusive price − discount, the tax taken out of it."""
    amount_incl = cents(qty * price_incl - discount)
    tax = tax_inside(amount_incl, tax_rate)
    return LineAmounts(amount_incl, tax, amount_incl - tax)


def tax_inside(amount_incl: Decimal, tax_rate: Decimal) -> Decimal:
    """The tax contained in a tax-inclusive amount: round(amount · r / (1 + r), 2). `tax_rate` is a fraction: 0.13."""
    return cents(amount_incl * tax_rate / (1 + tax_rate))


def apportion(total: Decimal, weights: Sequence[Decimal], unit: Decimal = CENT) -> list[Decimal]:
    """Share `total` by weight in whole `unit`s so that the shares sum to it exactly (largest remainder, first wins ties).

    All-zero weights share evenly. Raises ValueError on no weights, a negative weight or a total that is no multiple
    of `unit`.
    """
    if not weights or min(weights) < 0:
        raise ValueError("apportion needs weights, none of them negative")
    units = total / unit
    if units != units.to_integral_value():
        raise ValueError(f"{total} is not a multiple of {unit}")
    if not any(weights):
        weights = [Decimal(1)] * len(weights)
    whole = sum(weights)
    sign = -1 if units < 0 else 1
    exact = [abs(units) * weight / whole for weight in weights]
    floors = [int(share) for share in exact]
    left = int(abs(units)) - sum(floors)
    by_remainder = sorted(range(len(weights)), key=lambda i: (floors[i] - exact[i], i))
    for i in by_remainder[:left]:
        floors[i] += 1
    return [sign * n * unit for n in floors]
