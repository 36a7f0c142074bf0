"""The weight of each method in each series' forecast, from past errors only.

A method's loss on a series is its root mean squared scaled error plus half its scaled bias, averaged over the past
origins, as a logarithm relative to the best method of the series. It is drawn towards the mean over all series of the
same kind, since three origins of one series say little, and weights fall exponentially with it.
"""

import numpy as np
from numpy.typing import NDArray

from yunhe.planning.forecast.candidates import NAMES
from yunhe.planning.forecast.panel import Array

BIAS_COST = 0.5
POOLED = 0.7  # share of the loss that comes from all series of the kind together
SHARPNESS = 12.0
WORST = 2.0  # no method is counted as more than e² times worse than the best
NEGLIGIBLE = 0.01  # of the heaviest weight
WITHOUT_PAST = {False: ("ses", "damped", "theta", "dot"), True: ("sba", "tsb", "adida")}  # when no series has origins


def weigh(missed: Array, usable: NDArray[np.bool_], sporadic: NDArray[np.bool_]) -> Array:
    """Weights, methods × series; each column sums to one.

    `missed` are scaled errors, methods × origins × series × steps; `usable` says which method a series may use at its
    end; `sporadic` parts the series with many zeros from the others.
    """
    regret = np.where(usable, _regret(missed, usable), np.nan)
    weights = np.zeros(regret.shape)
    for kind in (False, True):
        members = sporadic == kind
        if members.any():
            weights[:, members] = _weigh_kind(regret[:, members], usable[:, members], WITHOUT_PAST[kind])
    return weights


def _weigh_kind(regret: Array, usable: NDArray[np.bool_], without_past: tuple[str, ...]) -> Array:
    known = ~np.isnan(regret)
    if known.any():
        pooled = np.where(known, regret, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
        pooled[~known.any(axis=1)] = WORST
    else:
        pooled = np.array([0.0 if name in without_past else WORST for name in NAMES])
    loss = np.where(known, (1 - POOLED) * np.nan_to_num(regret) + POOLED * pooled[:, None], pooled[:, None])
    loss = np.where(usable, loss, np.inf)
    weights = np.exp(-SHARPNESS * (loss - loss.min(axis=0)))
    weights[weights < NEGLIGIBLE] = 0.0
    return weights / weights.sum(axis=0)


def _regret(missed: Array, usable: NDArray[np.bool_]) -> Array:
    error = np.sqrt((missed**2).mean(axis=-1)) + BIAS_COST * np.abs(missed.mean(axis=-1))
    seen = np.isfinite(error)
    loss = np.where(seen, error, 0.0).sum(axis=1) / np.where(seen.any(axis=1), seen.sum(axis=1), np.nan)
    logged = np.log(np.maximum(loss, 1e-9))
    best = np.where(np.isnan(logged) | ~usable, np.inf, logged).min(axis=0)
    return np.minimum(logged - best, WORST)
