"""Exact quantities: 64-bit integers that count millionths of a unit, as the ledger's numeric(18, 6) does.

Sums of such integers are exact and associative, so netting, pegging and net change agree to the last digit whatever
the order of the work. A product with a quantity per parent is rounded up once, to the next millionth, never down.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation

import numpy as np
import numpy.typing as npt

from yunhe.planning.mrp.errors import BadQuantity

Ints = npt.NDArray[np.int64]
Column = Sequence[object] | npt.NDArray[np.generic]

MICRO = 1_000_000
LARGEST = 10**18  # numeric(18, 6) holds less than this many millionths; nine such sums still fit 64 bits
_ROOM = float(2**62)


def micro(values: Column) -> Ints:
    """Units (int, Decimal, str or float with at most six decimals) as int64 millionths.

    Raises BadQuantity, naming the value, for anything that six decimals cannot hold exactly.
    """
    array = np.asarray(values)
    if array.dtype.kind in "iu":
        if array.size and int(np.abs(array).max()) >= LARGEST // MICRO:
            raise BadQuantity(f"quantity {np.abs(array).max()} is too large", offender=str(np.abs(array).max()))
        return array.astype(np.int64) * MICRO
    return np.array([_exact(value) for value in array.ravel().tolist()], dtype=np.int64).reshape(array.shape)


def units(quantity: int) -> Decimal:
    """Millionths as an exact Decimal of units, without trailing zeros."""
    value = Decimal(int(quantity)) / MICRO
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def scaled_up(quantity: Ints, per: Ints, divisor: Ints) -> Ints:
    """⌈quantity · per ÷ divisor⌉ without overflow or rounding error (non-negative, divisor ≤ 10⁶)."""
    whole, rest = np.divmod(quantity, divisor)
    return whole * per - (rest * -per) // divisor


def scaled_down(quantity: Ints, per: Ints, divisor: Ints) -> Ints:
    """⌊quantity · per ÷ divisor⌋, the sibling of `scaled_up` for what is given instead of taken."""
    whole, rest = np.divmod(quantity, divisor)
    return whole * per + rest * per // divisor


def rounded_up(quantity: Ints, multiple: Ints) -> Ints:
    """The smallest multiple that is not below the quantity."""
    return -(-quantity // multiple) * multiple


def increments(cumulative: Ints) -> Ints:
    """What each bucket adds to a cumulative matrix (rows × buckets)."""
    added = cumulative.copy()
    added[:, 1:] -= cumulative[:, :-1]
    return added


def refuse_overflow(largest: npt.NDArray[np.float64], name: Callable[[int], str]) -> None:
    """Raise BadQuantity for the first item whose quantities may not fit 64 bits."""
    if largest.size and float(largest.max()) >= _ROOM:
        offender = name(int(largest.argmax()))
        raise BadQuantity(f"requirements of item {offender} are too large to sum exactly", offender=offender)


def _exact(value: object) -> int:
    try:
        scaled = Decimal(str(value)) * MICRO
    except InvalidOperation:
        raise BadQuantity(f"{value!r} is not a quantity", offender=str(value)) from None
    if not scaled.is_finite() or scaled != scaled.to_integral_value():
        raise BadQuantity(f"quantity {value} has more than six decimals or is not finite", offender=str(value))
    if abs(scaled) >= LARGEST:
        raise BadQuantity(f"quantity {value} is too large", offender=str(value))
    return int(scaled)
