"""Lot rules: from what is needed by each bucket to what is ordered for each bucket, many items at a time.

Everything is cumulative: `needed[i, b]` is what must have arrived by bucket b, never falling; the answer is what
will have been ordered by then. A lot rule says how far an order reaches; minimum and multiple then round it up.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from yunhe.planning.mrp.quantity import Ints, rounded_up
from yunhe.planning.mrp.tables import RULES, Floats, Items
from yunhe.planning.mrp.wagner_whitin import order_reach

_FIXED, _PERIODIC, _WAGNER_WHITIN = (RULES.index(name) for name in ("fixed", "periodic", "wagner_whitin"))


@dataclass(frozen=True, eq=False)
class Lots:
    """The lot columns of some rows, with the fixed size folded into minimum and multiple."""

    rule: Ints
    minimum: Ints
    maximum: Ints
    multiple: Ints
    periods: Ints
    setup_cost: Floats
    holding_cost: Floats
    stepwise: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, items: Items, order: Ints) -> "Lots":
        rule = items.rule[order]
        fixed = rule == _FIXED
        multiple = np.where(fixed, items.fixed[order], items.multiple[order])
        minimum = np.where(fixed, 0, items.minimum[order])
        return cls(
            rule,
            minimum,
            np.where(fixed, 0, items.maximum[order]),
            multiple,
            items.periods[order],
            items.setup_cost[order],
            items.holding_cost[order],
            (minimum > multiple) | (rule >= _PERIODIC),
        )

    def __getitem__(self, rows: "slice | Ints | npt.NDArray[np.bool_]") -> "Lots":
        return Lots(
            self.rule[rows],
            self.minimum[rows],
            self.maximum[rows],
            self.multiple[rows],
            self.periods[rows],
            self.setup_cost[rows],
            self.holding_cost[rows],
            self.stepwise[rows],
        )


def cumulative_orders(needed: Ints, lots: Lots, starts: Ints) -> Ints:
    """What is ordered for arrival by each bucket: shape of `needed`, millionths.

    Lot-for-lot and fixed lots have a closed form, because what is left of a rounded lot serves the next need; rules
    that look ahead or have bounds go bucket by bucket.
    """
    ordered = rounded_up(needed, lots.multiple[:, None])
    rows = np.flatnonzero(lots.stepwise)
    if rows.size:
        ordered[rows] = _bucket_by_bucket(needed[rows], lots[rows], starts)
    return ordered


def sized(short: Ints, lots: Lots) -> Ints:
    """An order for a shortage: at least the minimum, a whole multiple, and no rest that is below the minimum.

    Above the maximum the quantity becomes several orders; the last one must again be a permitted lot.
    """
    quantity = rounded_up(np.maximum(short, lots.minimum), lots.multiple)
    rest = quantity % np.maximum(lots.maximum, 1)
    least = rounded_up(lots.minimum, lots.multiple)
    lift = (lots.maximum > 0) & (rest > 0) & (rest < least)
    return np.where(lift, quantity - rest + least, quantity)


def _bucket_by_bucket(needed: Ints, lots: Lots, starts: Ints) -> Ints:
    ordered = np.empty_like(needed)
    reach = _reach(needed, lots, starts)
    total = np.zeros(len(needed), dtype=np.int64)
    rows = np.arange(len(needed))
    rising = np.diff(needed, axis=1, prepend=0).max(axis=0, initial=0) > 0
    for bucket in range(needed.shape[1]):
        if rising[bucket]:
            short = np.flatnonzero(needed[:, bucket] > total)
            if short.size:
                target = needed[rows[short], reach[short, bucket]]
                total[short] += sized(target - total[short], lots[short])
        ordered[:, bucket] = total
    return ordered


def _reach(needed: Ints, lots: Lots, starts: Ints) -> Ints:
    """The last bucket that an order for each bucket serves."""
    buckets = needed.shape[1]
    ahead = np.where(lots.rule == _PERIODIC, lots.periods, 1)
    reach = np.minimum(np.arange(buckets) + ahead[:, None] - 1, buckets - 1)
    optimal = np.flatnonzero(lots.rule == _WAGNER_WHITIN)
    if optimal.size:
        demand = np.diff(needed[optimal], axis=1, prepend=0)
        age = lots.holding_cost[optimal, None] * (starts - starts[0])
        reach[optimal], _ = order_reach(demand, lots.setup_cost[optimal], age)
    return reach
