"""Promotions and sales' own estimates, kept apart from the baseline: what is added, by whom and why.

History is first cleaned of the lift its promotions gave, so that the baseline does not learn it; the lift then returns
on the future steps that have a promotion. An estimate of sales replaces the result of its step and the difference is
kept, so that afterwards each layer can be judged by itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
from numpy.typing import ArrayLike

from yunhe.planning.forecast.errors import ForecastError
from yunhe.planning.forecast.panel import Array

WINDOW = 8  # promotion-free periods on each side that say what would have been sold
OWN_LIFT_WORTH = 2.0  # the promotions of the item speak alone only after many; "no lift" counts as this many


@dataclass(frozen=True)
class Estimate:
    """Somebody's own figure for one step, in units, with a name and a reason."""

    step: int
    units: float
    by: str
    reason: str


@dataclass(frozen=True)
class Layers:
    """Per step: `baseline` + `promotion` + `estimate` = `total`; `estimates` says whose figures they are."""

    baseline: Array
    promotion: Array
    estimate: Array
    estimates: tuple[Estimate, ...]

    @property
    def total(self) -> Array:
        """What is planned with."""
        return self.baseline + self.promotion + self.estimate


@dataclass(frozen=True)
class Cleaned:
    """A history without its promotions: the `baseline`, and the factor `lift` they sold at (1: no lift)."""

    baseline: Array
    lift: float


def clean(history: ArrayLike, promoted: Sequence[bool]) -> Cleaned:
    """Replace promoted periods by the median of the nearest promotion-free ones, and measure the lift.

    The lift is the ratio of what promoted periods sold to that median, drawn towards 1. Raises ForecastError when the
    two lengths differ or every period is promoted.
    """
    sold, flags = np.asarray(history, dtype=float), np.asarray(promoted, dtype=bool)
    if sold.shape != flags.shape:
        raise ForecastError(f"{len(sold)} periods but {len(flags)} promotion flags", offender="promoted")
    free = np.flatnonzero(~flags)
    if not len(free):
        raise ForecastError("every period is promoted: there is no baseline", offender="promoted")
    baseline = sold.copy()
    for place in np.flatnonzero(flags):
        before, after = free[free < place][-WINDOW:], free[free > place][:WINDOW]
        baseline[place] = median(sold[np.concatenate([before, after])].tolist())
    expected = baseline[flags].sum()
    if not flags.any() or expected <= 0:
        return Cleaned(baseline, 1.0)
    weight = flags.sum() / (flags.sum() + OWN_LIFT_WORTH)
    return Cleaned(baseline, float(1 + weight * (sold[flags].sum() / expected - 1)))


def layer(
    baseline: ArrayLike, *, lift: float = 1.0, promoted: Sequence[bool] = (), estimates: Sequence[Estimate] = ()
) -> Layers:
    """Put promotions (by `lift`) and estimates on a baseline forecast; steps count from 1.

    Raises ForecastError for flags of another length, two estimates of one step, or a step outside the horizon.
    """
    base = np.asarray(baseline, dtype=float)
    flags = np.asarray(promoted or [False] * len(base), dtype=bool)
    if len(flags) != len(base):
        raise ForecastError(f"{len(base)} steps but {len(flags)} promotion flags", offender="promoted")
    promotion = np.where(flags, base * (lift - 1), 0.0)
    estimate = np.zeros(len(base))
    for one in estimates:
        if not 1 <= one.step <= len(base):
            raise ForecastError(f"step {one.step} of {one.by} is outside 1…{len(base)}", offender=one.by)
        if sum(other.step == one.step for other in estimates) > 1:
            raise ForecastError(f"two estimates of step {one.step}", offender=one.by)
        estimate[one.step - 1] = one.units - base[one.step - 1] - promotion[one.step - 1]
    return Layers(base, promotion, estimate, tuple(estimates))


def judge(layers: Layers, actual: ArrayLike) -> Mapping[str, float]:
    """Mean absolute error of the baseline, with promotions, and with estimates too: did each layer help?"""
    sold = np.asarray(actual, dtype=float)
    if sold.shape != layers.baseline.shape:
        raise ForecastError(f"{len(layers.baseline)} steps but {len(sold)} actual values", offender="actual")
    stages = {
        "baseline": layers.baseline,
        "with promotions": layers.baseline + layers.promotion,
        "with estimates": layers.total,
    }
    return {name: float(np.abs(sold - values).mean()) for name, values in stages.items()}
