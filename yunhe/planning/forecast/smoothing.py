"""Exponential smoothing with a level and an optional damped trend, fitted to many series at once.

Source of the recursions: Hyndman, Koehler, Ord, Snyder, "Forecasting with Exponential Smoothing" (2008), the ETS
models (A,N,N), (A,A,N) and (A,Ad,N). For given smoothing parameters the one-step errors are linear in the starting
level and trend, so those are solved by least squares and only the parameters are searched, on a grid.
"""

from dataclasses import dataclass
from itertools import product

import numpy as np

from yunhe.planning.forecast.panel import Array, Integers, Panel, by_blocks, running

RIDGE = 1e-9  # keeps the normal equations solvable for one or two observations


@dataclass(frozen=True)
class Grid:
    """Parameter sets to try: `alpha` for the level, `beta` for the trend, `phi` damps the trend (0: no trend)."""

    alpha: Array
    beta: Array
    phi: Array

    @classmethod
    def of(cls, alphas: tuple[float, ...], ratios: tuple[float, ...], phis: tuple[float, ...]) -> "Grid":
        """All combinations, with beta = ratio × alpha."""
        sets = [(alpha, ratio * alpha, phi) for alpha, ratio, phi in product(alphas, ratios, phis)]
        return cls(*np.array(sets).T)


FINE = (
    0.02,
    0.05,
    0.1,
    0.15,
    0.2,
    0.25,
    0.3,
    0.35,
    0.4,
    0.45,
    0.5,
    0.55,
    0.6,
    0.65,
    0.7,
    0.75,
    0.8,
    0.85,
    0.9,
    0.95,
    0.99,
)
COARSE = (0.05, 0.1, 0.2, 0.3, 0.45, 0.6, 0.75, 0.9)
LEVEL = Grid.of(FINE, (0.0,), (0.0,))
TREND = Grid.of(COARSE, (0.02, 0.08, 0.2, 0.4, 0.7), (1.0,))
DAMPED = Grid.of(COARSE, (0.02, 0.08, 0.2, 0.4), (0.8, 0.9, 0.96))


def smooth(panel: Panel, grid: Grid, horizon: int) -> Array:
    """Point forecasts, rows × horizon, of the parameter set with the least squared one-step error of each row."""
    return by_blocks(lambda values, length: _smooth(values, length, grid, horizon), panel, len(grid.alpha))


def _smooth(values: Array, length: Integers, grid: Grid, horizon: int) -> Array:
    rows, steps, sets = *values.shape, len(grid.alpha)
    alpha, beta, phi = grid.alpha, grid.beta, grid.phi
    trended = bool(np.any(phi > 0))
    level, trend = np.zeros((rows, sets)), np.zeros((rows, sets))
    square, on_level, on_trend = np.zeros((rows, sets)), np.zeros((rows, sets)), np.zeros((rows, sets))
    start = _StartingStates(alpha, beta, phi, steps)
    error, part = np.empty((rows, sets)), np.empty((rows, sets))
    for step, active in enumerate(running(length, steps)):
        level_now, trend_now, error, part = level[:active], trend[:active], error[:active], part[:active]
        if trended:
            trend_now *= phi
            level_now += trend_now
        np.subtract(values[:active, step, None], level_now, out=error)
        square[:active] += np.multiply(error, error, out=part)
        on_level[:active] += np.multiply(error, start.level[step], out=part)
        level_now += np.multiply(error, alpha, out=part)
        if trended:
            on_trend[:active] += np.multiply(error, start.trend[step], out=part)
            trend_now += np.multiply(error, beta, out=part)
    first_level, first_trend = start.solve(length, on_level, on_trend, trended=trended)
    best = np.argmin(square - first_level * on_level - first_trend * on_trend, axis=1)
    row = np.arange(rows)
    first = first_level[row, best], first_trend[row, best]
    level_of, trend_of = start.carried(length, best, *first)
    damping = np.cumsum(phi[best][:, None] ** np.arange(1, horizon + 1), axis=1)
    return (level[row, best] + level_of)[:, None] + damping * (trend[row, best] + trend_of)[:, None]


class _StartingStates:
    """What a starting level and a starting trend of one add to each later one-step forecast, per parameter set."""

    def __init__(self, alpha: Array, beta: Array, phi: Array, steps: int) -> None:
        sets = len(alpha)
        self.level, self.trend = np.zeros((steps, sets)), np.zeros((steps, sets))
        self.states = np.zeros((steps + 1, 4, sets))  # level and trend after t steps, from the level, from the trend
        state = self.states[0] = np.stack([np.ones(sets), np.zeros(sets), np.zeros(sets), np.ones(sets)])
        for step in range(steps):
            from_level, from_trend = state[0] + phi * state[1], state[2] + phi * state[3]
            self.level[step], self.trend[step] = from_level, from_trend
            state = self.states[step + 1] = np.stack(
                [
                    (1 - alpha) * from_level,
                    phi * state[1] - beta * from_level,
                    (1 - alpha) * from_trend,
                    phi * state[3] - beta * from_trend,
                ]
            )

    def solve(self, length: Integers, on_level: Array, on_trend: Array, *, trended: bool) -> tuple[Array, Array]:
        """Least-squares starting level and trend, rows × sets."""
        last = length - 1
        level_level = np.cumsum(self.level**2, axis=0)[last] + RIDGE
        if not trended:
            return on_level / level_level, np.zeros_like(on_level)
        level_trend = np.cumsum(self.level * self.trend, axis=0)[last]
        trend_trend = np.cumsum(self.trend**2, axis=0)[last] + RIDGE
        determinant = level_level * trend_trend - level_trend**2
        first_level = (on_level * trend_trend - on_trend * level_trend) / determinant
        return first_level, (level_level * on_trend - level_trend * on_level) / determinant

    def carried(self, length: Integers, best: Integers, level: Array, trend: Array) -> tuple[Array, Array]:
        """What is left of the starting states after the last observation of each row."""
        state = self.states[length, :, best]
        return state[:, 0] * level + state[:, 2] * trend, state[:, 1] * level + state[:, 3] * trend
