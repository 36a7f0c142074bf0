"""The shop as arrays, for the compiled loops: operations, alternatives, calendars, set-ups and the state to begin from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from yunhe.planning.scheduling.model import Job, Placement, Shift, Shop

FAR = 1 << 50
"""Later than any time of a plan: what a calendar answers when it never opens again."""

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Arrays(NamedTuple):
    """Operation u: `job`, `before`, `after` (−1: none), `release`, `family`, `whole` (1: must fit a shift), and the
    alternatives `mode_of[u]` to `mode_of[u + 1] − 1`. Alternative c: `machine`, `span`, `crew` (−1: none), `calendar`,
    whose working intervals are `calendar_of[…]` into `opens` and `closes`. `setups[k, f, g]` is the set-up on machine k
    from family f to g. Job j: `due`, `weight`. To begin with: machine k is free at `machine_free[k]`, set for
    `machine_family[k]`; heads `crew_of[c]` to `crew_of[c + 1] − 1` are free at `crew_free`. `goals` are the weights of
    lateness, set-up and makespan; `settled` is the cost, set-up time and makespan of what is frozen."""

    job: Ints
    before: Ints
    after: Ints
    release: Ints
    family: Ints
    whole: Ints
    mode_of: Ints
    machine: Ints
    span: Ints
    crew: Ints
    calendar: Ints
    calendar_of: Ints
    opens: Ints
    closes: Ints
    setups: Ints
    due: Ints
    weight: Floats
    machine_free: Ints
    machine_family: Ints
    crew_of: Ints
    crew_free: Ints
    goals: Floats
    settled: Floats


@dataclass(frozen=True)
class Compiled:
    """The arrays and the names they stand for: `steps[u]` is (job name, operation number)."""

    arrays: Arrays
    shop: Shop
    steps: tuple[tuple[str, int], ...]
    frozen: tuple[Placement, ...]

    @property
    def plain(self) -> bool:
        """Whether this is a (flexible) job shop with release dates and nothing else, to be made as short as it can."""
        a = self.arrays
        simple = not a.setups.any() and not (a.crew >= 0).any() and not a.machine_free.any()
        return bool(simple and (a.closes >= FAR).all() and not a.opens.any() and a.goals[0] == a.goals[1] == 0)

    def row(self, placements: Sequence[tuple[int, int, int, int, int]]) -> tuple[Placement, ...]:
        """(operation, alternative, start, end, set-up) as placements, the frozen ones first."""
        a, machines = self.arrays, self.shop.machines
        free = (
            Placement(*self.steps[u], machines[a.machine[mode]].name, start, end, setup)
            for u, mode, start, end, setup in placements
        )
        return (*self.frozen, *sorted(free, key=lambda p: (p.start, p.end, p.machine, p.job)))


def compiled_shop(shop: Shop, frozen: Sequence[Placement]) -> Compiled:
    """Arrays of a screened shop; `frozen` are the placements that were found to hold."""
    done = {(p.job, p.operation): p for p in frozen}
    steps = [
        (job, number) for job in shop.jobs for number in range(len(job.operations)) if (job.name, number) not in done
    ]
    rows = _Rows(shop, frozen, steps)
    opens, closes, calendar_of = rows.calendar_table()
    arrays = Arrays(
        job=_ints([rows.job_number[job.name] for job, _ in steps]),
        before=_ints([u - 1 if u and steps[u - 1][0] is job else -1 for u, (job, _) in enumerate(steps)]),
        after=_ints([u + 1 if number + 1 < len(job.operations) else -1 for u, (job, number) in enumerate(steps)]),
        release=_ints([rows.release(job, number) for job, number in steps]),
        family=_ints([rows.families.index(job.operations[number].family) for job, number in steps]),
        whole=_ints([not job.operations[number].divisible for job, number in steps]),
        mode_of=_ints(np.cumsum([0, *(len(job.operations[number].alternatives) for job, number in steps)])),
        machine=_ints([row[0] for row in rows.modes]),
        span=_ints([row[1] for row in rows.modes]),
        crew=_ints([row[2] for row in rows.modes]),
        calendar=_ints([row[3] for row in rows.modes]),
        calendar_of=calendar_of,
        opens=opens,
        closes=closes,
        setups=rows.setup_table(),
        due=_ints([FAR if job.due is None else job.due for job in shop.jobs]),
        weight=np.array([job.weight for job in shop.jobs], dtype=np.float64),
        machine_free=_ints([_last_end(p for p in frozen if p.machine == m.name) for m in shop.machines]),
        machine_family=_ints([rows.standing(machine.name, machine.set_for) for machine in shop.machines]),
        crew_of=_ints(np.cumsum([0, *(crew.heads for crew in shop.crews)])),
        crew_free=rows.crew_table(),
        goals=np.array([shop.objective.lateness, shop.objective.setup, shop.objective.makespan], dtype=np.float64),
        settled=rows.settled(),
    )
    return Compiled(arrays, shop, tuple((job.name, number) for job, number in steps), tuple(frozen))


class _Rows:
    """Numbers for names, and the tables that need several of them."""

    def __init__(self, shop: Shop, frozen: Sequence[Placement], steps: Sequence[tuple[Job, int]]) -> None:
        self.shop, self.frozen = shop, frozen
        self.jobs = {job.name: job for job in shop.jobs}
        self.job_number = {job.name: number for number, job in enumerate(shop.jobs)}
        self.machine_number = {machine.name: number for number, machine in enumerate(shop.machines)}
        self.crew_number = {crew.name: number for number, crew in enumerate(shop.crews)}
        named = {operation.family for job in shop.jobs for operation in job.operations}
        self.families = sorted(named | {machine.set_for for machine in shop.machines})
        self.calendars: dict[tuple[str, str], int] = {}
        self.modes = [row for job, number in steps for row in self._mode_rows(job, number)]

    def _mode_rows(self, job: Job, number: int) -> list[tuple[int, int, int, int]]:
        crew = job.operations[number].crew
        return [
            (
                self.machine_number[choice.machine],
                choice.time,
                self.crew_number.get(crew, -1),
                self.calendars.setdefault((choice.machine, crew), len(self.calendars)),
            )
            for choice in job.operations[number].alternatives
        ]

    def calendar_table(self) -> tuple[Ints, Ints, Ints]:
        tables = [self._common(machine, crew) for machine, crew in self.calendars]
        shifts = [shift for table in tables for shift in table]
        counts = np.cumsum([0, *(len(table) for table in tables)])
        return _ints([s.opens for s in shifts]), _ints([s.closes for s in shifts]), _ints(counts)

    def _common(self, machine: str, crew: str) -> list[Shift]:
        """When machine and crew are both there."""
        always = (Shift(0, FAR),)
        mine = self.shop.machines[self.machine_number[machine]].shifts or always
        theirs = (self.shop.crews[self.crew_number[crew]].shifts if crew else ()) or always
        return common_shifts(mine, theirs)

    def release(self, job: Job, number: int) -> int:
        earlier = _last_end(p for p in self.frozen if p.job == job.name)
        return max(self.shop.start, job.release, job.operations[number].ready, earlier)

    def standing(self, machine: str, set_for: str) -> int:
        latest = max((p for p in self.frozen if p.machine == machine), key=lambda p: p.end, default=None)
        family = self.jobs[latest.job].operations[latest.operation].family if latest else set_for
        return self.families.index(family)

    def setup_table(self) -> Ints:
        table = np.zeros((len(self.shop.machines), len(self.families), len(self.families)), dtype=np.int64)
        for (machine, old, new), time in self.shop.setups.items():
            if machine in self.machine_number and {old, new} <= set(self.families):
                table[self.machine_number[machine], self.families.index(old), self.families.index(new)] = time
        return table

    def crew_table(self) -> Ints:
        """Frozen work keeps its operators: each frozen operation takes the head that is free first."""
        table = []
        for crew in self.shop.crews:
            free = [0] * crew.heads
            for p in sorted(self.frozen, key=lambda p: p.start):
                if self.jobs[p.job].operations[p.operation].crew == crew.name:
                    free[free.index(min(free))] = p.end
            table += free
        return _ints(table)

    def settled(self) -> Floats:
        """Cost of jobs that are frozen whole, set-up time and end of everything frozen."""
        counts = {name: sum(p.job == name for p in self.frozen) for name in self.jobs}
        whole = [job for job in self.shop.jobs if counts[job.name] == len(job.operations)]
        late = sum(
            job.weight * max(0, _last_end(p for p in self.frozen if p.job == job.name) - job.due)
            for job in whole
            if job.due is not None
        )
        setup = sum(p.setup for p in self.frozen)
        return np.array([late, setup, _last_end(self.frozen)], dtype=np.float64)


def _last_end(placements: Iterable[Placement]) -> int:
    return max((placement.end for placement in placements), default=0)


def common_shifts(mine: Sequence[Shift], theirs: Sequence[Shift]) -> list[Shift]:
    """The intersection of two ordered lists of working intervals."""
    both = [Shift(max(a.opens, b.opens), min(a.closes, b.closes)) for a in mine for b in theirs]
    return [shift for shift in both if shift.opens < shift.closes]


def _ints(values: object) -> Ints:
    return np.array(values, dtype=np.int64)
