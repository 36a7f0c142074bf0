"""Dispatch rules: a plan in milliseconds, operation by operation as machines fall free. Compiled.

EDD: earliest operation due date. WSPT: weight over time. ATC: WSPT × exp(−slack / (look × mean time)), Vepsalainen and
Morton (1987). ATCS: ATC × exp(−set-up / (setup_look × mean set-up)), Lee, Bhaskaran and Pinedo (1997). FIFO: first come.
The operation due date leaves each later operation of the job its shortest time; without a due date it is most work
remaining.
"""

from __future__ import annotations

import math

import numpy as np

from yunhe.planning.scheduling.arrays import FAR, Arrays, Floats, Ints
from yunhe.planning.scheduling.decode import place
from yunhe.planning.scheduling.loop import compiled

EDD, WSPT, ATC, ATCS, FIFO = range(5)


@compiled
def dispatch(a: Arrays, rule: int, look: float, setup_look: float, urge: Floats, order: Ints, mode: Ints) -> None:
    """One plan into `order` and `mode`. Each step takes the machine that could begin something first and, of all
    operations that could begin there by then, the one of highest priority. `urge[u]` is u's operation due date."""
    jobs = len(a.due)
    following, ready = np.full(jobs, -1, np.int64), np.zeros(jobs, np.int64)
    for u in range(len(a.job)):
        if a.before[u] < 0:
            following[a.job[u]], ready[a.job[u]] = u, a.release[u]
    machine_free, machine_family, crew_free = a.machine_free.copy(), a.machine_family.copy(), a.crew_free.copy()
    choice, begins = np.zeros(jobs, np.int64), np.zeros(jobs, np.int64)
    scale = look * max(1.0, a.span.mean())
    setup_scale = setup_look * a.setups.sum() / max(1, (a.setups > 0).sum())
    for position in range(len(a.job)):
        earliest, at = offers(a, following, ready, machine_free, machine_family, crew_free, choice, begins)
        chosen, best = -1, -math.inf
        for j in range(jobs):
            u = following[j]
            if u >= 0 and a.machine[choice[j]] == at and begins[j] <= earliest:
                setup = a.setups[at, machine_family[at], a.family[u]]
                value = priority(a, rule, u, choice[j], ready[j], earliest, scale, setup, setup_scale, urge[u])
                if value > best:
                    chosen, best = j, value
        u, c = following[chosen], choice[chosen]
        order[position], mode[u] = u, c
        _, end, _, operator = place(a, u, c, ready[chosen], machine_free, machine_family, crew_free)
        machine_free[at], machine_family[at] = end, a.family[u]
        if operator >= 0:
            crew_free[operator] = end
        following[chosen] = a.after[u]
        if a.after[u] >= 0:
            ready[chosen] = max(end, a.release[a.after[u]])


@compiled
def offers(
    a: Arrays, following: Ints, ready: Ints, machine_free: Ints, machine_family: Ints, crew_free: Ints, choice: Ints,
    begins: Ints,
) -> tuple[int, int]:  # fmt: skip
    """Each job's next operation on its soonest ending alternative; the earliest begin of all, and where it is."""
    earliest, at = 4 * FAR, -1
    for j in range(len(following)):
        u = following[j]
        if u >= 0:
            soonest = 4 * FAR
            for c in range(a.mode_of[u], a.mode_of[u + 1]):
                start, end, _, _ = place(a, u, c, ready[j], machine_free, machine_family, crew_free)
                if end < soonest:
                    soonest, choice[j], begins[j] = end, c, start
            if begins[j] < earliest:
                earliest, at = begins[j], a.machine[choice[j]]
    return earliest, at


@compiled
def priority(
    a: Arrays, rule: int, u: int, mode: int, ready: int, now: int, scale: float, setup: int, setup_scale: float,
    urge: float,
) -> float:  # fmt: skip
    """The higher, the sooner. ATC and ATCS as logarithms, so that far due dates do not all become zero."""
    if rule == EDD:
        return -urge
    if rule == FIFO:
        return -float(ready)
    time = max(1, a.span[mode])
    worth = math.log(a.weight[a.job[u]] / time + 1e-12)
    if rule == WSPT:
        return worth
    value = worth - max(0.0, urge - time - now) / scale
    if rule == ATCS and setup > 0:
        value -= setup / setup_scale
    return value
