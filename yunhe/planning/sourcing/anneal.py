"""Ruin and recreate with annealing (Schrimpf et al. 2000) over columns: one column, or none, for each demand.

Plain loops over flat arrays: compiled by numba when it is installed, the same code without it when it is not.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from yunhe.planning.sourcing.columns import Columns, Resource
from yunhe.planning.sourcing.prices import priced

RUIN = 8  # demands taken out at a time, at most
RUNS = 8  # from the beginning with other random numbers: better than one long run
FIRST = 200  # rounds per demand before prices are known
HEAT = 0.1  # first temperature, as a share of the mean cost of a demand
BLINK = 1  # per cent of the columns that fit and are passed over, so that a known choice can be left

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class _Flat(NamedTuple):
    """Columns of demand d: `first[d]` to `first[d + 1]`, cheapest first; column c uses `amount[k]` of `resource[k]` for
    k in `start[c]` to `start[c + 1]`; the demands that share a resource with d are `near[near_first[d] : …]`."""

    first: Ints
    cost: Floats
    start: Ints
    resource: Ints
    amount: Floats
    near_first: Ints
    near: Ints


def choose_columns(
    tables: list[Columns], nothing: list[float], left: dict[Resource, float], *, seed: int, rounds: int
) -> list[int | None]:
    """The column of each demand (None: not served) for the least total cost within what is left of each resource.

    `nothing[d]` is the cost of not serving demand d. `rounds` counts how often some demands are taken out and put
    back; the temperature falls to a hundredth. A short search by cost alone gives a plan; the prices of what is scarce
    (`prices`) give a bound below it, rule out columns, and lead the long search.
    """
    by_cost = [np.argsort(table.cost, kind="stable") for table in tables]
    best = _searched(tables, by_cost, by_cost, nothing, left, seed, FIRST * len(tables))
    worth = priced(tables, nothing, left, _total(tables, nothing, best))
    for run in range(RUNS):
        known = _total(tables, nothing, best)
        useful = [  # no plan below `known` can hold another column
            ranks[costs[ranks] - least <= known - worth.bound + 1e-6]
            for ranks, costs, least in zip(by_cost, worth.costs, worth.least)
        ]
        by_price = [
            ranks[np.argsort(costs[ranks], kind="stable")][: int((costs[ranks] <= alone).sum())]
            for ranks, costs, alone in zip(useful, worth.costs, nothing)
        ]
        found = _searched(tables, useful, by_price, nothing, left, seed + run, rounds // RUNS)
        if _total(tables, nothing, found) < known:
            best = found
    return best


def _searched(
    tables: list[Columns],
    by_cost: list[Ints],
    by_price: list[Ints],
    nothing: list[float],
    left: dict[Resource, float],
    seed: int,
    rounds: int,
) -> list[int | None]:
    """The best choice of the annealing among the columns of `by_cost`, tried in one order or the other."""
    flat = _flatten(tables, by_cost, {resource: r for r, resource in enumerate(left)})
    other = np.full(len(flat.cost), -1, dtype=np.int64)
    for d, (ranks, priced_ranks) in enumerate(zip(by_cost, by_price)):
        place = np.empty(len(tables[d].cost), dtype=np.int64)
        place[ranks] = np.arange(len(ranks)) + flat.first[d]
        other[flat.first[d] : flat.first[d] + len(priced_ranks)] = place[priced_ranks]
    stock = np.array(list(left.values()), dtype=np.float64)
    picks = _compiled()(*flat, other, stock, np.array(nothing, dtype=np.float64), seed % 2147483646 + 1, rounds)
    return [None if pick < 0 else int(by_cost[d][pick - flat.first[d]]) for d, pick in enumerate(picks.tolist())]


def _total(tables: list[Columns], nothing: list[float], chosen: list[int | None]) -> float:
    return sum(
        alone if column is None else float(table.cost[column]) for table, alone, column in zip(tables, nothing, chosen)
    )


def _flatten(tables: list[Columns], order: list[Ints], resources: dict[Resource, int]) -> _Flat:
    first, start = [0], [0]
    cost: list[float] = []
    resource: list[int] = []
    amount: list[float] = []
    users: dict[int, set[int]] = {}
    for d, (table, ranks) in enumerate(zip(tables, order)):
        local = [resources[r] for r in table.resources]
        for r, (_, item) in zip(local, table.resources):
            if item is not None:
                users.setdefault(r, set()).add(d)
        for c in ranks.tolist():
            for k in np.flatnonzero(table.use[c]).tolist():
                resource.append(local[k])
                amount.append(table.use[c, k])
            start.append(len(resource))
            cost.append(table.cost[c])
        first.append(len(cost))
    near = [
        sorted(set().union(*(users[resources[r]] for r in table.resources if r[1] is not None)) - {d})
        for d, table in enumerate(tables)
    ]
    return _Flat(
        np.array(first, dtype=np.int64),
        np.array(cost, dtype=np.float64),
        np.array(start, dtype=np.int64),
        np.array(resource, dtype=np.int64),
        np.array(amount, dtype=np.float64),
        np.cumsum([0, *map(len, near)], dtype=np.int64),
        np.array([other for others in near for other in others], dtype=np.int64),
    )


def _compiled() -> Callable[..., Ints]:
    global _KERNEL
    if _KERNEL is None:
        try:
            from numba import njit
        except ImportError:
            _KERNEL = _anneal
        else:
            _KERNEL = njit(cache=True)(_anneal)
    return _KERNEL


_KERNEL: Callable[..., Ints] | None = None


def _anneal(
    first: Ints,
    cost: Floats,
    start: Ints,
    resource: Ints,
    amount: Floats,
    near_first: Ints,
    near: Ints,
    by_price: Ints,
    left: Floats,
    nothing: Floats,
    state: int,
    rounds: int,
) -> Ints:
    """The best choice found; column -1 is "not served". `by_price` lists each demand's columns in the other order, then −1.
    The random numbers are Park & Miller's (x · 48271 mod 2³¹-1)."""
    count = len(nothing)
    chosen = np.full(count, -1, np.int64)
    paid = nothing.copy()
    group = np.zeros(RUIN, np.int64)
    old = np.zeros(RUIN, np.int64)
    for turn in range(-count, rounds):
        # who is taken out: at first each demand once by itself, then a random demand and some of its rivals
        if turn < 0:
            group[0] = turn + count
            size = 1
        else:
            state = state * 48271 % 2147483647
            group[0] = state % count
            rivals = near_first[group[0] + 1] - near_first[group[0]]
            state = state * 48271 % 2147483647
            size = min(1 + state % RUIN, rivals + 1)
            for g in range(1, size):
                state = state * 48271 % 2147483647
                group[g] = near[near_first[group[0]] + state % rivals]
                for h in range(g):
                    if group[h] == group[g]:
                        size = g
                if size == g:
                    break
            for g in range(size - 1, 0, -1):
                state = state * 48271 % 2147483647
                other = state % (g + 1)
                group[g], group[other] = group[other], group[g]
        before = 0.0
        for g in range(size):
            d = group[g]
            old[g] = chosen[d]
            before += paid[d]
            if chosen[d] >= 0:
                for k in range(start[chosen[d]], start[chosen[d] + 1]):
                    left[resource[k]] += amount[k]
        # put back: the first column that fits, in one order or the other; now and then one is passed over
        after = 0.0
        state = state * 48271 % 2147483647
        cost_first = state % 2 == 0
        for g in range(size):
            d = group[g]
            chosen[d] = -1
            paid[d] = nothing[d]
            for p in range(first[d], first[d + 1]):
                c = p if cost_first else by_price[p]
                if c < 0:
                    break
                fits = True
                for k in range(start[c], start[c + 1]):
                    if left[resource[k]] < amount[k] - 1e-9:
                        fits = False
                        break
                if fits and turn >= 0:
                    state = state * 48271 % 2147483647
                    fits = state % 100 >= BLINK
                if fits:
                    chosen[d] = c
                    paid[d] = cost[c]
                    for k in range(start[c], start[c + 1]):
                        left[resource[k]] -= amount[k]
                    break
            after += paid[d]
        if turn == -1:
            total = paid.sum()
            best = total
            best_chosen = chosen.copy()
            heat = HEAT * total / count
        if turn < 0:
            continue
        state = state * 48271 % 2147483647
        cooled = heat * 0.01 ** (turn / rounds)
        if after <= before or after < before - cooled * np.log(state / 2147483647.0):
            total += after - before
            if total < best - 1e-9:
                best = total
                best_chosen[:] = chosen
        else:
            for g in range(size):
                d = group[g]
                if chosen[d] >= 0:
                    for k in range(start[chosen[d]], start[chosen[d] + 1]):
                        left[resource[k]] += amount[k]
            for g in range(size):
                d = group[g]
                chosen[d] = old[g]
                paid[d] = nothing[d] if old[g] < 0 else cost[old[g]]
                if old[g] >= 0:
                    for k in range(start[old[g]], start[old[g] + 1]):
                        left[resource[k]] -= amount[k]
    return best_chosen
