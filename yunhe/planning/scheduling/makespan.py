"""The shortest makespan of a plain (flexible) job shop: a small population, relinked and improved by tabu search.

Two plans are relinked by mixing the ranks of their operations: where both agree on an order the child keeps it, and
no cycle can arise, because each rank is an order of all operations that respects the jobs (compare the path relinking
of Peng, Lü and Cheng, 2015, whose population and tabu search this follows in outline).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from yunhe.planning.scheduling.arrays import Arrays, Ints

CROWD, FEWEST, MANIEST = 4_000, 8, 20
"""Plans in the population: CROWD over the number of operations, within these limits."""
PATIENCE = 25
LEAST, MOST = 2_500, 12_500
"""Moves without a new best before a search ends: PATIENCE per operation, within these limits."""
FIRST_STEPS = 20
LONGEST = 20
"""A search makes at most so many times its patience in steps before its best plan joins the population."""
PIECE = 2.0
"""Seconds after which a search that still finds something is cut, so that a slower machine is noticed in time."""
PAIRS = 1 << 22
STALE = 2
"""Children in a row, per plan of the population, that did not join; then a fresh population begins."""
ALIKE = 0.5
"""Mean difference of ranks below which two plans of one makespan count as the same."""


@dataclass(frozen=True)
class Individual:
    makespan: int
    rank: Ints
    mode: Ints


class Makespan:
    """The search on one set of arrays. It can be asked for its best plan at any moment."""

    def __init__(self, arrays: Arrays, seed: int, ends_at: float, stop: Callable[[], bool] = lambda: False) -> None:
        from yunhe.planning.scheduling import graph
        from yunhe.planning.scheduling.loop import chance_of

        self.a, self.ends_at, self.stop = arrays, ends_at, stop
        self.random = np.random.default_rng(seed)
        self.chance = chance_of(seed)
        size, machines = len(arrays.job), len(arrays.machine_free)
        self.modes = np.stack([arrays.machine, arrays.span])
        self.graph = np.zeros((graph.ROWS, size), dtype=np.int64)
        self.best = np.zeros_like(self.graph)
        self.graph[graph.BEFORE], self.graph[graph.AFTER] = arrays.before, arrays.after
        self.graph[graph.RELEASE] = arrays.release
        self.borders = np.zeros((2, machines), dtype=np.int64)
        self.tabu = np.zeros(min(PAIRS, 1 << int(np.ceil(np.log2(size * size + 1)))), dtype=np.int64)
        self.ban = np.zeros(len(arrays.span), dtype=np.int64)
        self.tenure = 10 + (arrays.job.max() + 1) // machines
        self.crowd = min(MANIEST, max(FEWEST, CROWD // size))
        self.patience = min(MOST, max(LEAST, PATIENCE * size))
        self.speed = 0.0

    def run(self, first: list[Individual], goal: Callable[[], int]) -> Individual:
        """Improves until the deadline, or until the makespan is down to `goal()`, a proved bound that may rise."""
        for _ in range(2):
            self._improved(first[0], goal)  # the first call compiles, the second measures the speed
        population = [self._improved(one, goal) for one in first]
        best, stale = min(population, key=_length), 0
        while time.perf_counter() < self.ends_at and best.makespan > goal() and not self.stop():
            if len(population) < self.crowd:
                child = self._improved(self._by_chance(), goal)
                population.append(child)
            else:
                child = self._improved(self._child(population), goal)
                stale = 0 if _joined(population, child) else stale + 1
            best = min(best, child, key=_length)
            if stale == STALE * self.crowd:
                population, stale = [], 0
        return best

    def _by_chance(self) -> Individual:
        """Any order that respects the jobs, each operation on one of its quicker alternatives."""
        a = self.a
        rank = self.random.random(len(a.job))
        rank[np.lexsort((np.arange(len(rank)), a.job))] = rank[np.lexsort((rank, a.job))]
        hurdle = self.random.random(len(a.span)) * max(1.0, float(a.span.mean()))
        mode = [lo + int(np.argmin(a.span[lo:hi] + hurdle[lo:hi])) for lo, hi in zip(a.mode_of, a.mode_of[1:])]
        return Individual(0, rank.argsort(kind="stable").argsort(kind="stable"), np.array(mode, dtype=np.int64))

    def _child(self, population: list[Individual]) -> Individual:
        one, other = (population[i] for i in self.random.choice(len(population), 2, replace=False))
        share = self.random.uniform(0.35, 0.65)
        mode = np.where(self.random.random(len(one.mode)) < share, other.mode, one.mode)
        mixed = (1 - share) * one.rank + share * other.rank
        return Individual(0, mixed.argsort(kind="stable").argsort(kind="stable"), mode)

    def _improved(self, one: Individual, goal: Callable[[], int]) -> Individual:
        """Tabu search from here, for as many steps as the deadline leaves at the speed measured so far."""
        from yunhe.planning.scheduling import graph, tabu

        g = self.graph
        g[graph.ORDER], g[graph.MODE] = one.rank.argsort(kind="stable"), one.mode
        g[graph.MACHINE], g[graph.SPAN] = self.modes[0, one.mode], self.modes[1, one.mode]
        graph.chain(g, self.borders)
        began = time.perf_counter()
        longest = min(LONGEST * self.patience, max(self.patience, int(PIECE * self.speed)))
        steps = max(FIRST_STEPS, min(longest, int(self.speed * (self.ends_at - began))))
        makespan, made = tabu.search(
            g, self.borders, self.modes, self.a.mode_of, self.tabu, self.ban, self.chance, self.best,
            steps, self.patience, self.tenure, goal(),
        )  # fmt: skip
        self.speed = abs(made) / (time.perf_counter() - began)
        order = self.best[graph.ORDER]
        sorted_by_start = order[self.best[graph.HEAD][order].argsort(kind="stable")]
        return Individual(int(makespan), sorted_by_start.argsort(kind="stable"), self.best[graph.MODE].copy())


def _length(one: Individual) -> int:
    return one.makespan


def _joined(population: list[Individual], child: Individual) -> bool:
    """Puts the child in the place of the worst, unless that is better or one is like it."""
    worst = max(range(len(population)), key=lambda i: population[i].makespan)
    if child.makespan > population[worst].makespan or any(_alike(child, one) for one in population):
        return False
    population[worst] = child
    return True


def _alike(one: Individual, other: Individual) -> bool:
    return one.makespan == other.makespan and float(np.abs(one.rank - other.rank).mean()) < ALIKE
