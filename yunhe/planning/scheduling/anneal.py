"""Simulated annealing on orders of operations and choices of machine, for the whole model: the compiled loop.

A move pulls an operation, with those of its job that must go along, in front of one that its machine does before it,
or moves it a little in the order, or puts it on another machine. Each is timed exactly by `decode`, which gives up as
soon as the cost is beyond what the temperature would accept.
"""

from __future__ import annotations

import math

from yunhe.planning.scheduling.arrays import Arrays, Floats, Ints
from yunhe.planning.scheduling.decode import END, LEFT, decode
from yunhe.planning.scheduling.loop import compiled, draw

CURRENT, BEST, RISES, RISEN = range(4)
FINE = 1 << 30


@compiled
def anneal(
    a: Arrays, order: Ints, at: Ints, mode: Ints, times: Ints, room: Ints, last: Ints, best_order: Ints, best_mode: Ints,
    chance: Ints, cost: Floats, steps: int, temperature: float, side: int,
) -> int:  # fmt: skip
    """`steps` moves at one temperature. `at[u]` is u's position in `order`; `times[side]`
    are the times of the current plan; the returned side is where they are afterwards. `cost` holds the current and the
    best cost, and how often and how far a refused or accepted move rose. Stops at cost 0."""
    n = len(order)
    for _ in range(steps):
        limit = cost[CURRENT] - temperature * math.log((draw(chance, FINE) + 1) / FINE)
        u = picked(a, times[side], chance)
        moved, old_mode = u, mode[u]
        kind = draw(chance, 100)
        choices = a.mode_of[u + 1] - a.mode_of[u]
        if kind < 30 and choices > 1:
            mode[u] = a.mode_of[u] + (old_mode - a.mode_of[u] + 1 + draw(chance, choices - 1)) % choices
            reach = 1 + draw(chance, max(2, n // 4))
            low, high = window(at[u], reach, n, chance)
        elif kind < 85:
            v = u
            for _hop in range(1 + draw(chance, 2) * draw(chance, 4)):
                v = times[side, LEFT, v] if times[side, LEFT, v] >= 0 else v
            low, high = at[v], at[u]
            if draw(chance, 4) == 0:
                moved = v
        else:
            reach = 1 + draw(chance, max(2, n // 8))
            low, high = window(at[u], reach, n, chance)
        if low == high and mode[u] == old_mode:
            continue
        shift(a, order, at, room, moved, low, high)
        value = decode(a, order, mode, times[1 - side], last, limit)
        if value <= limit:
            if value > cost[CURRENT]:
                cost[RISES] += 1
                cost[RISEN] += value - cost[CURRENT]
            cost[CURRENT] = value
            side = 1 - side
            if value < cost[BEST]:
                cost[BEST] = value
                for i in range(n):
                    best_order[i], best_mode[i] = order[i], mode[i]
                if value == 0:
                    return side
        else:
            for i in range(low, high + 1):
                order[i] = room[i]
                at[order[i]] = i
            mode[u] = old_mode
    return side


@compiled
def window(position: int, reach: int, n: int, chance: Ints) -> tuple[int, int]:
    """From `position` back or ahead by `reach`, whichever chance says."""
    if draw(chance, 2) == 0:
        return max(0, position - reach), position
    return position, min(n - 1, position + reach)


@compiled
def picked(a: Arrays, times: Ints, chance: Ints) -> int:
    """An operation by chance, of a late job rather than of a timely one."""
    n = len(a.job)
    u = draw(chance, n)
    for _ in range(2):
        w = u
        while a.after[w] >= 0:
            w = a.after[w]
        if times[END, w] > a.due[a.job[u]] or a.goals[0] == 0:
            break
        u = draw(chance, n)
    return u


@compiled
def shift(a: Arrays, order: Ints, at: Ints, room: Ints, u: int, low: int, high: int) -> None:
    """Moves u to the other end of order[low … high] (one end is its place), and with it the operations of its job in
    between, so that the job's order holds. The old section is kept in `room`."""
    for i in range(low, high + 1):
        room[i] = order[i]
    job = a.job[u]
    forward = at[u] == low
    filled = low
    for own_first in (not forward, forward):
        for i in range(low, high + 1):
            if (a.job[room[i]] == job) == own_first:
                order[filled] = room[i]
                at[room[i]] = filled
                filled += 1
