"""The candidate methods by name, each forecasting every series at once on the season-free values."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from yunhe.planning.forecast.intermittent import adida, sba, tsb
from yunhe.planning.forecast.level import average, naive, seasonal_naive
from yunhe.planning.forecast.panel import Array, Panel
from yunhe.planning.forecast.seasonality import Season
from yunhe.planning.forecast.smoothing import DAMPED, LEVEL, TREND, smooth
from yunhe.planning.forecast.theta import theta

Method = Callable[[Panel, int], Array]

SCALED: dict[str, Method] = {
    "ses": lambda panel, horizon: smooth(panel, LEVEL, horizon),
    "holt": lambda panel, horizon: smooth(panel, TREND, horizon),
    "damped": lambda panel, horizon: smooth(panel, DAMPED, horizon),
    "theta": lambda panel, horizon: theta(panel, "theta", horizon),
    "dot": lambda panel, horizon: theta(panel, "dot", horizon),
}
LOGGED = ("ses", "damped", "theta", "dot")  # also fitted to logarithms: growth by a factor instead of by a step
INTERMITTENT: dict[str, Method] = {"sba": sba, "tsb": tsb}
BUCKETS = {"adida": 7}
WINDOWS: dict[str, int | None] = {"mean": None, "mean112": 112, "mean56": 56, "mean28": 28}

NAMES = (
    "naive", "seasonal-naive", *WINDOWS, *SCALED, *(f"log-{name}" for name in LOGGED), *INTERMITTENT, *BUCKETS,
)  # fmt: skip
SHORTEST = {"holt": 4, "damped": 4, "theta": 4, "dot": 4, "log-damped": 4, "log-theta": 4, "log-dot": 4}
GROWTH_LIMIT = 4.0  # a forecast made on logarithms stays below this many times the highest value seen


def forecast_all(panel: Panel, period: int, horizon: int) -> tuple[Array, NDArray[np.bool_]]:
    """Point forecasts of each candidate: names × rows × horizon, and where each may be used: names × rows."""
    season = Season.of(panel, period)
    plain = season.remove(panel)
    positive = np.where(panel.observed, plain.values, np.inf).min(axis=1) > 0
    never_negative = np.where(panel.observed, panel.values, 0.0).min(axis=1) >= 0
    result = {
        "naive": naive(panel, horizon),
        "seasonal-naive": seasonal_naive(panel, period, horizon),
    }
    for name, window in WINDOWS.items():
        result[name] = season.apply(panel, average(plain, window, horizon))
    scaled, centre, scale = _standardise(plain)
    for name, method in SCALED.items():
        result[name] = season.apply(panel, method(scaled, horizon) * scale + centre)
    for name, values in _on_logarithms(plain, positive, horizon).items():
        result[name] = season.apply(panel, values)
    for name, method in INTERMITTENT.items():
        result[name] = season.apply(panel, method(plain, horizon))
    for name, bucket in BUCKETS.items():
        result[name] = season.apply(panel, adida(plain, bucket, horizon))
    usable = {name: panel.length >= SHORTEST.get(name, 1) for name in NAMES}
    for name in LOGGED:
        usable[f"log-{name}"] = usable[f"log-{name}"] & positive
    for name in (*INTERMITTENT, *BUCKETS):
        usable[name] = usable[name] & never_negative
    forecasts = np.stack([result[name] for name in NAMES])
    forecasts = np.where(never_negative[:, None], np.maximum(forecasts, 0.0), forecasts)
    return forecasts, np.stack([usable[name] for name in NAMES])


def _standardise(panel: Panel) -> tuple[Panel, Array, Array]:
    """Centre zero, scale one per row, so that one numerical tolerance fits all; scale one for a constant row."""
    count = panel.length[:, None]
    centre = panel.values.sum(axis=1, keepdims=True) / count
    left = np.where(panel.observed, panel.values - centre, 0.0)
    scale = np.sqrt((left**2).sum(axis=1, keepdims=True) / count)
    scale = np.where(scale > 1e-12 * np.maximum(np.abs(centre), 1e-300), scale, 1.0)
    return panel.replace(left / scale), centre, scale


def _on_logarithms(panel: Panel, positive: NDArray[np.bool_], horizon: int) -> dict[str, Array]:
    """The LOGGED methods on the logarithms of the positive rows; zero for the others."""
    result = {f"log-{name}": np.zeros((len(positive), horizon)) for name in LOGGED}
    if not positive.any():
        return result
    chosen = Panel(panel.values[positive], panel.length[positive], panel.source[positive])
    ceiling = np.log(chosen.values.max(axis=1) * GROWTH_LIMIT)[:, None]
    logs = chosen.replace(np.log(np.where(chosen.observed, chosen.values, 1.0)))
    scaled, centre, scale = _standardise(logs)
    for name in LOGGED:
        ahead = SCALED[name](scaled, horizon) * scale + centre
        result[f"log-{name}"][positive] = np.exp(np.minimum(ahead, ceiling))
    return result
