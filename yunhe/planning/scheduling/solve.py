"""Schedule the shop: screen, dispatch in milliseconds, search for seconds, prove what can be proved."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from yunhe.planning.scheduling.arrays import FAR, Arrays, Compiled, Ints, compiled_shop
from yunhe.planning.scheduling.bottleneck import bottleneck, urge_around, urge_of
from yunhe.planning.scheduling.bound import lower_bound
from yunhe.planning.scheduling.model import Lateness, Load, Placement, Schedule, Shift, Shop, Unplaced
from yunhe.planning.scheduling.screen import held, screened

LOOKS = (0.5, 1.0, 2.0, 4.0)
SETUP_LOOKS = (0.25, 1.0)
RULES_SHARE = 0.2
LONG, WINDOW_SHARE = 4.0, 0.15
"""From so many seconds on, that share of the time goes to exact windows."""


@dataclass(frozen=True)
class _Draft:
    order: Ints
    mode: Ints
    cost: float
    method: str


def schedule(
    shop: Shop,
    *,
    seconds: float,
    seed: int = 1,
    near: Schedule | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> Schedule:
    """The best plan found within `seconds` of wall time: the best dispatch rule at once (also for `seconds` = 0), then
    tabu search for a plain makespan or annealing for everything else, and CP-SAT beside it where it may prove a bound.

    `near` is a plan to start from as well, so that a small change changes little; work it does not know comes first in
    it. Jobs that cannot be made are unplaced, with the reason. Raises SchedulingError when nothing can be planned at all.
    """
    ends_at = time.perf_counter() + seconds
    possible, refused = screened(shop)
    frozen, notes = held(possible)
    compiled = compiled_shop(possible, frozen)
    a = compiled.arrays
    if not len(a.job):
        return _told(compiled, _Draft(a.job, a.job, math.nan, "frozen"), refused, seed, notes, int(a.settled[2]))
    bound = lower_bound(a)
    drafts = sorted(
        [*_kept(compiled, near), *_dispatched(a, max(1.0, RULES_SHARE * seconds))], key=lambda draft: draft.cost
    )
    draft = drafts[0]
    if seconds > 0:
        draft, bound = _searched(compiled, drafts, bound, ends_at, seed, stop)
    return _told(compiled, draft, refused, seed, notes, bound)


def _kept(compiled: Compiled, near: Schedule | None) -> list[_Draft]:
    """The order and machines of an earlier plan."""
    from yunhe.planning.scheduling.decode import decode, times_for

    if near is None:
        return []
    a, machines = compiled.arrays, [machine.name for machine in compiled.shop.machines]
    known = {(p.job, p.operation): p for p in near.placements}
    starts = np.array([known[step].start if step in known else -1 for step in compiled.steps])
    mode = a.mode_of[:-1].copy()
    for u, step in enumerate(compiled.steps):
        for c in range(int(a.mode_of[u]), int(a.mode_of[u + 1])):
            if step in known and machines[a.machine[c]] == known[step].machine:
                mode[u] = c
    order = np.argsort(starts, kind="stable").astype(np.int64)
    times, room = times_for(a)
    return [_Draft(order, mode, float(decode(a, order, mode, times, room, math.inf)), "the plan before")]


def _dispatched(a: Arrays, seconds: float) -> Iterator[_Draft]:
    """Every rule, on plain operation due dates and on those that serve the bottleneck. Without the compiled loop that
    can take long: after the first rule no new one begins once `seconds` are over."""
    from yunhe.planning.scheduling.decode import decode, times_for
    from yunhe.planning.scheduling.dispatch import ATC, ATCS, EDD, FIFO, WSPT, dispatch

    rules = [(EDD, "EDD", 1.0, 1.0), (WSPT, "WSPT", 1.0, 1.0), (FIFO, "FIFO", 1.0, 1.0)]
    rules += [(ATC, "ATC", look, 1.0) for look in LOOKS]
    if a.setups.any():
        rules += [(ATCS, "ATCS", look, setup_look) for look in LOOKS for setup_look in SETUP_LOOKS]
    times, room = times_for(a)
    ends_at = 0.0
    for urge, prefix in ((urge_of(a), ""), (urge_around(a, bottleneck(a)), "bottleneck first, ")):
        for rule, name, look, setup_look in rules:
            order, mode = np.zeros_like(a.job), np.zeros_like(a.job)
            dispatch(a, rule, look, setup_look, urge, order, mode)
            cost = float(decode(a, order, mode, times, room, math.inf))
            yield _Draft(order, mode, cost, prefix + name)
            ends_at = ends_at or time.perf_counter() + seconds
            if time.perf_counter() > ends_at:
                return


def _searched(
    compiled: Compiled,
    drafts: Sequence[_Draft],
    bound: int,
    ends_at: float,
    seed: int,
    stop: Callable[[], bool],
) -> tuple[_Draft, int]:
    """The better of the best rule and the search, and the best proved bound."""
    a, first = compiled.arrays, drafts[0]
    if not compiled.plain:
        annealed = _annealed(a, first, ends_at, seed, stop)
        return (annealed if annealed.cost < first.cost else first), bound
    from yunhe.planning.scheduling.exact import Proof
    from yunhe.planning.scheduling.makespan import Individual, Makespan

    proof = Proof(a, bound, ends_at)
    starts = [Individual(0, np.argsort(draft.order).astype(np.int64), draft.mode) for draft in drafts[:2]]
    found = Makespan(a, seed, ends_at, stop).run(starts, proof.bound)
    proved = proof.finished()
    if found.makespan < first.cost / a.goals[2]:
        first = _Draft(np.argsort(found.rank).astype(np.int64), found.mode, found.makespan * a.goals[2], "tabu search")
    return first, proved


def _annealed(a: Arrays, first: _Draft, ends_at: float, seed: int, stop: Callable[[], bool]) -> _Draft:
    """Annealing, and exact windows in the last part of a longer time."""
    from yunhe.planning.scheduling.improve import improved
    from yunhe.planning.scheduling.window import polished, windowed

    left = ends_at - time.perf_counter()
    windows = WINDOW_SHARE * left if left >= LONG and windowed(a) else 0.0
    order, mode, cost = improved(a, first.order, first.mode, ends_at=ends_at - windows, seed=seed, stop=stop)
    if not windows or cost == 0 or stop():
        return _Draft(order, mode, cost, "annealing")
    better = polished(a, order, mode, cost, ends_at=ends_at, seed=seed)
    return _Draft(*better, "annealing and windows" if better[2] < cost else "annealing")


def _told(
    compiled: Compiled, draft: _Draft, refused: tuple[Unplaced, ...], seed: int, notes: tuple[str, ...], bound: int
) -> Schedule:
    """The plan in the caller's words."""
    a, shop = compiled.arrays, compiled.shop
    times = _timed(a, draft)
    lost = sorted({compiled.steps[u][0] for u in range(len(a.job)) if times[1, u] >= FAR})
    rows = [
        (u, int(draft.mode[u]), int(times[0, u]), int(times[1, u]), int(times[2, u]))
        for u in range(len(a.job))
        if compiled.steps[u][0] not in lost
    ]
    placements = compiled.row(rows)
    closed = tuple(
        Unplaced(name, "calendar", f"job {name} finds no open time left before the shifts end") for name in lost
    )
    told = Schedule(placements, (*refused, *closed), 0.0, bound, "", draft.method, seed, notes=notes)
    late = tuple(
        Lateness(job.name, job.due, told.ends[job.name], job.weight * (told.ends[job.name] - job.due))
        for job in shop.jobs
        if job.due is not None and told.ends.get(job.name, 0) > job.due
    )
    goal = shop.objective
    cost = goal.lateness * sum(one.cost for one in late) + goal.setup * sum(p.setup for p in placements)
    return replace(
        told,
        cost=cost + goal.makespan * told.makespan,
        bottleneck=shop.machines[bottleneck(a)].name,
        late=tuple(sorted(late, key=lambda one: -one.cost)),
        loads=_loads(shop, placements, told.makespan),
    )


def _timed(a: Arrays, draft: _Draft) -> Ints:
    from yunhe.planning.scheduling.decode import decode, times_for

    times, room = times_for(a)
    if len(a.job):
        decode(a, draft.order, draft.mode, times, room, math.inf)
    return times


def _loads(shop: Shop, placements: Sequence[Placement], until: int) -> tuple[Load, ...]:
    """Busy time (work and set-up, without closed hours) by open time of each machine."""
    spans = {
        (job.name, number, choice.machine): choice.time
        for job in shop.jobs
        for number, operation in enumerate(job.operations)
        for choice in operation.alternatives
    }
    loads = []
    for machine in shop.machines:
        mine = [p for p in placements if p.machine == machine.name]
        busy = sum(spans[p.job, p.operation, p.machine] + p.setup for p in mine)
        shifts = [Shift(max(s.opens, shop.start), min(s.closes, until)) for s in machine.shifts]
        there = sum(max(0, s.closes - s.opens) for s in shifts) if shifts else until - shop.start
        loads.append(Load(machine.name, busy, busy / there if there > 0 else 0.0))
    return tuple(loads)
