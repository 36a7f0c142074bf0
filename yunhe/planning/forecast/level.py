"""Forecasts without parameters: the last value, the last season, averages of the recent past."""

import numpy as np

from yunhe.planning.forecast.panel import Array, Panel


def naive(panel: Panel, horizon: int) -> Array:
    """The last observation, rows × horizon."""
    return _flat(panel.values[np.arange(len(panel.length)), panel.length - 1], horizon)


def seasonal_naive(panel: Panel, period: int, horizon: int) -> Array:
    """The observation one season earlier; the last one where the history is shorter than a season."""
    back = period - np.arange(horizon) % period
    steps = np.where(panel.length[:, None] >= period, panel.length[:, None] - back, panel.length[:, None] - 1)
    return np.take_along_axis(panel.values, steps, axis=1)


def average(panel: Panel, window: int | None, horizon: int) -> Array:
    """The mean of the last `window` observations (None: of all)."""
    first = np.maximum(panel.length - window, 0) if window else np.zeros_like(panel.length)
    inside = panel.observed & (np.arange(panel.values.shape[1]) >= first[:, None])
    return _flat(np.where(inside, panel.values, 0.0).sum(axis=1) / (panel.length - first), horizon)


def _flat(level: Array, horizon: int) -> Array:
    return np.repeat(level[:, None], horizon, axis=1)
