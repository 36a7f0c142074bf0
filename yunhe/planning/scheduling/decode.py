"""From an order of operations to times: the compiled clock of the whole model.

Operations are taken in the given order; each begins as soon as its job, material, machine and crew are free, behind what
the machine and the operator did before, and goes on through closed hours or waits for a shift that holds it whole.
"""

from __future__ import annotations

import math

import numpy as np

from yunhe.planning.scheduling.arrays import FAR, Arrays, Ints
from yunhe.planning.scheduling.loop import compiled

START, END, SETUP, LEFT, HEAD, FIELDS = range(6)


@compiled
def fit(a: Arrays, calendar: int, ready: int, work: int, whole: bool) -> tuple[int, int]:
    """Start and end of `work` in a calendar from `ready` on; (FAR, FAR) when it never fits."""
    low, high = a.calendar_of[calendar], a.calendar_of[calendar + 1]
    last = high
    while low < high:
        middle = (low + high) // 2
        if a.closes[middle] <= ready:
            low = middle + 1
        else:
            high = middle
    if low == last:
        return FAR, FAR
    start = max(ready, a.opens[low])
    if whole:
        while low < last and a.closes[low] - max(ready, a.opens[low]) < work:
            low += 1
        start = max(ready, a.opens[low]) if low < last else FAR
        return (start, start + work) if low < last else (FAR, FAR)
    rest, at = work, start
    while rest > a.closes[low] - at:
        rest -= a.closes[low] - at
        low += 1
        if low == last:
            return FAR, FAR
        at = a.opens[low]
    return start, at + rest


@compiled
def place(
    a: Arrays, u: int, mode: int, ready: int, machine_free: Ints, machine_family: Ints, crew_free: Ints
) -> tuple[int, int, int, int]:
    """(start, end, set-up, operator) of operation u next on the machine of `mode`, when its job is ready at `ready`."""
    k, crew, operator = a.machine[mode], a.crew[mode], -1
    setup = a.setups[k, machine_family[k], a.family[u]]
    at = max(ready, machine_free[k])
    if crew >= 0:
        operator = a.crew_of[crew]
        for head in range(a.crew_of[crew] + 1, a.crew_of[crew + 1]):
            if crew_free[head] <= at:
                if crew_free[operator] > at or crew_free[head] > crew_free[operator]:
                    operator = head
            elif crew_free[operator] > crew_free[head]:
                operator = head
        at = max(at, crew_free[operator])
    start, end = fit(a, a.calendar[mode], at, setup + a.span[mode], a.whole[u] == 1)
    return start, end, setup, operator


@compiled
def decode(a: Arrays, order: Ints, mode: Ints, times: Ints, last: Ints, limit: float) -> float:
    """Times of all operations into the rows START, END, SETUP, LEFT (previous on the machine), HEAD (operator) of
    `times`; returns the cost, or infinity as soon as it exceeds `limit`. `last` is room for a machine each."""
    machine_free, machine_family, crew_free = a.machine_free.copy(), a.machine_family.copy(), a.crew_free.copy()
    last[:] = -1
    late, setups, makespan = a.settled[0], a.settled[1], a.settled[2]
    for u in order:
        b, k = a.before[u], a.machine[mode[u]]
        ready = max(a.release[u], times[END, b]) if b >= 0 else a.release[u]
        start, end, setup, operator = place(a, u, mode[u], ready, machine_free, machine_family, crew_free)
        times[START, u], times[END, u], times[SETUP, u] = start, end, setup
        times[LEFT, u], times[HEAD, u] = last[k], operator
        last[k] = u
        machine_free[k], machine_family[k] = end, a.family[u]
        if operator >= 0:
            crew_free[operator] = end
        setups += setup
        if a.after[u] < 0:
            makespan = max(makespan, end)
            late += a.weight[a.job[u]] * max(0, end - a.due[a.job[u]])
            if a.goals[0] * late + a.goals[1] * setups + a.goals[2] * makespan > limit:
                return math.inf
    return a.goals[0] * late + a.goals[1] * setups + a.goals[2] * makespan


def times_for(a: Arrays) -> tuple[Ints, Ints]:
    """Room for `decode`: the times, and a cell per machine."""
    return np.zeros((FIELDS, len(a.job)), dtype=np.int64), np.zeros(len(a.machine_free), dtype=np.int64)
