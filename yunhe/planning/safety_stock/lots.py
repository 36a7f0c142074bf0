"""How much to order when it is time: (s, S), (R, Q) and min/max with minimum order, multiple and price breaks. Exact."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from yunhe.planning.safety_stock.errors import SafetyStockError


@dataclass(frozen=True)
class LotRule:
    """A supplier's terms: at least `minimum` per order, and whole multiples of `multiple` (zero: any quantity)."""

    minimum: Decimal = Decimal(0)
    multiple: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        if self.minimum < 0 or self.multiple < 0:
            raise SafetyStockError("minimum and multiple must not be negative", offender="lot")

    def round_up(self, quantity: Decimal) -> Decimal:
        """The smallest quantity the supplier accepts that is not less; zero stays zero."""
        if quantity <= 0:
            return Decimal(0)
        wanted = max(quantity, self.minimum)
        return _ceiling(wanted, self.multiple) if self.multiple else wanted


ANY_LOT = LotRule()


@dataclass(frozen=True)
class PriceBreak:
    """From `quantity` on, every unit of the order costs `price`."""

    quantity: Decimal
    price: Decimal


def order_up_to(position: Decimal, level: Decimal, up_to: Decimal, lot: LotRule = ANY_LOT) -> Decimal:
    """(s, S), also called min/max: nothing while position ≥ level, else up to `up_to`, rounded up to the lot.

    `position` is on hand − allocated + incoming. Raises SafetyStockError when `up_to` is below `level`.
    """
    if up_to < level:
        raise SafetyStockError(f"up_to {up_to} is below level {level}", offender="up_to")
    return lot.round_up(up_to - position) if position < level else Decimal(0)


def order_fixed(position: Decimal, level: Decimal, quantity: Decimal, lot: LotRule = ANY_LOT) -> Decimal:
    """(R, Q): nothing while position ≥ level, else as many times `quantity` as bring it back to the level."""
    if quantity <= 0:
        raise SafetyStockError(f"quantity is {quantity}; it must be above zero", offender="quantity")
    return lot.round_up(_ceiling(level - position, quantity)) if position < level else Decimal(0)


def cheapest_quantity(
    need: Decimal, breaks: Sequence[PriceBreak], lot: LotRule, *, daily_use: Decimal, holding_rate: Decimal
) -> tuple[Decimal, Decimal]:
    """Quantity and price per unit for a need now: at the need, or more of it to reach a better price.

    More is bought when the money saved on the need exceeds the cost of keeping the surplus until it is used:
    surplus × price × yearly `holding_rate` × half its days / 365. Raises SafetyStockError without a price for the need.
    """
    first = lot.round_up(need)
    offers = [max(first, lot.round_up(step.quantity)) for step in breaks]
    costs = []
    for quantity in sorted({first, *offers}):
        price = _price(quantity, breaks)
        surplus = quantity - first
        days = surplus / daily_use if daily_use > 0 else Decimal(365) * 100
        kept = surplus * price * holding_rate * (days / 2 + (first / daily_use if daily_use > 0 else 0)) / 365
        costs.append((first * price + kept, quantity, price))
    _, quantity, price = min(costs)
    return quantity, price


def _price(quantity: Decimal, breaks: Sequence[PriceBreak]) -> Decimal:
    reached = [step for step in breaks if step.quantity <= quantity]
    if not reached:
        raise SafetyStockError(f"no price for a quantity of {quantity}", offender="breaks")
    return max(reached, key=lambda step: step.quantity).price


def _ceiling(quantity: Decimal, multiple: Decimal) -> Decimal:
    return (quantity / multiple).to_integral_value(rounding=ROUND_CEILING) * multiple
