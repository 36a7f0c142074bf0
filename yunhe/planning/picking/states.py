"""What a partial tour can look like at one aisle: the states and steps of the exact method.

Ratliff & Rosenthal (1983) for two cross aisles, Roodbergen & De Koster (2001) for three: seen from the right, all that
matters of a partial tour is, for each cross aisle, whether its end there has no, odd or even degree, and which of the
ends hang together. Instead of their printed tables the steps are derived here for any number of cross aisles.
"""

from functools import lru_cache
from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

NONE, ONCE, TWICE, FROM_LOW, FROM_HIGH, GAP = range(6)  # ways to walk the part of an aisle inside one block

State = tuple[tuple[int, int], ...]  # per cross aisle: degree (0 none, 1 odd, 2 even) and component (-1 none)
Ints = NDArray[np.int64]


class Steps(NamedTuple):
    """All steps as arrays. Down an aisle: from state `v_from` by the ways `v_ways` (one per block) to `v_to`.

    To the next aisle: from `h_from` with `h_edges` (0, 1, 2 per cross aisle) to `h_to`; `h_seen` has a bit for each
    cross aisle whose end is on the tour. `end_seen` is the same for states in which a tour may end, else -1.
    State 0 is the empty one. Steps are sorted by where they come from.
    """

    v_from: Ints
    v_ways: Ints
    v_to: Ints
    h_from: Ints
    h_edges: Ints
    h_to: Ints
    h_seen: Ints
    end_seen: Ints
    before: int
    after: int


@lru_cache(maxsize=8)
def steps(crosses: int) -> Steps:
    """Derive the steps for a number of cross aisles, from the empty tour on."""
    empty: State = ((0, -1),) * crosses
    before: dict[State, int] = {empty: 0}
    after: dict[State, int] = {}
    down: list[tuple[int, tuple[int, ...], int]] = []
    across: list[tuple[int, tuple[int, ...], int, int]] = []
    waiting = [empty]
    while waiting:
        state = waiting.pop()
        for ways in product(range(6), repeat=crosses - 1):
            walked = _walk_down(state, ways)
            if walked not in after:
                after[walked] = len(after)
                for edges in product(range(3), repeat=crosses):
                    moved = _move_on(walked, edges)
                    if moved is not None:
                        if moved not in before:
                            before[moved] = len(before)
                            waiting.append(moved)
                        across.append((after[walked], edges, before[moved], _seen(walked, edges)))
            down.append((before[state], ways, after[walked]))
    down.sort()
    across.sort()
    ends = np.full(len(after), -1, np.int64)
    for state, index in after.items():
        if all(degree != 1 for degree, _ in state) and len({c for _, c in state if c >= 0}) == 1:
            ends[index] = _seen(state, (0,) * crosses)
    v_from, v_ways, v_to = (np.array(column, dtype=np.int64) for column in zip(*down))
    h_from, h_edges, h_to, h_seen = (np.array(column, dtype=np.int64) for column in zip(*across))
    return Steps(v_from, v_ways, v_to, h_from, h_edges, h_to, h_seen, ends, len(before), len(after))


def _walk_down(state: State, ways: tuple[int, ...]) -> State:
    degrees = [degree for degree, _ in state]
    parts = [component if component >= 0 else -1 - n for n, (_, component) in enumerate(state)]
    for block, way in enumerate(ways):
        low, high = {NONE: (0, 0), ONCE: (1, 1), FROM_LOW: (2, 0), FROM_HIGH: (0, 2)}.get(way, (2, 2))
        degrees[block] = _added(degrees[block], low)
        degrees[block + 1] = _added(degrees[block + 1], high)
        if way in (ONCE, TWICE):
            old, new = parts[block + 1], parts[block]
            parts = [new if part == old else part for part in parts]
    return _named(degrees, parts)


def _move_on(state: State, edges: tuple[int, ...]) -> State | None:
    """The state at the next aisle; None if an end stays odd or a component is left behind."""
    kept = set()
    for (degree, component), edge in zip(state, edges):
        if (degree == 1) != (edge == 1):
            return None
        if edge:
            kept.add(component)
    if {component for _, component in state if component >= 0} - kept or not any(edges):
        return None
    parts = [component if component >= 0 else -1 - n for n, (_, component) in enumerate(state)]
    return _named(list(edges), parts)


def _added(degree: int, edges: int) -> int:
    if edges == 0:
        return degree
    if edges == 1:
        return 2 if degree == 1 else 1
    return degree or 2


def _named(degrees: list[int], parts: list[int]) -> State:
    """Components numbered in the order in which they appear, so that equal states are equal."""
    names: dict[int, int] = {}
    return tuple((degree, names.setdefault(part, len(names)) if degree else -1) for degree, part in zip(degrees, parts))


def _seen(state: State, edges: tuple[int, ...]) -> int:
    return sum(1 << n for n, ((degree, _), edge) in enumerate(zip(state, edges)) if degree or edge)
