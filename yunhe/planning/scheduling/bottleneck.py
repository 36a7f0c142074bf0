"""Which machine holds up the shop, and a plan that is built around it."""

from __future__ import annotations

import math

import numpy as np

from yunhe.planning.scheduling.arrays import FAR, Arrays, Floats, Ints


def bottleneck(a: Arrays) -> int:
    """The machine with the most work for its open time. Work with alternatives is shared out in equal parts; open time
    is counted from its first possible work until as long after as all machines need on average, or more."""
    work = np.zeros(len(a.machine_free))
    for u in range(len(a.job)):
        modes = slice(int(a.mode_of[u]), int(a.mode_of[u + 1]))
        np.add.at(work, a.machine[modes], a.span[modes] / (modes.stop - modes.start))
    begin = int(a.release.min(initial=FAR))
    horizon = begin + max(1, int(work.max(initial=1)))
    share = [work[k] / max(1, _open_time(a, k, begin, horizon)) for k in range(len(work))]
    return int(np.argmax(share))


def heads_and_tails(a: Arrays) -> tuple[Ints, Ints]:
    """Per operation: the earliest start if no machine were ever busy, and the shortest work of its job after it."""
    shortest = np.array([a.span[lo:hi].min() for lo, hi in zip(a.mode_of, a.mode_of[1:])], dtype=np.int64)
    head, tail = a.release.copy(), np.zeros_like(a.release)
    for u in range(len(a.job)):
        if a.before[u] >= 0:
            head[u] = max(head[u], head[a.before[u]] + shortest[a.before[u]])
    for u in range(len(a.job) - 1, -1, -1):
        if a.after[u] >= 0:
            tail[u] = tail[a.after[u]] + shortest[a.after[u]]
    return head, tail


def urge_of(a: Arrays) -> Floats:
    """Operation due dates: when each operation must end for its job to be on time at best."""
    _, tail = heads_and_tails(a)
    return np.asarray(a.due[a.job] - tail, dtype=np.float64)


def urge_around(a: Arrays, machine: int, look: float = 2.0) -> Floats:
    """Operation due dates that serve the bottleneck: its operations are put into sequence alone, by ATC on heads and
    operation due dates, and what leads to one of them must be done when its turn comes."""
    urge = urge_of(a)
    head, _ = heads_and_tails(a)
    waiting = [u for u in range(len(a.job)) if machine in a.machine[a.mode_of[u] : a.mode_of[u + 1]]]
    spans = {u: _span_on(a, u, machine) for u in waiting}
    scale = look * max(1.0, float(np.mean(list(spans.values()) or [1])))
    now = min((int(head[u]) for u in waiting), default=0)
    while waiting:
        there = [u for u in waiting if head[u] <= now]
        if not there:
            now = min(int(head[u]) for u in waiting)
            continue
        u = max(there, key=lambda one: _worth(a, one, spans[one], float(urge[one]) - now, scale))
        waiting.remove(u)
        now += spans[u]
        urge[u] = min(urge[u], now) if urge[u] >= FAR // 2 else (urge[u] + now) / 2
        before = u
        while a.before[before] >= 0:
            follower, before = before, int(a.before[before])
            urge[before] = min(urge[before], urge[follower] - int(a.span[a.mode_of[follower]]))
    return urge


def _worth(a: Arrays, u: int, span: int, left: float, scale: float) -> float:
    time = max(1, span)
    return math.log(float(a.weight[a.job[u]]) / time + 1e-12) - max(0.0, left - time) / scale


def _span_on(a: Arrays, u: int, machine: int) -> int:
    return min(int(a.span[c]) for c in range(a.mode_of[u], a.mode_of[u + 1]) if a.machine[c] == machine)


def _open_time(a: Arrays, machine: int, begin: int, end: int) -> int:
    calendars = {int(a.calendar[c]) for c in range(len(a.span)) if a.machine[c] == machine}
    times = [_between(a, calendar, begin, end) for calendar in calendars]
    return max(times, default=end - begin)


def _between(a: Arrays, calendar: int, begin: int, end: int) -> int:
    rows = slice(int(a.calendar_of[calendar]), int(a.calendar_of[calendar + 1]))
    return int(np.clip(np.minimum(a.closes[rows], end) - np.maximum(a.opens[rows], begin), 0, None).sum())
