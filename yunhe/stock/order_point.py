"""The order point: when an item lacks in a warehouse, how much to buy or make, and the figures that say why."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from yunhe.kernel.quantity import plain, rounded_up
from yunhe.stock.queries import Position

ZERO = Decimal(0)
SIX_FIFTHS = Decimal("1.2")
MICRO = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Need:
    """What to buy or make of an item for a warehouse, in base units, and why."""

    item: int
    warehouse: int
    qty: Decimal
    why: dict[str, Any]


def safety(months: Sequence[Decimal]) -> Decimal:
    """The mission's rule: 1.2 × the highest calendar month of the last twelve (150 → 180)."""
    return (max(months, default=ZERO) * SIX_FIFTHS).quantize(MICRO)


def need(position: Position, moq: Decimal, multiple: Decimal) -> Need | None:
    """MODEL section 6. Lacking when on hand − allocated − waiting + incoming within the lead time < safety; so much that
    safety and the demand of the lead time are covered, at least `moq`, in whole multiples. None: nothing lacks.

    `plain_formula` beside it is the mission's: need − stock + safety, where need is what orders lack or hold.
    """
    floor = safety(position.months)
    covered = position.on_hand - position.allocated - position.waiting + position.incoming
    demand = position.demand_in_lead_time
    if covered >= floor:
        return None
    qty = rounded_up(max(moq, floor + demand - covered), multiple)
    plain_formula = max(position.allocated + position.waiting - position.on_hand + floor, ZERO)
    figures = {
        "on_hand": position.on_hand,
        "allocated": position.allocated,
        "waiting": position.waiting,
        "incoming": position.incoming,
        "safety": floor,
        "demand": demand,
        "moq": moq,
        "multiple": multiple,
        "plain_formula": plain_formula,
    }
    return Need(position.item, position.warehouse, qty, {name: plain(value) for name, value in figures.items()})
