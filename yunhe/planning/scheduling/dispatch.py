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
from yunhe.planning.scheduling.decode import fit, operator_for
from yunhe.planning.scheduling.loop import compiled

EDD, WSPT, ATC, ATCS, FIFO = range(5)


@compiled
def dispatch(a: Arrays, rule: int, look: float, setup_look: float, urge: Floats, order: Ints, mode: Ints) -> None:
    """One plan into `order` and `mode`. Each step takes the machine that could begin something first and, of all
    operations that could begin there by then, the one of highest priority. `urge[u]` is u's operation due date.

    The offer of a job (its next operation on the alternative that ends it soonest) is made anew only when the machine,
    the crew or the job itself has moved on.
    """
    job, before, after, release, family, whole = a.job, a.before, a.after, a.release, a.family, a.whole
    machine, span, crew, calendar, setups = a.machine, a.span, a.crew, a.calendar, a.setups
    calendar_of, opens, closes, crew_of, mode_of, weight = (
        a.calendar_of,
        a.opens,
        a.closes,
        a.crew_of,
        a.mode_of,
        a.weight,
    )
    machine_free, machine_family, crew_free = a.machine_free.copy(), a.machine_family.copy(), a.crew_free.copy()
    jobs = len(a.due)
    following, ready = np.full(jobs, -1, np.int64), np.zeros(jobs, np.int64)
    choice, begins, ends = np.zeros(jobs, np.int64), np.zeros(jobs, np.int64), np.zeros(jobs, np.int64)
    stale = np.ones(jobs, np.int64)
    for u in range(len(job)):
        if before[u] < 0:
            following[job[u]], ready[job[u]] = u, release[u]
    scale = look * max(1.0, span.mean())
    setup_scale = setup_look * setups.sum() / max(1, (setups > 0).sum())
    for position in range(len(job)):
        earliest, at = 4 * FAR, -1
        for j in range(jobs):
            u = following[j]
            if u < 0:
                continue
            if stale[j] == 1:
                stale[j], ends[j] = 0, 4 * FAR
                for c in range(mode_of[u], mode_of[u + 1]):
                    k = machine[c]
                    start = max(ready[j], machine_free[k])
                    if crew[c] >= 0:
                        start = max(start, crew_free[operator_for(crew_of, crew_free, crew[c], start)])
                    work = setups[k, machine_family[k], family[u]] + span[c]
                    start, end = fit(calendar_of, opens, closes, calendar[c], start, work, whole[u])
                    if end < ends[j]:
                        ends[j], choice[j], begins[j] = end, c, start
            if begins[j] < earliest:
                earliest, at = begins[j], machine[choice[j]]
        chosen, best = -1, -math.inf
        for j in range(jobs):
            u = following[j]
            if u >= 0 and machine[choice[j]] == at and begins[j] <= earliest:
                setup = setups[at, machine_family[at], family[u]]
                value = priority(
                    rule, weight[j], span[choice[j]], ready[j], earliest, scale, setup, setup_scale, urge[u]
                )
                if value > best:
                    chosen, best = j, value
        u, c = following[chosen], choice[chosen]
        order[position], mode[u] = u, c
        if crew[c] >= 0:
            crew_free[operator_for(crew_of, crew_free, crew[c], begins[chosen])] = ends[chosen]
        machine_free[at], machine_family[at] = ends[chosen], family[u]
        following[chosen] = after[u]
        ready[chosen] = ends[chosen]
        if after[u] >= 0:
            ready[chosen] = max(ready[chosen], release[after[u]])
        for j in range(jobs):
            if following[j] >= 0:
                for other in range(mode_of[following[j]], mode_of[following[j] + 1]):
                    if machine[other] == at or (crew[c] >= 0 and crew[other] == crew[c]):
                        stale[j] = 1
        stale[chosen] = 1


@compiled
def priority(
    rule: int, weight: float, span: int, ready: int, now: int, scale: float, setup: int, setup_scale: float, urge: float
) -> float:
    """The higher, the sooner. ATC and ATCS as logarithms, so that far due dates do not all become zero."""
    if rule == EDD:
        return -urge
    if rule == FIFO:
        return -float(ready)
    time = max(1, span)
    worth = math.log(weight / time + 1e-12)
    if rule == WSPT:
        return worth
    value = worth - max(0.0, urge - time - now) / scale
    if rule == ATCS and setup > 0:
        value -= setup / setup_scale
    return value
