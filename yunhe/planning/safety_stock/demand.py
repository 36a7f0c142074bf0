"""Lead-time demand by bootstrap: what may be sold between placing an order and having it on the shelf."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from yunhe.planning.safety_stock.errors import SafetyStockError
from yunhe.planning.safety_stock.lead_time import LeadTimes

Array = NDArray[np.float64]

BLOCK = 56  # days drawn in one piece: weekdays, promotions and a change of season stay together


def lead_time_demand(
    history: ArrayLike, lead_times: LeadTimes, *, seed: int, draws: int = 1_000, review: int = 1, item: str = "history"
) -> Array:
    """`draws` sorted totals of demand over a lead time drawn from `lead_times` plus `review` days.

    `history` is demand per day, oldest first. Pieces of BLOCK neighbouring days are drawn with replacement (the
    history taken as a ring), as in the circular block bootstrap of Politis and Romano (1992).
    Raises SafetyStockError for an empty, negative or infinite history, a negative review or no draws.
    """
    demand = checked_demand(history, item)
    if review < 0 or draws < 1:
        raise SafetyStockError(f"review {review} and draws {draws} must not be below 0 and 1", offender=item)
    random = np.random.default_rng(seed)
    spans = random.choice(np.array(lead_times.days), draws) + review
    blocks = -(-int(spans.max()) // BLOCK)
    starts = random.integers(0, len(demand), (draws, blocks))
    lengths = np.clip(spans[:, None] - BLOCK * np.arange(blocks), 0, BLOCK)
    ring = np.concatenate([[0.0], np.cumsum(np.resize(demand, len(demand) + BLOCK))])
    return np.sort((ring[starts + lengths] - ring[starts]).sum(axis=1))


def checked_demand(history: ArrayLike, item: str) -> Array:
    """The history as an array; raises SafetyStockError naming `item` where it cannot be a demand."""
    demand = np.asarray(history, dtype=float)
    if demand.ndim != 1 or not len(demand):
        raise SafetyStockError(f"{item}: the history is empty or not one-dimensional", offender=item)
    if not np.isfinite(demand).all() or demand.min() < 0:
        raise SafetyStockError(f"{item}: the history holds a value that is negative or not finite", offender=item)
    return demand


def borrow_tails(samples: Array, peaks: Array, share: float = 0.5) -> Array:
    """Mix into each item's sample, a row, what all items of its class met, in proportion to the item's `peaks`.

    A year of one item holds too few extremes to say how far they go; its peers' tell. `share` of each result comes
    from the peers. Rows stay sorted.
    """
    if not 0 <= share < 1:
        raise SafetyStockError(f"share is {share}; it must be at least 0 and below 1", offender="share")
    items, draws = samples.shape
    count = round(draws * share / (1 - share))
    known = peaks > 0
    if not count or not known.any():
        return samples
    pooled = np.sort((samples[known] / peaks[known, None]).ravel())
    shape = pooled[((np.arange(count) + 0.5) / count * len(pooled)).astype(int)]
    return np.sort(np.concatenate([samples, peaks[:, None] * shape], axis=1), axis=1)
