"""Economic order quantities: Harris, with backorders, with a production rate, with price breaks.

Formulas: Snyder and Shen, "Fundamentals of Supply Chain Theory" (2nd edition 2019), chapter 3. Costs and demand refer to
the same unit of time. Every function raises SafetyStockError for a parameter that is not above zero.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, sqrt

from yunhe.planning.safety_stock.errors import SafetyStockError, require_positive


@dataclass(frozen=True)
class EconomicOrder:
    """Quantity per order, cost per unit of time, the share of demand backordered and the price step used."""

    quantity: float
    cost: float
    backordered: float = 0.0
    step: int = 0


def economic_order(fixed_cost: float, holding_cost: float, demand: float) -> EconomicOrder:
    """Q = √(2Kλ/h), cost √(2Kλh) (Harris 1913)."""
    require_positive(fixed_cost=fixed_cost, holding_cost=holding_cost, demand=demand)
    return EconomicOrder(sqrt(2 * fixed_cost * demand / holding_cost), sqrt(2 * fixed_cost * demand * holding_cost))


def economic_order_with_backorders(
    fixed_cost: float, holding_cost: float, stockout_cost: float, demand: float
) -> EconomicOrder:
    """Customers wait at `stockout_cost` per unit and time: Q grows by √((h+p)/p), the share h/(h+p) waits."""
    require_positive(stockout_cost=stockout_cost)
    plain = economic_order(fixed_cost, holding_cost, demand)
    factor = sqrt((holding_cost + stockout_cost) / stockout_cost)
    return EconomicOrder(plain.quantity * factor, plain.cost / factor, holding_cost / (holding_cost + stockout_cost))


def economic_production(fixed_cost: float, holding_cost: float, demand: float, rate: float) -> EconomicOrder:
    """The lot arrives at `rate`, above `demand`, while it is being used: holding falls by 1 − λ/μ."""
    if rate <= demand:
        raise SafetyStockError(f"rate {rate} does not exceed demand {demand}", offender="rate")
    return economic_order(fixed_cost, holding_cost * (1 - demand / rate), demand)


def economic_order_with_discounts(
    fixed_cost: float, holding_rate: float, demand: float, steps: Sequence[tuple[float, float]], *, incremental: bool
) -> EconomicOrder:
    """Best quantity for `steps` of (from quantity, unit cost), rising; holding costs `holding_rate` of the unit cost.

    All-units: the step's cost holds for the whole order. Incremental: only for the units beyond the step's start.
    The cost includes the purchases.
    """
    require_positive(fixed_cost=fixed_cost, holding_rate=holding_rate, demand=demand)
    if not steps or steps[0][0] > 0 or any(low >= high for (low, _), (high, _) in zip(steps, steps[1:])):
        raise SafetyStockError("steps must start at 0 and rise", offender="steps")
    priced = _incremental if incremental else _all_units
    options = []
    for place, (start, unit) in enumerate(steps):
        end = steps[place + 1][0] if place + 1 < len(steps) else inf
        quantity, cost = priced(fixed_cost, holding_rate, demand, steps, place)
        if start <= quantity < end:
            options.append(EconomicOrder(quantity, cost, step=place))
        elif not incremental and quantity < start:
            cost = fixed_cost * demand / start + holding_rate * unit * start / 2 + unit * demand
            options.append(EconomicOrder(start, cost, step=place))
    return min(options, key=lambda option: option.cost)


def _all_units(
    fixed_cost: float, rate: float, demand: float, steps: Sequence[tuple[float, float]], place: int
) -> tuple[float, float]:
    unit = steps[place][1]
    plain = economic_order(fixed_cost, rate * unit, demand)
    return plain.quantity, plain.cost + unit * demand


def _incremental(
    fixed_cost: float, rate: float, demand: float, steps: Sequence[tuple[float, float]], place: int
) -> tuple[float, float]:
    start, unit = steps[place]
    before = sum((high - low) * cost for (low, cost), (high, _) in zip(steps[:place], steps[1 : place + 1]))
    extra = before - unit * start  # paid on every order beyond `unit` for each piece
    plain = economic_order(fixed_cost + extra, rate * unit, demand)
    return plain.quantity, plain.cost + unit * demand + rate * extra / 2
