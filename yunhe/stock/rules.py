"""Decisions about goods, without I/O: which lot may go to whom, in which order bins are emptied."""

from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple


def usable(expires_on: date | None, blocked: bool, day: date, min_days: int = 0) -> bool:
    """Whether a lot may be shipped on `day` to a customer who asks for `min_days` of remaining life.

    The expiry date is the last day of sale, inclusive: a lot that expires today is usable today for min_days 0.
    """
    if blocked:
        return False
    return expires_on is None or expires_on >= day + timedelta(days=min_days)


class Place(NamedTuple):
    """Goods in a bin that could be picked: what is there and not bound yet, and what decides the order."""

    bin_level: int
    free: Decimal
    expires_on: date | None
    since: date | None
    receiving: bool  # still at the dock: picked last


def pick_order(place: Place) -> tuple[date, bool, date, int]:
    """First expired first out, then shelves before the dock, then first in first out."""
    return (place.expires_on or date.max, place.receiving, place.since or date.max, place.bin_level)
