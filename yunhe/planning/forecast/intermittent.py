"""Methods for demand with many zeros: SBA, TSB and ADIDA, fitted to many series at once.

Sources: Syntetos and Boylan (2005) for the bias-corrected Croston method; Teunter, Syntetos and Babai (2011) for TSB;
Nikolopoulos and others (2011) for the aggregate-disaggregate approach.
"""

import numpy as np

from yunhe.planning.forecast.panel import Array, Integers, Panel, by_blocks, running
from yunhe.planning.forecast.smoothing import LEVEL, Grid, smooth

SBA_ALPHA = np.array([0.05, 0.1, 0.15, 0.2])
TSB_SETS = np.array([(size, chance) for size in (0.02, 0.05, 0.1, 0.2, 0.3) for chance in (0.01, 0.02, 0.05, 0.1, 0.2)])


def sba(panel: Panel, horizon: int) -> Array:
    """Smoothed size over smoothed interval between demands, times 1 − alpha/2; rows × horizon, flat."""
    return np.repeat(by_blocks(_sba, panel, len(SBA_ALPHA)), horizon, axis=1)


def tsb(panel: Panel, horizon: int) -> Array:
    """Smoothed size times the smoothed chance of a demand, which also falls while nothing is sold; flat."""
    return np.repeat(by_blocks(_tsb, panel, len(TSB_SETS)), horizon, axis=1)


def adida(panel: Panel, bucket: int, horizon: int, grid: Grid = LEVEL) -> Array:
    """Simple smoothing of the sums over the last whole buckets of `bucket` observations, spread evenly; flat."""
    sums = [
        values[length % bucket : length].reshape(-1, bucket).sum(axis=1) if length >= bucket else values[:length]
        for values, length in zip(panel.values, panel.length)
    ]
    width = np.where(panel.length >= bucket, bucket, 1)
    buckets = Panel.of(sums)
    return np.repeat(smooth(buckets, grid, 1)[buckets.place] / width[:, None], horizon, axis=1)


def _demands(values: Array, length: Integers) -> tuple[Array, Array]:
    """Mean size of a demand and share of periods with one, per row."""
    count = (values > 0).sum(axis=1)
    return values.sum(axis=1) / np.maximum(count, 1), count / length


def _sba(values: Array, length: Integers) -> Array:
    rows, steps, sets = *values.shape, len(SBA_ALPHA)
    mean_size, share = _demands(values, length)
    size = np.repeat(mean_size[:, None], sets, axis=1)
    interval = np.repeat(1 / np.maximum(share, 1 / length)[:, None], sets, axis=1)
    since, square = np.ones(rows), np.zeros((rows, sets))
    for step, active in enumerate(running(length, steps)):
        now = values[:active, step, None]
        square[:active] += (now - (1 - SBA_ALPHA / 2) * size[:active] / interval[:active]) ** 2
        sold = now > 0
        size[:active] += np.where(sold, SBA_ALPHA * (now - size[:active]), 0.0)
        interval[:active] += np.where(sold, SBA_ALPHA * (since[:active, None] - interval[:active]), 0.0)
        since[:active] = np.where(sold[:, 0], 1.0, since[:active] + 1)
    best, row = np.argmin(square, axis=1), np.arange(rows)
    return ((1 - SBA_ALPHA[best] / 2) * size[row, best] / interval[row, best])[:, None]


def _tsb(values: Array, length: Integers) -> Array:
    rows, steps, sets = *values.shape, len(TSB_SETS)
    for_size, for_chance = TSB_SETS.T
    mean_size, share = _demands(values, length)
    size, chance = np.repeat(mean_size[:, None], sets, axis=1), np.repeat(share[:, None], sets, axis=1)
    square = np.zeros((rows, sets))
    for step, active in enumerate(running(length, steps)):
        now = values[:active, step, None]
        square[:active] += (now - size[:active] * chance[:active]) ** 2
        sold = now > 0
        size[:active] += np.where(sold, for_size * (now - size[:active]), 0.0)
        chance[:active] += for_chance * (sold - chance[:active])
    best, row = np.argmin(square, axis=1), np.arange(rows)
    return (size[row, best] * chance[row, best])[:, None]
