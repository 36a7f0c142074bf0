"""The shortest tour over the states, aisle by aisle: plain loops over arrays, compiled by numba when it is installed."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@lru_cache(maxsize=4)
def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function compiled, or as it is where numba is not installed."""
    try:
        from numba import njit
    except ImportError:
        return function
    fast: Callable[..., Any] = njit(cache=True)(function)
    return fast


def aisle_costs(aisles: Ints, ys: Floats, count: int, crosses: Floats) -> Floats:
    """Cost of each way to walk each block of each aisle. `aisles` and `ys`: the places, sorted by aisle, then y.

    Columns as in `states`: none, once, twice, from the low end and back, from the high end and back, all but the
    largest gap. A place on a cross aisle belongs to the block before it.
    """
    blocks = len(crosses) - 1
    cost = np.full((count, blocks, 6), np.inf)
    for aisle in range(count):
        for block in range(blocks):
            length = crosses[block + 1] - crosses[block]
            cost[aisle, block, 0] = 0.0
            cost[aisle, block, 1] = length
            cost[aisle, block, 2] = 2 * length
    gap = 0.0
    for k in range(len(aisles)):
        aisle = aisles[k]
        block = 0
        while ys[k] > crosses[block + 1]:
            block += 1
        low, high = crosses[block], crosses[block + 1]
        same = k > 0 and aisles[k - 1] == aisle and ys[k - 1] >= low and (block == 0 or ys[k - 1] > low)
        if not same:
            cost[aisle, block, 0] = np.inf
            cost[aisle, block, 4] = 2 * (high - ys[k])
            gap = 0.0
        elif ys[k] - ys[k - 1] > gap:
            gap = ys[k] - ys[k - 1]
            cost[aisle, block, 5] = 2 * (high - low - gap)
        cost[aisle, block, 3] = 2 * (ys[k] - low)
    return cost


def shortest(
    cost: Floats,
    gaps: Floats,
    depot: int,
    depot_bit: int,
    v_from: Ints,
    v_ways: Ints,
    v_to: Ints,
    h_from: Ints,
    h_edges: Ints,
    h_to: Ints,
    h_seen: Ints,
    end_seen: Ints,
    before: int,
    after: int,
) -> tuple[float, Ints, Ints]:
    """Length, and the step taken down and across at each aisle. `gaps[j]`: from aisle j to the next."""
    count, blocks = cost.shape[0], cost.shape[1]
    value = np.full(before, np.inf)
    value[0] = 0.0
    by_down = np.full((count, after), -1, np.int64)
    by_across = np.full((count, before), -1, np.int64)
    walked = np.full(after, np.inf)
    for aisle in range(count):
        walked[:] = np.inf
        for k in range(len(v_from)):
            length = value[v_from[k]]
            if length == np.inf:
                continue
            for block in range(blocks):
                length += cost[aisle, block, v_ways[k, block]]
            if length < walked[v_to[k]]:
                walked[v_to[k]] = length
                by_down[aisle, v_to[k]] = k
        if aisle == count - 1:
            break
        value[:] = np.inf
        for k in range(len(h_from)):
            length = walked[h_from[k]]
            if length == np.inf or (aisle == depot and not (h_seen[k] >> depot_bit) & 1):
                continue
            for cross in range(blocks + 1):
                length += gaps[aisle] * h_edges[k, cross]
            if length < value[h_to[k]]:
                value[h_to[k]] = length
                by_across[aisle + 1, h_to[k]] = k
    best, state = np.inf, -1
    for k in range(after):
        allowed = end_seen[k] >= 0 and (depot != count - 1 or (end_seen[k] >> depot_bit) & 1)
        if allowed and walked[k] < best:
            best, state = walked[k], k
    down = np.full(count, -1, np.int64)
    across = np.full(count, -1, np.int64)
    if state >= 0:
        for aisle in range(count - 1, -1, -1):
            down[aisle] = by_down[aisle, state]
            if aisle:
                across[aisle] = by_across[aisle, v_from[down[aisle]]]
                state = h_from[across[aisle]]
    return best, down, across
