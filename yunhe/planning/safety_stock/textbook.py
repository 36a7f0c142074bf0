"""Exact single-item policies under a known demand distribution: newsvendor, (r, Q), (s, S).

Formulas: Snyder and Shen, "Fundamentals of Supply Chain Theory" (2nd edition 2019), chapters 4 and 5; (s, S) after Zheng and
Federgruen (1991), (r, Q) after Federgruen and Zheng (1992). `holding` and `stockout` cost per unit and unit of time.
"""

from math import exp, lgamma, log
from statistics import NormalDist

import numpy as np

from yunhe.planning.safety_stock.demand import Array
from yunhe.planning.safety_stock.economic import economic_order_with_backorders
from yunhe.planning.safety_stock.errors import SafetyStockError, require_positive

PRECISION = 1e-10


def poisson(mean: float) -> Array:
    """Probabilities of 0, 1, 2, … far enough that what is left out is below one in 10¹²."""
    require_positive(mean=mean)
    count = int(mean + 12 * mean**0.5 + 30)
    return np.array([exp(value * log(mean) - mean - lgamma(value + 1)) for value in range(count)])


def newsvendor_normal(holding: float, stockout: float, mean: float, deviation: float) -> tuple[float, float]:
    """Base stock and expected cost per period when demand is normal: S = μ + z σ with Φ(z) = p/(p+h)."""
    require_positive(holding=holding, stockout=stockout, deviation=deviation)
    z = NormalDist().inv_cdf(stockout / (stockout + holding))
    return mean + z * deviation, (holding + stockout) * NormalDist().pdf(z) * deviation


def newsvendor_discrete(holding: float, stockout: float, chances: Array) -> tuple[int, float]:
    """Smallest base stock that covers p/(p+h) of the demand, and its expected cost; `chances` of 0, 1, 2, …"""
    require_positive(holding=holding, stockout=stockout)
    level = int(np.searchsorted(np.cumsum(_checked(chances)), stockout / (stockout + holding) - 1e-12))
    return level, float(_costs(holding, stockout, chances, np.array([float(level)]))[0])


def order_point_and_quantity(
    holding: float, stockout: float, fixed: float, demand: float, lead_time: float
) -> tuple[int, int, float]:
    """Optimal r, Q and cost per unit of time of the continuous (r, Q) policy under Poisson demand."""
    require_positive(fixed=fixed, demand=demand, lead_time=lead_time)
    chances = poisson(demand * lead_time)
    low = high = newsvendor_discrete(holding, stockout, chances)[0]
    total = fixed * demand + _cost(holding, stockout, chances, low)
    best = total
    while True:  # take the cheaper neighbour as long as it lowers the mean
        below, above = _cost(holding, stockout, chances, low - 1), _cost(holding, stockout, chances, high + 1)
        count = high - low + 2
        if (total + min(below, above)) / count > best:
            return low - 1, high - low + 1, best
        total += min(below, above)
        best = total / count
        low, high = (low - 1, high) if below < above else (low, high + 1)


def order_point_and_level(holding: float, stockout: float, fixed: float, chances: Array) -> tuple[int, int, float]:
    """Optimal s, S and cost per period of the periodic (s, S) policy without lead time; order when stock ≤ s."""
    require_positive(fixed=fixed)
    best_level = newsvendor_discrete(holding, stockout, chances)[0]
    reach = _renewals(chances, 4 * (best_level + len(chances)))
    low = best_level
    while True:
        low -= 1
        cost = _cycle_cost(holding, stockout, fixed, chances, reach, low, best_level)
        if cost <= _cost(holding, stockout, chances, low):
            break
    found = (low, best_level, cost)
    level = best_level + 1
    while _cost(holding, stockout, chances, level) <= found[2]:
        if _cycle_cost(holding, stockout, fixed, chances, reach, found[0], level) < found[2]:
            low = found[0]
            while _cycle_cost(holding, stockout, fixed, chances, reach, low, level) <= _cost(
                holding, stockout, chances, low + 1
            ):
                low += 1
            found = (low, level, _cycle_cost(holding, stockout, fixed, chances, reach, low, level))
        level += 1
    return found


def continuous_order_point(
    holding: float, stockout: float, fixed: float, demand: float, deviation: float, lead_time: float
) -> tuple[float, float]:
    """r and Q by the expected-inventory-level approximation, stock-outs costing per unit short; normal demand.

    Solved by turns from the economic order quantity: 1 − F(r) = Qh/(pλ), Q = √(2λ(K + p n(r))/h).
    """
    require_positive(holding=holding, stockout=stockout, fixed=fixed, demand=demand, deviation=deviation)
    require_positive(lead_time=lead_time)
    over = NormalDist(demand * lead_time, deviation * lead_time**0.5)
    quantity = (2 * fixed * demand / holding) ** 0.5
    while True:
        if quantity * holding >= stockout * demand:
            raise SafetyStockError("stock-outs are too cheap for an order point", offender="stockout")
        point = over.inv_cdf(1 - quantity * holding / (stockout * demand))
        z = (point - over.mean) / over.stdev
        short = over.stdev * (NormalDist().pdf(z) - z * (1 - NormalDist().cdf(z)))
        updated = (2 * demand * (fixed + stockout * short) / holding) ** 0.5
        if abs(updated - quantity) < PRECISION:
            return point, updated
        quantity = updated


def order_point_over_economic_quantity(
    holding: float, stockout: float, fixed: float, demand: float, deviation: float, lead_time: float
) -> tuple[float, float]:
    """r and Q with the economic quantity with backorders, r balancing the cost at both ends of the cycle; normal."""
    quantity = economic_order_with_backorders(fixed, holding, stockout, demand).quantity
    over = NormalDist(demand * lead_time, deviation * lead_time**0.5)

    def cost(level: float) -> float:
        z = (level - over.mean) / over.stdev
        short = over.stdev * (NormalDist().pdf(z) - z * (1 - NormalDist().cdf(z)))
        return holding * (level - over.mean) + (holding + stockout) * short

    low, high = over.mean - quantity - 8 * over.stdev, over.mean + 8 * over.stdev
    while high - low > PRECISION:
        middle = (low + high) / 2
        low, high = (low, middle) if cost(middle) < cost(middle + quantity) else (middle, high)
    return low, quantity


def _checked(chances: Array) -> Array:
    if not len(chances) or (chances < 0).any() or abs(float(chances.sum()) - 1) > 1e-9:
        raise SafetyStockError("chances must be at least zero and sum to one", offender="chances")
    return chances


def _costs(holding: float, stockout: float, chances: Array, levels: Array) -> Array:
    left = levels[:, None] - np.arange(len(chances))
    return (holding * np.maximum(left, 0) + stockout * np.maximum(-left, 0)) @ chances


def _cost(holding: float, stockout: float, chances: Array, level: int) -> float:
    return float(_costs(holding, stockout, chances, np.array([float(level)]))[0])


def _renewals(chances: Array, count: int) -> Array:
    """How often the stock is expected to stand j units below the level it was raised to, in one cycle."""
    reach = np.zeros(count)
    reach[0] = 1 / (1 - chances[0])
    for below in range(1, count):
        last = min(below, len(chances) - 1)
        reach[below] = chances[1 : last + 1] @ reach[below - last : below][::-1] / (1 - chances[0])
    return reach


def _cycle_cost(
    holding: float, stockout: float, fixed: float, chances: Array, reach: Array, low: int, level: int
) -> float:
    visits = reach[: level - low]
    costs = _costs(holding, stockout, chances, level - np.arange(level - low, dtype=float))
    return float((fixed + visits @ costs) / visits.sum())
