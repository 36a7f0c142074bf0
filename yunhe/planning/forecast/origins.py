"""Rolling origins: where in its own past each series is forecast again, and what each method missed there."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yunhe.planning.forecast.candidates import NAMES, forecast_all
from yunhe.planning.forecast.panel import Array, Panel

ORIGINS = 3
SHORTEST_PAST = 5
SERIES_AT_ONCE = 2_000


@dataclass(frozen=True)
class Trials:
    """All methods on a list of series.

    `ahead[c, s]` is the forecast of method c for series s, usable where `usable[c, s]`. `missed[c, o, s]` holds the
    errors (actual − forecast) at origin o, in units of the root mean squared step of the history up to that origin, or
    NaN where a series has no such origin.
    """

    ahead: Array
    usable: NDArray[np.bool_]
    missed: Array


def origins(length: int, horizon: int, period: int, count: int = ORIGINS) -> list[int]:
    """Lengths of the pasts to forecast from, at most `count`, the last one a whole horizon before the end.

    They are a horizon apart where the history allows it, closer where not; two seasons and one observation stay
    before the first where they can.
    """
    last = length - horizon
    seasonal = max(2 * period + 1, SHORTEST_PAST)
    shortest = seasonal if last >= seasonal else SHORTEST_PAST
    if last < shortest:
        return []
    apart = min(horizon, (last - shortest) // max(count - 1, 1))
    return [last - apart * back for back in range(count if apart else 1)]


def try_out(series: list[Array], period: int, horizon: int, count: int = ORIGINS) -> Trials:
    """Forecast every series from its end and from its past origins with every method."""
    blocks = [
        _try_block(series[start : start + SERIES_AT_ONCE], period, horizon, count)
        for start in range(0, len(series), SERIES_AT_ONCE)
    ]
    return Trials(
        np.concatenate([block.ahead for block in blocks], axis=1),
        np.concatenate([block.usable for block in blocks], axis=1),
        np.concatenate([block.missed for block in blocks], axis=2),
    )


def step_scale(past: Array) -> float:
    """Root mean squared difference of neighbours: the error "same as last time" makes one step ahead."""
    return float(np.sqrt(np.mean(np.diff(past) ** 2))) if len(past) > 1 else 0.0


def _try_block(series: list[Array], period: int, horizon: int, count: int) -> Trials:
    pasts, places = list(series), []
    for position, one in enumerate(series):
        for number, length in enumerate(origins(len(one), horizon, period, count)):
            pasts.append(one[:length])
            places.append((number, position, length))
    panel = Panel.of(pasts)
    by_row, may = forecast_all(panel, period, horizon)
    every, usable = by_row[:, panel.place], may[:, panel.place]
    missed = np.full((len(NAMES), count, len(series), horizon), np.nan)
    for row, (number, position, length) in enumerate(places, start=len(series)):
        unit = step_scale(series[position][:length])
        if unit > 0:
            actual = series[position][length : length + horizon]
            missed[:, number, position] = np.where(usable[:, row, None], (actual - every[:, row]) / unit, np.nan)
    return Trials(every[:, : len(series)], usable[:, : len(series)], missed)
