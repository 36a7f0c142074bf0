"""CP-SAT beside the search: a proof that no plan of a plain shop is shorter, for shops small enough."""

from __future__ import annotations

import math
import time
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

from yunhe.planning.scheduling.arrays import Arrays

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

PROVABLE = 250
"""Operations up to which a proof is tried."""
MARGIN = 0.5
"""Seconds left for stopping the solver."""


class Proof:
    """A bound that rises while a thread of its own works on it; the thread uses the second core."""

    def __init__(self, a: Arrays, bound: int, ends_at: float) -> None:
        self._bound, self._stopped = bound, False
        self._solver: cp_model.CpSolver | None = None
        self._work: Future[None] | None = None
        if len(a.job) <= PROVABLE and ends_at - time.perf_counter() > 2 * MARGIN:
            pool = ThreadPoolExecutor(1)
            self._work = pool.submit(self._prove, a, ends_at)
            pool.shutdown(wait=False)

    def bound(self) -> int:
        """The best bound so far."""
        return self._bound

    def finished(self) -> int:
        """Stops the solver and returns the last bound."""
        self._stopped = True
        if self._solver:
            self._solver.stop_search()
        if self._work:
            self._work.result()
        return self._bound

    def _prove(self, a: Arrays, ends_at: float) -> None:
        from ortools.sat.python import cp_model

        model = makespan_model(a, self._bound)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.max_time_in_seconds = max(0.1, ends_at - MARGIN - time.perf_counter())
        solver.best_bound_callback = self._rise
        if self._stopped:
            return
        self._solver = solver
        solver.solve(model)
        self._rise(solver.best_objective_bound)

    def _rise(self, bound: float) -> None:
        self._bound = max(self._bound, math.ceil(bound - 1e-6))


def makespan_model(a: Arrays, bound: int) -> cp_model.CpModel:
    """The plain shop in CP-SAT's terms: an interval per alternative, no overlap per machine, the last end as small as
    can be and not below `bound`."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    horizon = int(a.release.max() + a.span.sum())
    makespan = model.new_int_var(bound, horizon, "makespan")
    starts = [model.new_int_var(int(a.release[u]), horizon, f"start {u}") for u in range(len(a.job))]
    ends = [model.new_int_var(0, horizon, f"end {u}") for u in range(len(a.job))]
    on_machine: list[list[cp_model.IntervalVar]] = [[] for _ in a.machine_free]
    for u in range(len(a.job)):
        modes = range(int(a.mode_of[u]), int(a.mode_of[u + 1]))
        picks = [model.new_bool_var(f"pick {c}") for c in modes]
        model.add_exactly_one(picks)
        for c, pick in zip(modes, picks):
            span = int(a.span[c])
            on_machine[a.machine[c]].append(
                model.new_optional_interval_var(starts[u], span, ends[u], pick, f"work {c}")
            )
        if a.before[u] >= 0:
            model.add(starts[u] >= ends[a.before[u]])
        if a.after[u] < 0:
            model.add(makespan >= ends[u])
    for intervals in on_machine:
        model.add_no_overlap(intervals)
    model.minimize(makespan)
    return model
