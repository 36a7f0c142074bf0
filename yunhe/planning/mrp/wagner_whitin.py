"""Cost-optimal lots: the dynamic programme of Wagner and Whitin (1958), for many items at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from yunhe.planning.mrp.errors import BadLotRule
from yunhe.planning.mrp.quantity import Ints

Floats = npt.NDArray[np.float64]
_BLOCK = 1024  # rows at a time: their cost tables stay in the processor's cache


@dataclass(frozen=True)
class LotPlan:
    """Order quantities per period, what they cost, and the last period each order serves (-1: no order)."""

    orders: tuple[float, ...]
    cost: float
    reach: tuple[int, ...]


def wagner_whitin(
    demand: Sequence[float],
    setup_cost: float,
    holding_cost: float | Sequence[float],
    unit_cost: float | Sequence[float] = 0.0,
) -> LotPlan:
    """The cheapest orders for one item: `setup_cost` per order, `holding_cost` per unit carried into the next period.

    Raises BadLotRule for negative or non-finite demand or costs.
    """
    asked = np.asarray(demand, dtype=np.float64)
    holding = np.broadcast_to(np.asarray(holding_cost, dtype=np.float64), asked.shape)
    unit = np.broadcast_to(np.asarray(unit_cost, dtype=np.float64), asked.shape)
    for name, values in (("demand", asked), ("holding cost", holding), ("set-up cost", np.array([setup_cost]))):
        if not np.isfinite(values).all() or (values < 0).any():
            raise BadLotRule(f"{name} is negative or missing", offender=name)
    age = np.concatenate([[0.0], np.cumsum(holding)[:-1]]) if len(asked) else asked
    reach, cost = order_reach(asked[None], np.array([setup_cost]), age[None], unit[None])
    orders, last, period = [0.0] * len(asked), [-1] * len(asked), 0
    while period < len(asked):
        if reach[0, period] < period:
            period += 1
            continue
        last[period] = int(reach[0, period])
        orders[period] = float(asked[period : last[period] + 1].sum())
        period = last[period] + 1
    return LotPlan(tuple(orders), float(cost[0]), tuple(last))


def order_reach(
    demand: Floats, setup_cost: Floats, age: Floats, unit_cost: Floats | None = None
) -> tuple[Ints, Floats]:
    """Last period served by an order placed in each period, and the least total cost of each row.

    `age` (rows, periods): the cost of holding one unit from the first period to this one, so age[t] − age[s] is the
    cost from s to t. Backward recursion f(s) = min over e of set-up + holding(s … e) + f(e + 1), where holding comes
    from running sums of demand and of demand · age; a period without demand may go without an order (reach s − 1).
    Ties go to the shorter reach. Exact as long as the sums are exact in 64-bit floats.
    """
    rows, periods = demand.shape
    used = np.arange(periods) if unit_cost is not None else np.flatnonzero(demand.any(axis=0))
    if len(used) < periods:  # nobody orders when nobody needs anything and prices do not change
        few, least = order_reach(demand[:, used], setup_cost, age[:, used])
        reach = np.tile(np.arange(periods) - 1, (rows, 1))
        reach[:, used] = np.where(few < np.arange(len(used)), used - 1, used[few])
        return reach, least
    reach, least = np.empty((rows, periods), dtype=np.int64), np.zeros(rows)
    for first in range(0, rows, _BLOCK):
        block = slice(first, first + _BLOCK)
        weight = -age[block] if unit_cost is None else unit_cost[block] - age[block]
        least[block] = _recursion(demand[block], setup_cost[block], age[block], weight, reach[block])
    return reach, least


def _recursion(demand: Floats, setup_cost: Floats, age: Floats, weight: Floats, reach: Ints) -> Floats:
    """Fill `reach`; the cost of serving s … e from s is set-up + Σ demand · (age + weight[s]). Periods lie on axis 0."""
    asked, aged, weight = (np.ascontiguousarray(side.T) for side in (demand, demand * age, weight))
    amount, until = np.cumsum(asked, axis=0), np.cumsum(aged, axis=0)
    before = setup_cost - (until - aged) - weight * (amount - asked)
    waiting = np.where(asked == 0, 0.0, np.inf)
    everyone, best = np.arange(len(demand)), np.zeros((len(asked) + 1, len(demand)))
    chosen = np.empty(asked.shape, dtype=np.int64)
    for start in range(len(asked) - 1, -1, -1):
        until[start] += best[start + 1]
        cost = amount[start:] * weight[start]
        cost += until[start:]
        last = cost.argmin(axis=0, out=chosen[start])
        before[start] += cost[last, everyone]
        waiting[start] += best[start + 1]
        np.minimum(before[start], waiting[start], out=best[start])
    periods = np.arange(len(asked))[:, None]
    reach[:] = np.where(waiting <= before, periods - 1, chosen + periods).T
    return best[0]
