"""Two order points for one item, side by side: the highest month × 1.2, and a quantile of lead-time demand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
from numpy.typing import ArrayLike

from yunhe.planning.safety_stock.demand import Array, checked_demand, lead_time_demand
from yunhe.planning.safety_stock.errors import SafetyStockError, require_positive
from yunhe.planning.safety_stock.lead_time import LeadTimes

HIGHEST_MONTH_FACTOR = Decimal("1.2")
MONTHS_BACK = 12


@dataclass(frozen=True)
class OrderPoint:
    """Order when stock plus what is on its way falls below `level`; then up to `up_to`. Units of the item.

    `safety` is `level` less the mean demand in the lead time; `fill` the share of units expected to be served from
    stock, `on_hand` the stock expected on an average day and `cash` what that ties up, in the currency of the cost.
    """

    rule: str
    level: float
    up_to: float
    safety: float
    fill: float
    on_hand: float
    cash: float
    reasons: tuple[str, ...]


def highest_month(monthly: Sequence[Decimal], factor: Decimal = HIGHEST_MONTH_FACTOR) -> Decimal:
    """Highest monthly use of the last twelve months × 1.2: 150 becomes 180. Exact.

    Raises SafetyStockError without any month or with a negative one.
    """
    recent = monthly[-MONTHS_BACK:]
    if not recent or min(recent) < 0:
        raise SafetyStockError("monthly use is empty or negative", offender="monthly")
    return max(recent) * factor


def monthly_use(history: ArrayLike, first_day: date, item: str = "history") -> list[Decimal]:
    """Use per calendar month, oldest first, of a history of days that begins on `first_day`."""
    totals: dict[tuple[int, int], Decimal] = {}
    for offset, units in enumerate(checked_demand(history, item)):
        day = first_day + timedelta(days=offset)
        totals[day.year, day.month] = totals.get((day.year, day.month), Decimal(0)) + Decimal(str(units))
    return list(totals.values())


def order_points(
    history: ArrayLike,
    first_day: date,
    lead_times: LeadTimes,
    *,
    seed: int,
    unit_cost: float,
    fill: float = 0.98,
    cycle_days: float = 7.0,
    item: str = "history",
) -> tuple[OrderPoint, OrderPoint]:
    """The mission's rule and the bootstrap rule for one item, both judged on the same bootstrapped lead-time demand.

    The first orders from the highest month × 1.2 up to that plus the mean demand in the lead time. The second takes
    the lowest quantile of lead-time demand that is expected to serve `fill` of the units, and orders `cycle_days` of
    demand on top. An item never sold gets zero for both. Raises SafetyStockError as `lead_time_demand` does.
    """
    if not 0 < fill < 1:
        raise SafetyStockError(f"fill is {fill}; it must be between 0 and 1", offender="fill")
    require_positive(unit_cost=unit_cost, cycle_days=cycle_days)
    demand = checked_demand(history, item)
    sample = lead_time_demand(demand, lead_times, seed=seed, item=item)
    daily, in_lead_time = float(demand.mean()), float(demand.mean()) * lead_times.mean
    monthly = monthly_use(demand, first_day, item)
    simple = float(highest_month(monthly))
    lot = daily * cycle_days
    level = level_for_fill(sample, lot, fill)
    share = float(np.mean(sample <= level))
    months = f"1.2 × the highest of {min(len(monthly), MONTHS_BACK)} months ({simple / 1.2:g})"
    quantile = f"{share:.1%} quantile of {len(sample)} bootstrapped lead-time demands; {lead_times.reason}"
    return (
        _judge("highest-month", simple, in_lead_time, sample, in_lead_time, unit_cost, (months,)),
        _judge("lead-time-demand", level, lot, sample, in_lead_time, unit_cost, (quantile,)),
    )


def level_for_fill(sample: Array, lot: float, fill: float) -> float:
    """The lowest of the sampled lead-time demands whose expected fill rate reaches `fill`; the highest if none does."""
    low, high = 0, len(sample) - 1
    while low < high:
        middle = (low + high) // 2
        if expected_fill(sample, float(sample[middle]), lot) >= fill:
            high = middle
        else:
            low = middle + 1
    return float(sample[low])


def expected_fill(sample: Array, level: float, lot: float) -> float:
    """Share of units served from stock under an order point and a lot: 1 − (short before − short after) / lot.

    Hadley and Whitin (1963): the inventory position is uniform between level and level + lot. One without demand.
    """
    if lot <= 0:
        return 1.0
    short = np.maximum(sample - level, 0.0).mean() - np.maximum(sample - level - lot, 0.0).mean()
    return float(1 - short / lot)


def expected_on_hand(samples: Array, levels: Array, lots: Array) -> Array:
    """Mean stock on hand per item (a row of `samples` each), the position uniform between level and level + lot."""
    steps = (np.arange(5) + 0.5) / 5
    each = [np.maximum((levels + step * lots)[:, None] - samples, 0.0).mean(axis=1) for step in steps]
    return np.mean(each, axis=0)


def _judge(
    rule: str, level: float, lot: float, sample: Array, in_lead_time: float, cost: float, reasons: tuple[str, ...]
) -> OrderPoint:
    on_hand = float(expected_on_hand(sample[None, :], np.array([level]), np.array([lot]))[0])
    filled = expected_fill(sample, level, lot)
    return OrderPoint(rule, level, level + lot, level - in_lead_time, filled, on_hand, on_hand * cost, reasons)
