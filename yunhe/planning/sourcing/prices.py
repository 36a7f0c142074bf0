"""What scarce goods are worth: prices by which each demand sees what its choice costs the others.

The Lagrangian relaxation of stock and capacity, its multipliers by the subgradient method of Held, Wolfe & Crowder (1974).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from yunhe.planning.sourcing.columns import Columns, Resource

STEPS = 300
PATIENCE = 10  # steps without a better bound, after which steps become shorter

Floats = NDArray[np.float64]


class Priced(NamedTuple):
    """Per demand: the cost of each column plus the price of the scarce goods it takes, and the least of these (or of not
    being served). `bound`: no choice of columns for all demands can cost less."""

    costs: list[Floats]
    least: list[float]
    bound: float


def priced(tables: list[Columns], nothing: list[float], left: dict[Resource, float], known: float) -> Priced:
    """Columns at the prices that give the best bound found. `known` is the total cost of some plan, `nothing[d]` the cost
    of not serving demand d."""
    scarce = _scarce(tables, left)
    place = {resource: row for row, resource in enumerate(scarce)}
    stock = np.array([left[resource] for resource in scarce], dtype=np.float64)
    rows = [np.array([place[r] for r in table.resources if r in place], dtype=np.int64) for table in tables]
    uses = [table.use[:, [r in place for r in table.resources]] for table in tables]
    price = np.zeros(len(scarce))
    best, best_price, length, still = -np.inf, price, 2.0, 0
    for _ in range(STEPS):
        value, excess = -float(price @ stock), -stock
        for table, row, use, alone in zip(tables, rows, uses, nothing):
            costs = table.cost + use @ price[row]
            column = int(costs.argmin()) if len(costs) else -1
            if column < 0 or costs[column] >= alone:
                value += alone
            else:
                value += float(costs[column])
                excess[row] += use[column]
        if value > best:
            best, best_price, still = value, price, 0
        else:
            still += 1
            if still == PATIENCE:
                length, still, price = length * 0.7, 0, best_price
        direction = np.where((price <= 0) & (excess < 0), 0.0, excess)
        steepness = float(direction @ direction)
        if steepness < 1e-9 or known - best < 1e-6:
            break
        price = np.maximum(0.0, price + length * (known - value) / steepness * direction)
    final = [table.cost + use @ best_price[row] for table, row, use in zip(tables, rows, uses)]
    return Priced(final, [min(float(c.min(initial=np.inf)), alone) for c, alone in zip(final, nothing)], best)


def _scarce(tables: list[Columns], left: dict[Resource, float]) -> list[Resource]:
    """The resources of which the demands together could use more than there is."""
    most: dict[Resource, float] = {}
    for table in tables:
        if len(table.cost):
            for resource, use in zip(table.resources, table.use.max(axis=0).tolist()):
                most[resource] = most.get(resource, 0.0) + use
    return [resource for resource, use in most.items() if use > left[resource]]
