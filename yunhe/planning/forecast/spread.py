"""Quantiles of the forecast from the errors it would have made at past origins, pooled over the series.

Each error is divided by its series' own spread and by the growth of the spread with the step; what remains is pooled
over the series of one demand class, so that three origins of a thousand series give a smooth, lopsided distribution.
A small pool is drawn towards the normal distribution.
"""

from statistics import NormalDist

import numpy as np

from yunhe.planning.forecast.panel import Array

OWN_ORIGINS_WORTH = 2.0  # the pool's word on a series' spread counts as much as this many origins of its own
NAIVE_WORTH = 3.0  # before any origin is seen the spread is the step scale itself, counted as this many series
NORMAL_WORTH = 50.0  # the normal distribution's word counts as much as this many errors


def spread(missed: Array, unit: Array, classes: list[str], levels: tuple[float, ...]) -> Array:
    """What to add to the mean: levels × series × steps, in the unit of the series.

    `missed` are the blend's scaled errors, origins × series × steps; `unit` is each series' scale at its end.
    """
    growth = _growth(missed)
    even = missed / growth
    own = _own_spread(even)
    shapes = np.empty((len(levels), len(unit)))
    for name in sorted(set(classes)):
        members = np.array([one == name for one in classes])
        pool = (even[:, members] / own[members][:, None]).ravel()
        shapes[:, members] = _quantiles(pool[np.isfinite(pool)], levels)[:, None]
    return shapes[:, :, None] * (own * unit)[:, None] * growth


def _growth(missed: Array) -> Array:
    """Spread by step relative to the mean step: a power of the step, fitted to the pooled errors."""
    steps = np.arange(1, missed.shape[-1] + 1)
    square = np.nanmean(np.minimum(missed**2, 1e6), axis=(0, 1)) if np.isfinite(missed).any() else np.ones(len(steps))
    exponent = 0.5
    if len(steps) > 1 and (square > 0).all() and np.isfinite(missed).any():
        exponent = float(np.clip(np.polyfit(np.log(steps), np.log(square) / 2, 1)[0], 0.0, 1.0))
    growth = steps**exponent
    return growth / np.sqrt(np.mean(growth**2))


def _own_spread(even: Array) -> Array:
    square = np.mean(even**2, axis=2)
    seen = np.isfinite(square)
    count = seen.sum(axis=0)
    own = np.where(seen, square, 0.0).sum(axis=0) / np.maximum(count, 1)
    logs = np.log(np.maximum(own[count > 0], 1e-4))
    usual = float(np.exp(logs.sum() / (len(logs) + NAIVE_WORTH)))
    return np.sqrt((count * own + OWN_ORIGINS_WORTH * usual) / (count + OWN_ORIGINS_WORTH))


def _quantiles(pool: Array, levels: tuple[float, ...]) -> Array:
    normal = np.array([NormalDist().inv_cdf(level) for level in levels])
    if not len(pool):
        return normal
    share = len(pool) / (len(pool) + NORMAL_WORTH)
    return share * np.quantile(pool, levels) + (1 - share) * normal
