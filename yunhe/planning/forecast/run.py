"""The public verb: forecast many series, choosing and blending methods by each one's own past."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from yunhe.planning.forecast.answer import Forecast, Forecasts
from yunhe.planning.forecast.blend import weigh
from yunhe.planning.forecast.candidates import NAMES
from yunhe.planning.forecast.classify import DemandClass, classify
from yunhe.planning.forecast.errors import ForecastError
from yunhe.planning.forecast.origins import Trials, step_scale, try_out
from yunhe.planning.forecast.panel import Array
from yunhe.planning.forecast.spread import spread

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


def forecast(
    series: Mapping[str, ArrayLike],
    *,
    horizon: int,
    season: int = 1,
    quantiles: Sequence[float] = QUANTILES,
    methods: Sequence[str] = NAMES,
) -> Forecasts:
    """Forecast each series `horizon` steps past its end, with `season` observations per season (1: none).

    Each value is the sales of one period in any unit; leading zeros count as "not yet on sale". `methods` limits the
    candidates; a series none of them can serve gets the naive forecast. A series that is empty or holds something that
    is not a finite number is refused with the reason; one that is constant or all zero is served as it is.
    Raises ForecastError for a horizon or season below one, a quantile outside (0, 1) or an unknown method.
    """
    levels = _check(horizon, season, quantiles, methods)
    histories: dict[str, Array] = {}
    flat: dict[str, Forecast] = {}
    refused: dict[str, str] = {}
    for name, values in series.items():
        reason, history = _read(values)
        if reason:
            refused[name] = reason
        elif np.ptp(history) == 0:
            flat[name] = _unchanging(name, history, horizon, levels)
        else:
            histories[name] = history
    served = flat | (_blended(histories, horizon, season, levels, methods) if histories else {})
    return Forecasts({name: served[name] for name in series if name in served}, refused)


def _check(horizon: int, season: int, quantiles: Sequence[float], methods: Sequence[str]) -> tuple[float, ...]:
    if horizon < 1:
        raise ForecastError(f"horizon is {horizon}; it must be at least 1", offender="horizon")
    if season < 1:
        raise ForecastError(f"season is {season}; it must be at least 1", offender="season")
    for level in quantiles:
        if not 0 < level < 1:
            raise ForecastError(f"quantile {level} is not between 0 and 1", offender="quantiles")
    for name in methods:
        if name not in NAMES:
            raise ForecastError(f"unknown method {name!r}; there are: {', '.join(NAMES)}", offender=name)
    if not methods:
        raise ForecastError("no method to choose from", offender="methods")
    return tuple(sorted(quantiles))


def _read(values: ArrayLike) -> tuple[str, Array]:
    """Why the series cannot be served (or nothing), and its history from the first sale on."""
    history = np.asarray(values, dtype=float)
    if history.ndim != 1:
        return f"it has {history.ndim} dimensions instead of one", history
    if not len(history):
        return "it is empty", history
    wrong = np.flatnonzero(~np.isfinite(history))
    if len(wrong):
        return f"value {wrong[0] + 1} is not a finite number", history
    sold = np.flatnonzero(history)
    return "", history[sold[0] :] if len(sold) and history.min() >= 0 else history


def _unchanging(name: str, history: Array, horizon: int, levels: tuple[float, ...]) -> Forecast:
    value = float(history[0])
    mean = np.full(horizon, value)
    reason = (
        f"{value:g} in each of {len(history)} periods: nothing to learn" if value else "no sale in its whole history"
    )
    return Forecast(
        name, mean, {level: mean for level in levels}, {"naive": 1.0}, classify(history)[0], None, None, None, (reason,)
    )


def _blended(
    histories: dict[str, Array], horizon: int, season: int, levels: tuple[float, ...], methods: Sequence[str]
) -> dict[str, Forecast]:
    trials = try_out(list(histories.values()), season, horizon)
    allowed = np.array([name in methods for name in NAMES])[:, None]
    usable = trials.usable & allowed
    usable[NAMES.index("naive")] |= ~usable.any(axis=0)
    classes = [classify(history) for history in histories.values()]
    sporadic = np.array([found[0] in (DemandClass.INTERMITTENT, DemandClass.LUMPY) for found in classes])
    weights = weigh(trials.missed, usable, sporadic)
    ahead = np.einsum("cs,csh->sh", weights, np.where(usable[:, :, None], trials.ahead, 0.0))
    missed = _missed(weights, trials)
    naive = trials.missed[NAMES.index("naive")]
    unit = np.array([step_scale(history) for history in histories.values()])
    offsets = spread(missed, unit, [found[0].value for found in classes], levels)
    return {
        name: Forecast(
            series=name,
            mean=ahead[place],
            quantiles=_curves(history, ahead[place], offsets[:, place], levels),
            weights={NAMES[rank]: float(weights[rank, place]) for rank in np.flatnonzero(weights[:, place])},
            demand=classes[place][0],
            rmsse=_rmsse(missed[:, place]),
            naive_rmsse=_rmsse(naive[:, place]),
            bias=_bias(missed[:, place]),
            reasons=_reasons(history, classes[place], missed[:, place]),
        )
        for place, (name, history) in enumerate(histories.items())
    }


def _missed(weights: Array, trials: Trials) -> Array:
    """The errors the blend would have made, origins × series × steps; NaN where there was no origin.

    A method too young to be used at an early origin leaves its weight to the others there.
    """
    known = np.isfinite(trials.missed[..., 0])
    share = np.where(known, weights[:, None, :], 0.0)
    total = share.sum(axis=0)
    error = np.einsum("cos,cosh->osh", share, np.nan_to_num(trials.missed))
    return error / np.where(total > 0, total, np.nan)[:, :, None]


def _curves(history: Array, mean: Array, offsets: Array, levels: tuple[float, ...]) -> dict[float, Array]:
    lowest = 0.0 if history.min() >= 0 else -np.inf
    return {level: np.maximum(mean + offsets[rank], lowest) for rank, level in enumerate(levels)}


def _rmsse(missed: Array) -> float | None:
    each = np.sqrt((missed**2).mean(axis=1))
    return float(np.nanmean(each)) if np.isfinite(each).any() else None


def _bias(missed: Array) -> float | None:
    return float(-np.nanmean(missed)) if np.isfinite(missed).any() else None


def _reasons(history: Array, found: tuple[DemandClass, float, float], missed: Array) -> tuple[str, ...]:
    demand, interval, variation = found
    looked_back = int(np.isfinite(missed[:, 0]).sum())
    basis = f"weighed by {looked_back} past origins" if looked_back else "too short to look back: weighed by the others"
    return (f"{demand}: a sale every {interval:.2f} periods, CV² {variation:.2f}", f"{len(history)} periods, {basis}")
