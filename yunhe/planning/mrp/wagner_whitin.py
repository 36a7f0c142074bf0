"""Cost-optimal lots: the dynamic programme of Wagner and Whitin (1958), for many items at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from yunhe.planning.mrp.errors import BadLotRule
from yunhe.planning.mrp.quantity import MICRO, Ints

Floats = npt.NDArray[np.float64]


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
    reach, cost = order_reach(asked[None], np.array([setup_cost]), age[None], unit[None], scale=1.0)
    orders, last, period = [0.0] * len(asked), [-1] * len(asked), 0
    while period < len(asked):
        if asked[period] == 0:
            period += 1
            continue
        last[period] = int(reach[0, period])
        orders[period] = float(asked[period : last[period] + 1].sum())
        period = last[period] + 1
    return LotPlan(tuple(orders), float(cost[0]), tuple(last))


def order_reach(
    demand: npt.NDArray[np.float64] | Ints,
    setup_cost: Floats,
    age: Floats,
    unit_cost: Floats | None = None,
    scale: float = 1.0 / MICRO,
) -> tuple[Ints, Floats]:
    """Last period served by an order placed in each period, and the least total cost of each row.

    `demand` (rows, periods) in units of 1/scale; `age` (rows, periods): the cost of holding one unit from the first
    period to this one, so age[t] − age[s] is the cost from s to t. Backward recursion, f(s) = min over e of set-up +
    holding(s … e) + f(e + 1); a period without demand places no order. Ties go to the shorter reach.
    """
    rows, periods = demand.shape
    asked = demand * scale
    best = np.zeros((rows, periods + 1))
    reach = np.tile(np.arange(periods), (rows, 1))
    for start in range(periods - 1, -1, -1):
        carried = age[:, start:] - age[:, start, None]
        if unit_cost is not None:
            carried = carried + unit_cost[:, start, None]
        cost = setup_cost[:, None] + np.cumsum(asked[:, start:] * carried, axis=1) + best[:, start + 1 :]
        chosen = cost.argmin(axis=1)
        reach[:, start] = start + chosen
        idle = demand[:, start] == 0
        best[:, start] = np.where(idle, best[:, start + 1], cost[np.arange(rows), chosen])
    return reach, best[:, 0]
