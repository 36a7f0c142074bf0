"""The general search in rounds: cool down, take the best, warm up less, until the time is over."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

import numpy as np

from yunhe.planning.scheduling.arrays import Arrays, Ints
from yunhe.planning.scheduling.decode import decode, times_for

CHUNK_SECONDS = 0.03
ROUNDS = (0.4, 0.3, 0.2, 0.1)
"""Shares of the time; each round starts from the best plan, half as hot as the one before."""
HOTTEST = 1e15
WARM, COLD = 0.1, 0.002
"""First and last temperature as shares of the mean rise of a move."""


def improved(
    a: Arrays, order: Ints, mode: Ints, *, ends_at: float, seed: int, stop: Callable[[], bool] = lambda: False
) -> tuple[Ints, Ints, float]:
    """The best order and alternatives found by annealing from the given ones until `ends_at` or `stop`, and their cost."""
    walk = _Walk(a, order, mode, seed)
    begun = time.perf_counter()
    if begun >= ends_at or walk.cost[0] == 0 or len(order) < 2:
        return walk.best_order, walk.best_mode, float(walk.cost[1])
    rise = walk.mean_rise()
    total, warm = ends_at - time.perf_counter(), WARM
    until = time.perf_counter()
    for share in ROUNDS:
        until += share * total
        walk.restart()
        walk.cool(warm * rise, COLD * rise, until, stop)
        warm /= 2
    return walk.best_order, walk.best_mode, float(walk.cost[1])


class _Walk:
    """The state of one annealing."""

    def __init__(self, a: Arrays, order: Ints, mode: Ints, seed: int) -> None:
        from yunhe.planning.scheduling.loop import chance_of

        self.a, self.order, self.mode = a, order.copy(), mode.copy()
        self.at = np.argsort(order).astype(np.int64)
        one, self.last = times_for(a)
        self.times = np.stack([one, one])
        self.room, self.side = np.zeros_like(order), 0
        value = decode(a, self.order, self.mode, self.times[0], self.last, math.inf)
        self.cost = np.array([value, value, 0.0, 0.0])
        self.best_order, self.best_mode = order.copy(), mode.copy()
        self.chance = chance_of(seed)
        self.speed = 0.0

    def restart(self) -> None:
        """Back to the best plan."""
        self.order[:], self.mode[:] = self.best_order, self.best_mode
        self.at[self.order] = np.arange(len(self.order))
        self.cost[0] = decode(self.a, self.order, self.mode, self.times[self.side], self.last, math.inf)

    def mean_rise(self) -> float:
        """How much a move that is not an improvement costs on average, from 200 moves that are all accepted."""
        self._go(200, HOTTEST)
        return float(self.cost[3] / max(1.0, self.cost[2])) or 1.0

    def cool(self, hot: float, cold: float, until: float, stop: Callable[[], bool]) -> None:
        """From hot to cold by the wall clock, in short chunks."""
        begun = time.perf_counter()
        while (now := time.perf_counter()) < until and self.cost[1] > 0 and not stop():
            passed = (now - begun) / max(1e-9, until - begun)
            here = hot * (cold / hot) ** passed
            steps = max(5, int(self.speed * min(CHUNK_SECONDS, until - now)))
            self._go(steps, here)

    def _go(self, steps: int, temperature: float) -> None:
        from yunhe.planning.scheduling.anneal import anneal

        begun = time.perf_counter()
        self.side = int(
            anneal(
                self.a, self.order, self.at, self.mode, self.times, self.room, self.last, self.best_order, self.best_mode,
                self.chance, self.cost, steps, temperature, self.side,
            )
        )  # fmt: skip
        self.speed = steps / (time.perf_counter() - begun)
