"""Is there a season, and what does it look like: tested, estimated and shrunk for many series at once.

Ratio to centred moving average; the test on the autocorrelation at the season's lag is that of the Theta entry to M3;
the shrinkage towards "no season" is James and Stein's, as proposed by Miller and Williams (2003).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yunhe.planning.forecast.panel import Array, Integers, Panel

CRITICAL = 1.0  # standard errors of the autocorrelation; shrinkage looks after the doubtful ones
LOWEST_INDEX = 0.05
CELLS_AT_ONCE = 2_000_000


@dataclass(frozen=True)
class Season:
    """`index[r, j]`: factor (or, for rows with negative values, term) of season position j; 1 (or 0) without season."""

    index: Array
    additive: NDArray[np.bool_]
    present: NDArray[np.bool_]

    @classmethod
    def of(cls, panel: Panel, period: int) -> "Season":
        """Estimate for `period` observations per season; rows shorter than two seasons and one have none."""
        rows = len(panel.length)
        additive = np.where(panel.observed, panel.values, 0.0).min(axis=1, initial=0.0) < 0
        index = np.repeat(np.where(additive, 0.0, 1.0)[:, None], period, axis=1)
        present = np.zeros(rows, dtype=bool)
        long_enough = int(np.searchsorted(-panel.length, -2 * period, side="left")) if period > 1 else 0
        at_once = max(1, CELLS_AT_ONCE // max(panel.values.shape[1], 1))
        for start in range(0, long_enough, at_once):
            block = slice(start, min(start + at_once, long_enough))
            index[block], present[block] = _estimate(panel, block, period, additive[block])
        return cls(index, additive, present)

    def remove(self, panel: Panel) -> Panel:
        """The panel without its season."""
        laid_out = self.index[:, np.arange(panel.values.shape[1]) % self.index.shape[1]]
        divisor = np.where(self.additive[:, None], 1.0, laid_out)
        values = np.where(self.additive[:, None], panel.values - laid_out, panel.values / divisor)
        return panel.replace(np.where(panel.observed, values, 0.0))

    def apply(self, panel: Panel, ahead: Array) -> Array:
        """Put the season onto forecasts, rows × horizon, that start right after each row's last observation."""
        steps = (panel.length[:, None] + np.arange(ahead.shape[1])) % self.index.shape[1]
        laid_out = np.take_along_axis(self.index, steps, axis=1)
        return np.where(self.additive[:, None], ahead + laid_out, ahead * laid_out)


def _estimate(panel: Panel, block: slice, period: int, additive: NDArray[np.bool_]) -> tuple[Array, NDArray[np.bool_]]:
    length = panel.length[block, None]
    values = panel.values[block, : length[0, 0]]
    time, half = np.arange(values.shape[1]), period // 2
    present = _autocorrelated(values, length, period)
    inside = (time >= half) & (time < length - half)
    trend = np.where(inside, _centred_average(values, period), 0.0)
    seen = np.where(inside, values, 0.0)
    numerator, denominator, count = (_by_position(part, period) for part in (seen, trend, inside.astype(float)))
    factor = np.divide(numerator, denominator, out=np.ones_like(numerator), where=denominator > 0)
    term = (numerator - denominator) / np.maximum(count, 1)
    index = np.where(additive[:, None], term, factor)
    laid_out = index[:, time % period]
    left = np.where(inside, seen - np.where(additive[:, None], trend + laid_out, trend * laid_out), 0.0)
    weight = np.where(additive[:, None], count, denominator)
    doubt = _by_position(left**2, period) / np.maximum(weight, 1e-12) ** 2 * count / np.maximum(count - 1, 1)
    index = _shrink(index, doubt.mean(axis=1))
    index = np.where(additive[:, None], index, np.maximum(index, LOWEST_INDEX))
    mean = index.mean(axis=1, keepdims=True)
    index = np.where(additive[:, None], index - mean, index / np.where(mean > 0, mean, 1.0))
    nothing = np.where(additive, 0.0, 1.0)[:, None]
    return np.where(present[:, None], index, nothing), present


def _autocorrelated(values: Array, length: Integers, period: int) -> NDArray[np.bool_]:
    observed = np.arange(values.shape[1]) < length
    centred = np.where(observed, values - values.sum(axis=1, keepdims=True) / length, 0.0)
    variance = np.maximum((centred**2).sum(axis=1), 1e-300)
    others = sum(((centred[:, lag:] * centred[:, :-lag]).sum(axis=1) / variance) ** 2 for lag in range(1, period))
    at_period = (centred[:, period:] * centred[:, :-period]).sum(axis=1) / variance
    return np.abs(at_period) > CRITICAL * np.sqrt((1 + 2 * others) / length[:, 0])


def _centred_average(values: Array, period: int) -> Array:
    half = period // 2
    weights = np.ones(period) if period % 2 else np.concatenate([[0.5], np.ones(period - 1), [0.5]])
    padded = np.pad(values, ((0, 0), (half, half)))
    result = np.zeros_like(values)
    for offset, weight in enumerate(weights):
        result += weight / period * padded[:, offset : offset + values.shape[1]]
    return result


def _by_position(values: Array, period: int) -> Array:
    return np.stack([values[:, position::period].sum(axis=1) for position in range(period)], axis=1)


def _shrink(index: Array, doubt: Array) -> Array:
    period = index.shape[1]
    if period <= 3:
        return index
    mean = index.mean(axis=1, keepdims=True)
    spread = ((index - mean) ** 2).sum(axis=1)
    kept = np.clip(1 - (period - 3) * doubt / np.maximum(spread, 1e-300), 0.0, 1.0)
    return mean + (index - mean) * kept[:, None]
