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
def fit(
    calendar_of: Ints, opens: Ints, closes: Ints, calendar: int, ready: int, work: int, whole: int
) -> tuple[int, int]:
    """Start and end of `work` in a calendar from `ready` on; (FAR, FAR) when it never fits."""
    low, last = calendar_of[calendar], calendar_of[calendar + 1]
    high = last
    while low < high:
        middle = (low + high) // 2
        if closes[middle] <= ready:
            low = middle + 1
        else:
            high = middle
    if whole == 1:
        while low < last and closes[low] - max(ready, opens[low]) < work:
            low += 1
    if low == last:
        return FAR, FAR
    start = max(ready, opens[low])
    rest, at = work, start
    while rest > closes[low] - at:
        rest -= closes[low] - at
        low += 1
        if low == last:
            return FAR, FAR
        at = opens[low]
    return start, at + rest


@compiled
def operator_for(crew_of: Ints, crew_free: Ints, crew: int, at: int) -> int:
    """Of the operators who are free at `at` the one who was busy last, else the one who is free first."""
    chosen = crew_of[crew]
    for head in range(chosen + 1, crew_of[crew + 1]):
        if crew_free[chosen] > at:
            if crew_free[head] < crew_free[chosen]:
                chosen = head
        elif crew_free[head] <= at and crew_free[head] > crew_free[chosen]:
            chosen = head
    return chosen


@compiled
def decode(a: Arrays, order: Ints, mode: Ints, times: Ints, last: Ints, limit: float) -> float:
    """Times of all operations into the rows START, END, SETUP, LEFT (previous on the machine), HEAD (operator) of
    `times`; returns the cost, or infinity as soon as it exceeds `limit`. `last` is room for a machine each.

    The arrays are taken out of the tuple once: each access to it in the loop would count references.
    """
    job, before, after, release, family, whole = a.job, a.before, a.after, a.release, a.family, a.whole
    machine, span, crew, calendar, setups = a.machine, a.span, a.crew, a.calendar, a.setups
    calendar_of, opens, closes, crew_of, due, weight = a.calendar_of, a.opens, a.closes, a.crew_of, a.due, a.weight
    machine_free, machine_family, crew_free = a.machine_free.copy(), a.machine_family.copy(), a.crew_free.copy()
    lateness_goal, setup_goal, makespan_goal = a.goals[0], a.goals[1], a.goals[2]
    late, setup_time, makespan = a.settled[0], a.settled[1], a.settled[2]
    last[:] = -1
    for u in order:
        b, c = before[u], mode[u]
        k = machine[c]
        at = max(release[u], machine_free[k])
        if b >= 0:
            at = max(at, times[END, b])
        operator = -1
        if crew[c] >= 0:
            operator = operator_for(crew_of, crew_free, crew[c], at)
            at = max(at, crew_free[operator])
        setup = setups[k, machine_family[k], family[u]]
        work, low = setup + span[c], calendar_of[calendar[c]]
        if opens[low] <= at and at + work <= closes[low]:
            start, end = at, at + work
        else:
            start, end = fit(calendar_of, opens, closes, calendar[c], at, work, whole[u])
        times[START, u], times[END, u], times[SETUP, u] = start, end, setup
        times[LEFT, u], times[HEAD, u] = last[k], operator
        last[k] = u
        machine_free[k], machine_family[k] = end, family[u]
        if operator >= 0:
            crew_free[operator] = end
        setup_time += setup
        if after[u] < 0:
            makespan = max(makespan, end)
            late += weight[job[u]] * max(0, end - due[job[u]])
            if lateness_goal * late + setup_goal * setup_time + makespan_goal * makespan > limit:
                return math.inf
    return lateness_goal * late + setup_goal * setup_time + makespan_goal * makespan


def times_for(a: Arrays) -> tuple[Ints, Ints]:
    """Room for `decode`: the times, and a cell per machine."""
    return np.zeros((FIELDS, len(a.job)), dtype=np.int64), np.zeros(len(a.machine_free), dtype=np.int64)
