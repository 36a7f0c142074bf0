"""Small windows solved exactly: CP-SAT reorders some operations that follow each other in the plan, the rest keeps its
order and only moves in time. For shops without shifts and crews; what it finds is taken only if the exact clock agrees."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from yunhe.planning.scheduling.arrays import FAR, Arrays, Ints

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

WINDOW = 24
SECONDS = 1.5
CENTS = 100
"""Weights are rounded to hundredths inside a window."""


def windowed(a: Arrays) -> bool:
    """Whether windows can be solved: late jobs count, and nothing but machines, jobs and set-ups decides the times."""
    simple = (a.closes >= FAR).all() and not a.opens.any() and not (a.crew >= 0).any()
    return bool(simple and a.goals[0] > 0)


def polished(a: Arrays, order: Ints, mode: Ints, cost: float, *, ends_at: float, seed: int) -> tuple[Ints, Ints, float]:
    """The plan after windows at places drawn by chance, more often where late jobs are made, until `ends_at`; a shop
    of no more than WINDOW operations is one window."""
    from yunhe.planning.scheduling.decode import END, START, decode, times_for

    random = np.random.default_rng(seed)
    times, room = times_for(a)
    trial, room_of_trial = times_for(a)
    decode(a, order, mode, times, room, math.inf)
    while cost > 0 and ends_at - time.perf_counter() > 0.2:
        order = order[np.argsort(times[START][order], kind="stable")]
        late = times[END] > a.due[a.job]
        middle = random.choice(np.flatnonzero(late[order])) if late.any() and random.random() < 0.8 else None
        first = int(random.integers(max(1, len(order) - WINDOW + 1))) if middle is None else int(middle) - WINDOW // 2
        first = max(0, min(first, len(order) - WINDOW))
        window = _Window(a, order, mode, times, first)
        found = window.solved(min(SECONDS, ends_at - time.perf_counter()), seed)
        if found is not None:
            value = float(decode(a, found[0], found[1], trial, room_of_trial, math.inf))
            if value < cost:
                order, mode, cost = found[0], found[1], value
                times[:] = trial
        if len(order) <= WINDOW:
            break
    return order, mode, cost


@dataclass
class _Window:
    """Operations order[first : first + WINDOW] are free; those before them are history, those after keep their order."""

    a: Arrays
    order: Ints
    mode: Ints
    times: Ints
    first: int

    def solved(self, seconds: float, seed: int) -> tuple[Ints, Ints] | None:
        """A better order and its alternatives as far as the model sees, or None."""
        from ortools.sat.python import cp_model

        free = [int(u) for u in self.order[self.first : self.first + WINDOW]]
        later = [int(u) for u in self.order[self.first + WINDOW :]]
        self.model = cp_model.CpModel()
        self.horizon = int(self.times[1].max() + self.a.span.sum() + self.a.setups.sum() // max(1, len(self.a.setups)))
        self.start: dict[int, cp_model.IntVar] = {}
        self.end: dict[int, cp_model.LinearExprT] = {}
        self.picks: dict[int, dict[int, cp_model.IntVar]] = {}
        for u in free + later:
            self._add_operation(u, u in free)
        self._add_machines(free, later)
        self.model.minimize(sum(self._tardiness(u) for u in free + later if self.a.after[u] < 0))
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = seed
        solver.parameters.max_time_in_seconds = max(0.05, seconds)
        if solver.solve(self.model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        mode = self.mode.copy()
        for u in free:
            mode[u] = next(c for c, pick in self.picks[u].items() if solver.boolean_value(pick))
        placed = sorted(free, key=lambda u: (solver.value(self.start[u]), u))
        return np.array([*self.order[: self.first], *placed, *later], dtype=np.int64), mode

    def _add_operation(self, u: int, free: bool) -> None:
        a, b = self.a, int(self.a.before[u])
        self.start[u] = self.model.new_int_var(int(a.release[u]), self.horizon, f"start {u}")
        choices = range(int(a.mode_of[u]), int(a.mode_of[u + 1])) if free else [int(self.mode[u])]
        self.picks[u] = {c: self.model.new_bool_var(f"pick {c}") for c in choices}
        self.model.add_exactly_one(self.picks[u].values())
        self.end[u] = self.start[u] + sum(int(a.span[c]) * pick for c, pick in self.picks[u].items())
        if b >= 0:
            self.model.add(self.start[u] >= (self.end[b] if b in self.end else int(self.times[1, b])))
        for c, pick in self.picks[u].items():
            self.model.add_hint(pick, int(c == self.mode[u]))
        self.model.add_hint(self.start[u], int(self.times[0, u] + self.times[2, u]))

    def _add_machines(self, free: list[int], later: list[int]) -> None:
        """Each machine makes a round: history, its operations of the window in some order, the first one after it."""
        history = self.order[: self.first]
        for k in range(len(self.a.machine_free)):
            gone = [int(u) for u in history if self.a.machine[self.mode[u]] == k]
            ready = int(self.times[1, gone[-1]]) if gone else int(self.a.machine_free[k])
            family = int(self.a.family[gone[-1]]) if gone else int(self.a.machine_family[k])
            here = [(u, pick) for u in free for c, pick in self.picks[u].items() if self.a.machine[c] == k]
            after = [u for u in later if self.a.machine[self.mode[u]] == k]
            self._add_round(k, here, after[:1], ready, family)
            for u, v in zip(after, after[1:]):
                self._behind(k, v, self.end[u], int(self.a.family[u]), None)

    def _add_round(
        self, k: int, here: list[tuple[int, cp_model.IntVar]], after: list[int], ready: int, family: int
    ) -> None:
        if not here:
            for v in after:
                self._behind(k, v, ready, family, None)
            return
        arcs: list[tuple[int, int, cp_model.LiteralT]] = [(0, 0, idle := self.model.new_bool_var(f"idle {k}"))]
        for v in after:
            self._behind(k, v, ready, family, idle)
        for i, (u, pick) in enumerate(here, start=1):
            first, last = self.model.new_bool_var(f"first {u}"), self.model.new_bool_var(f"last {u}")
            arcs += [(0, i, first), (i, 0, last), (i, i, ~pick)]
            self._behind(k, u, ready, family, first)
            for v in after:
                self._behind(k, v, self.end[u], int(self.a.family[u]), last)
            for j, (v, _) in enumerate(here, start=1):
                if i != j:
                    arcs.append((i, j, then := self.model.new_bool_var(f"{u} then {v}")))
                    self._behind(k, v, self.end[u], int(self.a.family[u]), then)
        self.model.add_circuit(arcs)

    def _behind(self, k: int, v: int, free_at: cp_model.LinearExprT, family: int, when: cp_model.IntVar | None) -> None:
        """Work of v begins a set-up after machine and part are there."""
        setup, b = self._setup(k, family, v), int(self.a.before[v])
        part: cp_model.LinearExprT = int(self.a.release[v])
        if b >= 0:
            part = self.end[b] if b in self.end else max(int(self.times[1, b]), int(self.a.release[v]))
        for there in (free_at, part):
            rule = self.model.add(self.start[v] >= there + setup)
            if when is not None:
                rule.only_enforce_if(when)

    def _setup(self, k: int, family: int, u: int) -> int:
        return int(self.a.setups[k, family, self.a.family[u]])

    def _tardiness(self, u: int) -> cp_model.LinearExprT:
        j = int(self.a.job[u])
        if self.a.due[j] >= FAR:
            return 0
        late = self.model.new_int_var(0, self.horizon, f"late {j}")
        self.model.add(late >= self.end[u] - int(self.a.due[j]))
        return round(CENTS * float(self.a.weight[j])) * late
