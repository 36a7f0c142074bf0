"""The disjunctive graph of a job shop as rows of one array, and its exact clock: compiled.

Row BEFORE / AFTER: the previous / next operation of the same job (−1: none). LEFT / RIGHT: those on the same machine.
SPAN: how long it takes on its machine. RELEASE: when it may begin at the earliest. HEAD: its earliest start. TAIL: the
longest way from its end to the end of the plan. MACHINE, MODE: where it is made, and the number of that alternative.
ORDER: all operations so that none comes before one that it waits for. PATH, NEWHEAD, NEWTAIL: room for the search.
"""

from __future__ import annotations

from yunhe.planning.scheduling.loop import Ints, compiled, draw

BEFORE, AFTER, LEFT, RIGHT, SPAN, RELEASE, HEAD, TAIL, MACHINE, MODE, ORDER, PATH, NEWHEAD, NEWTAIL, ROWS = range(15)


@compiled
def chain(g: Ints, ends: Ints) -> None:
    """Machine sequences from ORDER. `ends[0, k]` and `ends[1, k]` become the first and last operation of machine k."""
    ends[:] = -1
    for u in g[ORDER]:
        k = g[MACHINE, u]
        last = ends[1, k]
        g[LEFT, u] = last
        g[RIGHT, u] = -1
        if last >= 0:
            g[RIGHT, last] = u
        else:
            ends[0, k] = u
        ends[1, k] = u


@compiled
def clock(g: Ints) -> int:
    """Exact heads, tails and ORDER; returns the makespan, or −1 for a cycle."""
    before, after, left, right, span = g[BEFORE], g[AFTER], g[LEFT], g[RIGHT], g[SPAN]
    head, tail, order, release = g[HEAD], g[TAIL], g[ORDER], g[RELEASE]
    n = len(span)
    filled = 0
    for u in range(n):
        head[u] = int(before[u] >= 0) + int(left[u] >= 0)
        if head[u] == 0:
            order[filled] = u
            filled += 1
    done = 0
    while done < filled:
        u = order[done]
        done += 1
        start = release[u]
        b, w = before[u], left[u]
        if b >= 0 and head[b] + span[b] > start:
            start = head[b] + span[b]
        if w >= 0 and head[w] + span[w] > start:
            start = head[w] + span[w]
        head[u] = start
        a, e = after[u], right[u]
        if a >= 0:
            head[a] -= 1
            if head[a] == 0:
                order[filled] = a
                filled += 1
        if e >= 0:
            head[e] -= 1
            if head[e] == 0:
                order[filled] = e
                filled += 1
    if filled < n:
        return -1
    makespan = 0
    for i in range(n - 1, -1, -1):
        u = order[i]
        rest = 0
        a, e = after[u], right[u]
        if a >= 0:
            rest = tail[a] + span[a]
        if e >= 0 and tail[e] + span[e] > rest:
            rest = tail[e] + span[e]
        tail[u] = rest
        makespan = max(makespan, head[u] + span[u] + rest)
    return makespan


@compiled
def critical_path(g: Ints, makespan: int, chance: Ints) -> int:
    """One longest path into PATH, forks decided by chance; returns how many operations it has."""
    before, after, left, right, span = g[BEFORE], g[AFTER], g[LEFT], g[RIGHT], g[SPAN]
    head, tail, path = g[HEAD], g[TAIL], g[PATH]
    u, seen = -1, 0
    for v in range(len(span)):
        if head[v] + span[v] + tail[v] == makespan:
            waited = (before[v] >= 0 and head[before[v]] + span[before[v]] == head[v]) or (
                left[v] >= 0 and head[left[v]] + span[left[v]] == head[v]
            )
            if not waited:
                seen += 1
                if draw(chance, seen) == 0:
                    u = v
    length = 0
    while u >= 0:
        path[length] = u
        length += 1
        end = head[u] + span[u]
        a, e = after[u], right[u]
        by_job = a >= 0 and head[a] == end and tail[a] + span[a] == tail[u]
        by_machine = e >= 0 and head[e] == end and tail[e] + span[e] == tail[u]
        if by_job and (not by_machine or draw(chance, 2) == 0):
            u = a
        elif by_machine:
            u = e
        else:
            u = -1
    return length


@compiled
def detach(g: Ints, ends: Ints, u: int) -> None:
    """Takes u out of its machine's sequence."""
    k, w, e = g[MACHINE, u], g[LEFT, u], g[RIGHT, u]
    if w >= 0:
        g[RIGHT, w] = e
    else:
        ends[0, k] = e
    if e >= 0:
        g[LEFT, e] = w
    else:
        ends[1, k] = w


@compiled
def attach(g: Ints, ends: Ints, u: int, k: int, w: int) -> None:
    """Puts u on machine k behind w, or first when w is −1."""
    e = g[RIGHT, w] if w >= 0 else ends[0, k]
    g[MACHINE, u], g[LEFT, u], g[RIGHT, u] = k, w, e
    if w >= 0:
        g[RIGHT, w] = u
    else:
        ends[0, k] = u
    if e >= 0:
        g[LEFT, e] = u
    else:
        ends[1, k] = u
