"""Tabu search for the shortest makespan of a job shop or flexible job shop: the compiled loop.

Job shop moves are those of neighbourhood N6 (Balas and Vazacopoulos 1998; Zhang et al. 2007): within a critical block,
an operation moves behind the last or before the first, and the first and last move inside. Flexible moves put a
critical operation on another machine between two operations where no cycle can arise (after Mastrolilli and
Gambardella 2000). A move is judged by the heads and tails around it, applied, and then timed exactly.
"""

from __future__ import annotations

import numpy as np

from yunhe.planning.scheduling.graph import (
    AFTER,
    BEFORE,
    HEAD,
    LEFT,
    MACHINE,
    MODE,
    NEWHEAD,
    NEWTAIL,
    PATH,
    RELEASE,
    RIGHT,
    ROWS,
    SPAN,
    TAIL,
    attach,
    clock,
    critical_path,
    detach,
)
from yunhe.planning.scheduling.loop import Ints, compiled, draw

FAR = 1 << 60
NONE, BEHIND, AHEAD, ELSEWHERE = np.arange(4)
"""Kinds of move. Of numpy's type, because numba would compile every caller anew for each plain number."""
VALUE, KIND, ITEM, ANCHOR, CHOICE, TIES = range(6)


@compiled
def search(
    g: Ints, ends: Ints, modes: Ints, mode_of: Ints, tabu: Ints, ban: Ints, chance: Ints, best: Ints, steps: int,
    patience: int, tenure: int, goal: int,
) -> tuple[int, int]:  # fmt: skip
    """Walks from the graph `g` for at most `steps` moves, or `patience` moves without a new best, or down to `goal`.

    `modes[0]`, `modes[1]` are machine and span of each alternative; those of u are `mode_of[u]` to `mode_of[u + 1] − 1`.
    `tabu` (by pair of operations, hashed) and `ban` (by alternative) hold until when a move is forbidden. The best graph
    seen is left in `best`. Returns its makespan and the moves made, negative when no move could shorten it further.
    """
    makespan = clock(g)
    shortest, idle = makespan, 0
    copy(g, best)
    tabu[:] = 0
    ban[:] = 0
    chosen, spare = np.zeros(6, np.int64), np.zeros(6, np.int64)
    for step in range(1, steps + 1):
        if shortest <= goal or idle >= patience:
            return shortest, step
        length = critical_path(g, makespan, chance)
        chosen[VALUE], chosen[TIES], spare[VALUE], spare[TIES] = FAR, 0, FAR, 0
        in_blocks(g, length, tabu, chance, step, shortest, chosen, spare)
        if modes.shape[1] > g.shape[1]:
            to_others(g, ends, modes, mode_of, length, ban, chance, step, shortest, chosen, spare)
        move = chosen if chosen[TIES] > 0 else spare
        if move[TIES] == 0:
            return shortest, -step
        apply(g, ends, modes, tabu, ban, move, step + tenure + draw(chance, tenure // 2 + 2))
        makespan = clock(g)
        idle += 1
        if makespan < shortest:
            shortest, idle = makespan, 0
            copy(g, best)
    return shortest, steps


@compiled
def copy(g: Ints, best: Ints) -> None:
    """Cell by cell: a whole-array assignment compiles four seconds of error messages with it."""
    for row in range(ROWS):
        for u in range(g.shape[1]):
            best[row, u] = g[row, u]


@compiled
def in_blocks(
    g: Ints, length: int, tabu: Ints, chance: Ints, step: int, shortest: int, chosen: Ints, spare: Ints
) -> None:
    """All N6 moves of the critical path. Reordering helps only at a border where the path changes machine."""
    path, machine = g[PATH], g[MACHINE]
    i = 0
    while i < length:
        j = i
        while j + 1 < length and machine[path[j + 1]] == machine[path[i]]:
            j += 1
        if j < length - 1:
            for k in range(i, j):
                offer(g, tabu, chance, step, shortest, BEHIND, path[k], path[j], chosen, spare)
            for k in range(i + 1, j):
                offer(g, tabu, chance, step, shortest, AHEAD, path[j], path[k], chosen, spare)
        if i > 0:
            for k in range(i + 1, j + 1):
                if k > i + 1 or k < j or j == length - 1:
                    offer(g, tabu, chance, step, shortest, AHEAD, path[k], path[i], chosen, spare)
            for k in range(i + 1, j):
                offer(g, tabu, chance, step, shortest, BEHIND, path[i], path[k], chosen, spare)
        i = j + 1


@compiled
def offer(
    g: Ints, tabu: Ints, chance: Ints, step: int, shortest: int, kind: int, u: int, v: int, chosen: Ints, spare: Ints
) -> None:
    """Judges the move of u behind or ahead of v on their machine and keeps it if it is the best yet."""
    value = behind(g, u, v) if kind == BEHIND else ahead(g, u, v)
    if value == FAR:
        return
    if value < shortest or not forbidden(g, tabu, step, kind, u, v):
        keep(chosen, chance, value, kind, u, v, NONE)
    else:
        keep(spare, chance, NONE, kind, u, v, NONE)


@compiled
def keep(place: Ints, chance: Ints, value: int, kind: int, u: int, v: int, choice: int) -> None:
    """Remembers a move that is better than the kept one, or as good and luckier."""
    if value > place[VALUE]:
        return
    place[TIES] = 1 if value < place[VALUE] else place[TIES] + 1
    if place[TIES] == 1 or draw(chance, place[TIES]) == 0:
        place[VALUE], place[KIND], place[ITEM], place[ANCHOR], place[CHOICE] = value, kind, u, v, choice


@compiled
def start_after(g: Ints, u: int, end: int) -> int:
    """Earliest start of u when its machine is free at `end`."""
    start = max(g[RELEASE, u], end)
    b = g[BEFORE, u]
    return max(start, g[HEAD, b] + g[SPAN, b]) if b >= 0 else start


@compiled
def tail_before(g: Ints, u: int, rest: int) -> int:
    """Tail of u when `rest` follows it on its machine."""
    a = g[AFTER, u]
    return max(rest, g[TAIL, a] + g[SPAN, a]) if a >= 0 else rest


@compiled
def end_of(g: Ints, u: int) -> int:
    return g[HEAD, u] + g[SPAN, u] if u >= 0 else 0


@compiled
def rest_of(g: Ints, u: int) -> int:
    return g[TAIL, u] + g[SPAN, u] if u >= 0 else 0


@compiled
def behind(g: Ints, u: int, v: int) -> int:
    """The longest way through u … v when u goes right behind v, or FAR where a cycle could arise."""
    span, right, left, new_head, new_tail = g[SPAN], g[RIGHT], g[LEFT], g[NEWHEAD], g[NEWTAIL]
    a = g[AFTER, u]
    if a == v or (a >= 0 and g[TAIL, a] >= g[TAIL, v] + span[v]):
        return FAR
    end = end_of(g, left[u])
    w = right[u]
    while True:
        new_head[w] = start_after(g, w, end)
        end = new_head[w] + span[w]
        if w == v:
            break
        w = right[w]
    rest = tail_before(g, u, rest_of(g, right[v]))
    longest = start_after(g, u, end) + span[u] + rest
    rest += span[u]
    while w != u:
        new_tail[w] = tail_before(g, w, rest)
        rest = new_tail[w] + span[w]
        longest = max(longest, new_head[w] + rest)
        w = left[w]
    return longest


@compiled
def ahead(g: Ints, u: int, v: int) -> int:
    """The longest way through v … u when u goes right ahead of v, or FAR where a cycle could arise."""
    span, right, left, new_head = g[SPAN], g[RIGHT], g[LEFT], g[NEWHEAD]
    b = g[BEFORE, u]
    if b == v or (b >= 0 and g[HEAD, b] >= g[HEAD, v] + span[v]):
        return FAR
    start = start_after(g, u, end_of(g, left[v]))
    end = start + span[u]
    w = v
    while w != u:
        new_head[w] = start_after(g, w, end)
        end = new_head[w] + span[w]
        w = right[w]
    rest = rest_of(g, right[u])
    longest = 0
    w = left[u]
    while True:
        rest = tail_before(g, w, rest) + span[w]
        longest = max(longest, new_head[w] + rest)
        if w == v:
            break
        w = left[w]
    return max(longest, start + span[u] + tail_before(g, u, rest))


@compiled
def slot(g: Ints, tabu: Ints, u: int, v: int) -> int:
    """Where the pair "u before v" is remembered."""
    return (u * g.shape[1] + v) & (len(tabu) - 1)


@compiled
def forbidden(g: Ints, tabu: Ints, step: int, kind: int, u: int, v: int) -> bool:
    """Whether the move would restore an order that was left a short while ago."""
    w = v
    while w != u:
        if tabu[slot(g, tabu, w, u) if kind == BEHIND else slot(g, tabu, u, w)] > step:
            return True
        w = g[LEFT, w] if kind == BEHIND else g[RIGHT, w]
    return False


@compiled
def to_others(
    g: Ints, ends: Ints, modes: Ints, mode_of: Ints, length: int, ban: Ints, chance: Ints, step: int, shortest: int,
    chosen: Ints, spare: Ints,
) -> None:  # fmt: skip
    """Each critical operation on each other machine, in each gap that no path closes into a cycle."""
    head, span = g[HEAD], g[SPAN]
    for i in range(length):
        u = g[PATH, i]
        a, b = g[AFTER, u], g[BEFORE, u]
        ready, following = start_after(g, u, 0), rest_of(g, a)
        for choice in range(mode_of[u], mode_of[u + 1]):
            k = modes[0, choice]
            if k == g[MACHINE, u]:
                continue
            x, y = -1, ends[0, k]
            while True:
                if y < 0 or b < 0 or (y != b and head[b] < head[y] + span[y]):
                    value = max(ready, end_of(g, x)) + modes[1, choice] + max(following, rest_of(g, y))
                    if value < shortest or ban[choice] <= step:
                        keep(chosen, chance, value, ELSEWHERE, u, x, choice)
                    else:
                        keep(spare, chance, NONE, ELSEWHERE, u, x, choice)
                if y < 0 or (a >= 0 and (y == a or head[y] >= head[a] + span[a])):
                    break
                x, y = y, g[RIGHT, y]


@compiled
def apply(g: Ints, ends: Ints, modes: Ints, tabu: Ints, ban: Ints, move: Ints, until: int) -> None:
    """Makes the move and forbids its undoing until step `until`."""
    kind, u, v = move[KIND], move[ITEM], move[ANCHOR]
    if kind == ELSEWHERE:
        choice = move[CHOICE]
        ban[g[MODE, u]] = until
        detach(g, ends, u)
        g[MODE, u], g[SPAN, u] = choice, modes[1, choice]
        attach(g, ends, u, modes[0, choice], v)
        return
    w = v
    while w != u:
        tabu[slot(g, tabu, u, w) if kind == BEHIND else slot(g, tabu, w, u)] = until
        w = g[LEFT, w] if kind == BEHIND else g[RIGHT, w]
    k = g[MACHINE, u]
    anchor = v if kind == BEHIND else g[LEFT, v]
    detach(g, ends, u)
    attach(g, ends, u, k, anchor)
