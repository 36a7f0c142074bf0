"""Order points for many items at once: the fewest units short for a given amount of cash in stock."""

import numpy as np

from yunhe.planning.safety_stock.demand import Array
from yunhe.planning.safety_stock.errors import SafetyStockError
from yunhe.planning.safety_stock.rules import expected_on_hand

TAIL_FROM = 0.98  # above this quantile the sample is continued by a power law
ROUNDS = 60


def levels_within(samples: Array, lots: Array, unit_costs: Array, cash: float) -> Array:
    """One order point per item so that the cash expected in stock is `cash` and the units short are fewest.

    `samples` holds sorted lead-time demands, items × draws. At the optimum a further unit of money buys the same on
    every item: the chance of a stock-out is proportional to the unit cost, one minus the quantile of each item. The
    quantiles above TAIL_FROM follow a Pareto tail whose index is Hill's (1975) over all items.
    Raises SafetyStockError for a cash or a cost that is not above zero.
    """
    if not cash > 0 or not (unit_costs > 0).all():
        raise SafetyStockError("cash and unit costs must be above zero", offender="unit_costs")
    index = _hill(samples)
    low, high = np.log(unit_costs.min()), np.log(unit_costs.max()) + 30.0
    for _ in range(ROUNDS):
        middle = (low + high) / 2
        levels = _levels(samples, unit_costs, float(np.exp(middle)), index)
        if float(expected_on_hand(samples, levels, lots) @ unit_costs) > cash:
            high = middle
        else:
            low = middle
    return _levels(samples, unit_costs, float(np.exp(low)), index)


def _levels(samples: Array, unit_costs: Array, worth: float, index: float) -> Array:
    """The order points when one unit served is worth `worth`; zero where even the first is too dear."""
    draws = samples.shape[1]
    chance = np.clip(unit_costs / worth, 1e-9, 1.0)
    place = np.minimum(((1 - chance) * draws).astype(int), draws - 1)
    inside = samples[np.arange(len(samples)), place]
    beyond = samples[:, int(TAIL_FROM * draws)] * ((1 - TAIL_FROM) / chance) ** index
    return np.where(chance >= 1, 0.0, np.where(chance < 1 - TAIL_FROM, beyond, inside))


def _hill(samples: Array) -> float:
    start = samples[:, [int(TAIL_FROM * samples.shape[1])]]
    tail = samples[:, int(TAIL_FROM * samples.shape[1]) :]
    known = start[:, 0] > 0
    return float(np.log(tail[known] / start[known]).mean()) if known.any() else 0.0
