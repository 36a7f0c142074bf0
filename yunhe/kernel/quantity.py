"""Quantities: base units with six decimals, unit factors, and the decimals that an item allows."""

import unicodedata
from decimal import ROUND_CEILING, Decimal, InvalidOperation

MICRO = Decimal("0.000001")
ZERO = Decimal("0.000000")


def to_base(qty: Decimal, factor: Decimal) -> Decimal:
    """A quantity in a document's unit as base units: 3 cartons × 12 = 36. Exact, else ValueError."""
    base = (qty * factor).quantize(MICRO)
    if base != qty * factor:
        raise ValueError(f"{qty} × {factor} has more than six decimals")
    return base


def fits(qty: Decimal, decimals: int) -> bool:
    """Whether a base quantity has no more decimals than its item allows."""
    return qty == round(qty, decimals)


def rounded_up(qty: Decimal, multiple: Decimal) -> Decimal:
    """The smallest multiple that is not below the quantity."""
    return (qty / multiple).to_integral_value(ROUND_CEILING) * multiple


def plain(qty: Decimal) -> str:
    """As people write it: no trailing zeros, no exponent."""
    text = f"{qty:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def parse(text: str) -> Decimal:
    """A number as people type it: `1,234.5`, full-width digits, spaces. Raises ValueError on anything else."""
    cleaned = unicodedata.normalize("NFKC", text).strip().replace(",", "").replace(" ", "")
    try:
        number = Decimal(cleaned)
    except InvalidOperation:
        raise ValueError(f"{text!r} is not a number") from None
    if not number.is_finite():
        raise ValueError(f"{text!r} is not a number")
    return number
