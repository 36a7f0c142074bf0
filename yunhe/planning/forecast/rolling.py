"""Month → week → day: split a forecast down the calendar and back up, so that the sums agree exactly.

Quantities are Decimals in whole steps of a unit (1 piece, 0.001 kg). A split gives each part its share rounded down and
the remainder, one step at a time, to the parts that lost most by rounding (largest remainder).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Decimal

from yunhe.planning.forecast.errors import ForecastError

ONE = Decimal(1)


@dataclass(frozen=True)
class RollingPlan:
    """The same quantity by day, by week (keyed by its Monday) and by month (keyed by its first day)."""

    days: Mapping[date, Decimal]
    weeks: Mapping[date, Decimal]
    months: Mapping[date, Decimal]


def roll(
    months: Mapping[date, Decimal],
    weekday_shares: Sequence[Decimal],
    *,
    weeks: Mapping[date, Decimal] | None = None,
    step: Decimal = ONE,
) -> RollingPlan:
    """Spread monthly totals over their days by `weekday_shares` (Monday first), then add the days up to weeks.

    `weeks` are totals somebody has already fixed, keyed by Monday: each of those weeks gets exactly its total as far
    as its days lie in the months given, and the other days of the months carry the difference, so both the months and
    the fixed weeks agree. Raises ForecastError naming the month or week that cannot be met: a total not in whole
    steps, days outside the months, a month filled by fixed weeks with another sum, or a remainder below zero.
    """
    _check(months, weekday_shares, step)
    days: dict[date, Decimal] = {}
    fixed = dict(weeks or {})
    for monday, total in fixed.items():
        days |= _fixed_week(monday, total, months, weekday_shares, step)
    for first, total in months.items():
        free = [day for day in _month_days(first) if day not in days]
        left = total - sum((days[day] for day in _month_days(first) if day in days), Decimal(0))
        if left < 0 or (left and not free):
            raise ForecastError(f"{first:%Y-%m}: the fixed weeks leave {left} of {total}", offender=f"{first:%Y-%m}")
        days |= dict(zip(free, split(left, [weekday_shares[day.weekday()] for day in free], step)))
    ordered = dict(sorted(days.items()))
    by_week: dict[date, Decimal] = {}
    for day, units in ordered.items():
        by_week[_monday(day)] = by_week.get(_monday(day), Decimal(0)) + units
    return RollingPlan(ordered, by_week, dict(sorted(months.items())))


def split(total: Decimal, shares: Sequence[Decimal], step: Decimal = ONE) -> list[Decimal]:
    """Parts in whole steps, in proportion to `shares`, that add up to `total` exactly; even parts if all are zero.

    Raises ForecastError for a negative share or a total that is not in whole steps.
    """
    if not shares:
        return []
    if min(shares) < 0:
        raise ForecastError(f"share {min(shares)} is negative", offender="shares")
    if total % step:
        raise ForecastError(f"{total} is not in whole steps of {step}", offender="total")
    weights = list(shares) if any(shares) else [ONE] * len(shares)
    exact = [total / step * weight / sum(weights) for weight in weights]
    whole = [part.to_integral_value(rounding=ROUND_FLOOR) for part in exact]
    missing = int(total / step - sum(whole))
    loss = sorted(range(len(exact)), key=lambda place: (whole[place] - exact[place], place))
    for place in loss[:missing]:
        whole[place] += 1
    return [part * step for part in whole]


def to_steps(values: Sequence[float], step: Decimal = ONE) -> list[Decimal]:
    """A forecast's means in whole steps, whose running total is never more than half a step from theirs."""
    parts, given, running = [], Decimal(0), Decimal(0)
    for value in values:
        running += Decimal(str(value))
        reached = (running / step).to_integral_value(rounding=ROUND_HALF_EVEN) * step
        parts.append(reached - given)
        given = reached
    return parts


def weekday_shares(history: Sequence[Decimal], first_day: date) -> list[Decimal]:
    """Units sold per weekday, Monday first, of a history of days; even when nothing was sold."""
    totals = [Decimal(0)] * 7
    for offset, units in enumerate(history):
        totals[(first_day.weekday() + offset) % 7] += units
    return totals if any(totals) else [ONE] * 7


def _check(months: Mapping[date, Decimal], weekday_shares: Sequence[Decimal], step: Decimal) -> None:
    if len(weekday_shares) != 7:
        raise ForecastError(f"{len(weekday_shares)} weekday shares instead of 7", offender="weekday_shares")
    if step <= 0:
        raise ForecastError(f"step is {step}; it must be above zero", offender="step")
    for first, total in months.items():
        if first.day != 1 or total < 0:
            raise ForecastError(f"{first}: {total} is not the total of a month", offender=str(first))


def _fixed_week(
    monday: date, total: Decimal, months: Mapping[date, Decimal], shares: Sequence[Decimal], step: Decimal
) -> dict[date, Decimal]:
    inside = [day for day in (monday + timedelta(days=ahead) for ahead in range(7)) if day.replace(day=1) in months]
    if monday.weekday() or not inside or total < 0:
        raise ForecastError(f"{monday}: {total} is not the total of a week in the plan", offender=str(monday))
    return dict(zip(inside, split(total, [shares[day.weekday()] for day in inside], step)))


def _month_days(first: date) -> list[date]:
    after = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    return [first + timedelta(days=ahead) for ahead in range((after - first).days)]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
