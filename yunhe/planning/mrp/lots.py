"""Lot rules: from what is needed by each bucket to what is ordered for each bucket, many items at a time.

Everything is cumulative: `needed[i, b]` is what must have arrived by bucket b, never falling; the answer is what
will have been ordered by then. A lot rule says how far an order reaches; minimum and multiple then round it up.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from yunhe.planning.mrp.lot_loop import loop
from yunhe.planning.mrp.quantity import MICRO, Ints, increments, rounded_up
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
    that look ahead or have bounds go order by order.
    """
    ordered = rounded_up(needed, lots.multiple[:, None])
    rows = np.flatnonzero(lots.stepwise)
    if rows.size:
        placed = _order_by_order if loop() is None else _item_by_item
        ordered[rows] = placed(needed[rows], lots[rows], starts)
    return ordered


def sized(short: Ints, lots: Lots) -> Ints:
    """An order for a shortage: at least the minimum, a whole multiple, and no rest that is below the minimum.

    Above the maximum the quantity becomes several orders; the last one must again be a permitted lot.
    """
    return _lifted(rounded_up(short, lots.multiple), rounded_up(lots.minimum, lots.multiple), lots.maximum)


def _lifted(quantity: Ints, least: Ints, most: Ints) -> Ints:
    quantity = np.maximum(quantity, least)
    if not most.any():
        return quantity
    rest = quantity % np.maximum(most, 1)
    return np.where((most > 0) & (rest > 0) & (rest < least), quantity - rest + least, quantity)


def _order_by_order(needed: Ints, lots: Lots, starts: Ints) -> Ints:
    """Place the next order of every item at once, until nothing is short."""
    ordered = np.zeros_like(needed)
    reach, rows = _reach(needed, lots, starts), np.arange(len(needed))
    least, multiple, most = rounded_up(lots.minimum, lots.multiple), lots.multiple, lots.maximum
    total = np.zeros(len(needed), dtype=np.int64)
    place = np.flatnonzero(needed[:, -1])
    while place.size:
        if 2 * place.size < len(rows):
            rows, needed, reach, total = rows[place], needed[place], reach[place], total[place]
            least, multiple, most = least[place], multiple[place], most[place]
            place = np.arange(len(rows))
        bucket = (needed > total[:, None]).argmax(axis=1)[place]
        short = needed[place, reach[place, bucket]] - total[place]
        quantity = _lifted(rounded_up(short, multiple[place]), least[place], most[place])
        ordered[rows[place], bucket] = quantity
        total[place] += quantity
        place = place[needed[place, -1] > total[place]]
    return np.cumsum(ordered, axis=1)


def _item_by_item(needed: Ints, lots: Lots, starts: Ints) -> Ints:
    """The same by the compiled loop."""
    compiled, ordered = loop(), np.empty_like(needed)
    assert compiled is not None
    compiled(
        needed,
        lots.rule == _WAGNER_WHITIN,
        np.where(lots.rule == _PERIODIC, lots.periods, 1),
        rounded_up(lots.minimum, lots.multiple),
        lots.multiple,
        lots.maximum,
        lots.setup_cost * MICRO,
        _ages(lots, starts),
        ordered,
    )
    return ordered


def _ages(lots: Lots, starts: Ints) -> Floats:
    """The cost of holding one unit from the first bucket to each."""
    ages: Floats = lots.holding_cost[:, None] * (starts - starts[0])
    return ages


def _reach(needed: Ints, lots: Lots, starts: Ints) -> Ints:
    """The last bucket that an order for each bucket serves."""
    buckets = needed.shape[1]
    ahead = np.where(lots.rule == _PERIODIC, lots.periods, 1)
    reach = np.minimum(np.arange(buckets) + ahead[:, None] - 1, buckets - 1)
    optimal = np.flatnonzero(lots.rule == _WAGNER_WHITIN)
    if optimal.size:
        demand = increments(needed[optimal]).astype(np.float64)
        chosen = lots[optimal]
        reach[optimal], _ = order_reach(demand, chosen.setup_cost * MICRO, _ages(chosen, starts))
    return reach
