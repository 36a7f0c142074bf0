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
HALF_TRUSTED = 6.0  # past errors after which a series' own word counts half of its share
LEAST_LOSS = 0.05  # errors below this share of the step scale are all alike
SHARPNESS = 12.0
WORST = 2.0  # no method is counted as more than e² times worse than the best
NEGLIGIBLE = 0.01  # of the heaviest weight
TRUSTED = {False: ("ses", "damped", "theta", "dot"), True: ("sba", "tsb", "adida")}  # by sporadic or not
DISTRUST = 0.5  # the loss expected of the others before any origin is seen
TRUST_WORTH = 3.0  # that expectation counts as much as this many series


def weigh(missed: Array, usable: NDArray[np.bool_], sporadic: NDArray[np.bool_]) -> Array:
    """Weights, methods × series; each column sums to one.

    `missed` are scaled errors, methods × origins × series × steps; `usable` says which method a series may use at its
    end; `sporadic` parts the series with many zeros from the others.
    """
    regret = np.where(usable, _regret(missed, usable), np.nan)
    seen = np.isfinite(missed).any(axis=0).sum(axis=(0, 2))
    trust = seen / (seen + HALF_TRUSTED)
    weights = np.zeros(regret.shape)
    for kind in (False, True):
        members = sporadic == kind
        if members.any():
            weights[:, members] = _weigh_kind(regret[:, members], usable[:, members], trust[members], TRUSTED[kind])
    return weights


def _weigh_kind(regret: Array, usable: NDArray[np.bool_], trust: Array, trusted: tuple[str, ...]) -> Array:
    known = ~np.isnan(regret)
    expected = np.array([0.0 if name in trusted else DISTRUST for name in NAMES])
    pooled = np.where(known, trust * np.nan_to_num(regret), 0.0).sum(axis=1) + TRUST_WORTH * expected
    pooled /= np.where(known, trust, 0.0).sum(axis=1) + TRUST_WORTH
    own = (1 - POOLED) * trust
    loss = np.where(known, own * np.nan_to_num(regret) + (1 - own) * pooled[:, None], pooled[:, None])
    loss = np.where(usable, loss, np.inf)
    weights = np.exp(-SHARPNESS * (loss - loss.min(axis=0)))
    weights[weights < NEGLIGIBLE] = 0.0
    return weights / weights.sum(axis=0)


def _regret(missed: Array, usable: NDArray[np.bool_]) -> Array:
    error = np.sqrt((missed**2).mean(axis=-1)) + BIAS_COST * np.abs(missed.mean(axis=-1))
    seen = np.isfinite(error)
    loss = np.where(seen, error, 0.0).sum(axis=1) / np.where(seen.any(axis=1), seen.sum(axis=1), np.nan)
    logged = np.log(np.maximum(loss, LEAST_LOSS))
    best = np.where(np.isnan(logged) | ~usable, np.inf, logged).min(axis=0)
    return np.minimum(logged - best, WORST)
