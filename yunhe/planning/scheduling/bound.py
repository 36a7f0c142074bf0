"""A makespan that no plan can beat, without search: the longest job, and each machine's work between heads and tails."""

from __future__ import annotations

import heapq

import numpy as np

from yunhe.planning.scheduling.arrays import Arrays
from yunhe.planning.scheduling.bottleneck import heads_and_tails


def lower_bound(a: Arrays) -> int:
    """Closed hours, set-ups and operators only make a plan longer, so they are left out. Per machine: Jackson's
    preemptive schedule of the operations that have no alternative (Carlier 1982); for all machines together: the
    shortest total work, spread evenly."""
    head, tail = heads_and_tails(a)
    shortest = np.array([a.span[lo:hi].min() for lo, hi in zip(a.mode_of, a.mode_of[1:])], dtype=np.int64)
    longest_job = int((head + shortest + tail).max(initial=0))
    machines, spread = len(a.machine_free), 0
    if len(shortest):
        spread = int(head.min()) + -(-int(shortest.sum()) // machines) + int(tail.min())
    tied: dict[int, list[tuple[int, int, int]]] = {}
    for u, (lo, hi) in enumerate(zip(a.mode_of, a.mode_of[1:])):
        if len(set(a.machine[lo:hi].tolist())) == 1:
            tied.setdefault(int(a.machine[lo]), []).append((int(head[u]), int(shortest[u]), int(tail[u])))
    return max([longest_job, spread, int(a.settled[2]), *(jackson(rows) for rows in tied.values())])


def jackson(rows: list[tuple[int, int, int]]) -> int:
    """The preemptive one-machine optimum of (head, span, tail): always run the available one with the longest tail."""
    coming = sorted(rows)
    running: list[list[int]] = []
    now = at = longest = 0
    while at < len(coming) or running:
        if not running:
            now = max(now, coming[at][0])
        while at < len(coming) and coming[at][0] <= now:
            heapq.heappush(running, [-coming[at][2], coming[at][1]])
            at += 1
        until = coming[at][0] if at < len(coming) else None
        tail, left = running[0]
        step = left if until is None else min(left, until - now)
        now += step
        if step == left:
            heapq.heappop(running)
            longest = max(longest, now - tail)
        else:
            running[0][1] -= step
    return longest
