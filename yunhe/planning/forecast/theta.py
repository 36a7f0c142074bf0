"""The Theta method and its dynamic optimised form, fitted to many series at once.

Sources: Assimakopoulos and Nikolopoulos (2000); Fiorucci, Pellegrini, Louzada, Petropoulos, Koehler, "Models for
optimising the theta method and their relationship to state space models" (2016), model DOTM. With the smoothing
parameter given, DOTM's one-step errors are linear in the starting level and in w = 1 − 1/theta, the weight of the
running regression line; both are solved in closed form, w drawn towards the classical one half (theta = 2).
"""

import numpy as np

from yunhe.planning.forecast.panel import Array, Integers, Panel, by_blocks, running
from yunhe.planning.forecast.smoothing import FINE, RIDGE

CLASSICAL = 0.5
PULL = {"theta": 1e6, "dot": 1.0}  # how many one-step error variances a squared unit of w away from one half costs


def theta(panel: Panel, name: str, horizon: int) -> Array:
    """Point forecasts, rows × horizon; `name` is "theta" (theta = 2) or "dot" (theta optimised)."""
    return by_blocks(lambda values, length: _theta(values, length, PULL[name], horizon), panel, len(FINE))


def _theta(values: Array, length: Integers, pull: float, horizon: int) -> Array:
    rows, steps, alpha = *values.shape, np.array(FINE)
    sets = len(alpha)
    level = np.zeros((rows, sets))
    square, on_level, on_line = np.zeros((rows, sets)), np.zeros((rows, sets)), np.zeros((rows, sets))
    level_line, line_line = np.zeros((rows, sets)), np.zeros((rows, sets))
    fading = (1 - alpha) ** np.arange(steps + 1)[:, None]  # what is left of the starting level
    line = _RunningLine(rows)
    for step, active in enumerate(running(length, steps)):
        now = values[:active, step]
        error = now[:, None] - level[:active]
        if step > 0:
            drift = line.drift(active, step, alpha)
            square[:active] += error * error
            on_level[:active] += error * fading[step]
            on_line[:active] += error * drift
            level_line[:active] += drift * fading[step]
            line_line[:active] += drift * drift
        level[:active] += alpha * error
        line.take(active, step, now)
    level_level = np.vstack([np.zeros(sets), np.cumsum(fading[1:] ** 2, axis=0)])[length - 1] + RIDGE
    cost = np.maximum(square - on_level**2 / level_level, RIDGE) / length[:, None] * pull
    determinant = level_level * (line_line + cost) - level_line**2
    weight = (level_level * (on_line + cost * CLASSICAL) - level_line * on_level) / determinant
    weight = np.clip(weight, 0.0, 1.0)
    first = (on_level - weight * level_line) / level_level
    misfit = (
        square - 2 * first * on_level - 2 * weight * on_line + first**2 * level_level
        + 2 * first * weight * level_line + weight**2 * line_line + cost * (weight - CLASSICAL) ** 2
    )  # fmt: skip
    best, row = np.argmin(misfit, axis=1), np.arange(rows)
    last = level[row, best] + fading[length, best] * first[row, best]
    return line.extend(last, weight[row, best], alpha[best], length, horizon)


class _RunningLine:
    """The regression of each row on time, updated with every observation; time starts at one."""

    def __init__(self, rows: int) -> None:
        self.total, self.moment = np.zeros(rows), np.zeros(rows)
        self.intercept, self.slope = np.zeros(rows), np.zeros(rows)

    def take(self, active: int, step: int, values: Array) -> None:
        self.total[:active] += values
        self.moment[:active] += (step + 1) * values
        self._fit(slice(active), float(step + 1))

    def _fit(self, rows: slice, count: float | Array) -> None:
        middle = (count + 1) / 2
        spread = np.maximum(count * (count * count - 1) / 12, RIDGE)
        self.slope[rows] = (self.moment[rows] - self.total[rows] * middle) / spread
        self.intercept[rows] = self.total[rows] / count - self.slope[rows] * middle

    def drift(self, active: int, step: int, alpha: Array) -> Array:
        fading = (1 - alpha) ** step
        return self.intercept[:active, None] * fading + self.slope[:active, None] * (1 - fading * (1 - alpha)) / alpha

    def extend(self, level: Array, weight: Array, alpha: Array, length: Integers, horizon: int) -> Array:
        result = np.empty((len(level), horizon))
        for ahead in range(horizon):
            count = (length + ahead).astype(float)
            fading = (1 - alpha) ** count
            drift = self.intercept * fading + self.slope * (1 - fading * (1 - alpha)) / alpha
            result[:, ahead] = value = level + weight * drift
            level = alpha * value + (1 - alpha) * level
            self.total += value
            self.moment += (count + 1) * value
            self._fit(slice(None), count + 1)
        return result
