"""A rush order, a fault, a late part: who becomes late, and by how much, before anything is accepted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from yunhe.planning.scheduling.arrays import FAR, common_shifts
from yunhe.planning.scheduling.errors import SchedulingError
from yunhe.planning.scheduling.model import Job, Machine, Schedule, Shift, Shop
from yunhe.planning.scheduling.solve import schedule


@dataclass(frozen=True)
class RushJob:
    """A job that comes in between."""

    job: Job


@dataclass(frozen=True)
class MachineDown:
    """A machine that stands still from `opens` to `closes`."""

    machine: str
    opens: int
    closes: int


@dataclass(frozen=True)
class MaterialLate:
    """Material of one operation of a job that is there only at `ready`."""

    job: str
    operation: int
    ready: int


Change = RushJob | MachineDown | MaterialLate


@dataclass(frozen=True)
class JobShift:
    """What the change does to one job. An end is None where the job is not in that plan."""

    job: str
    due: int | None
    before: int | None
    after: int | None

    @property
    def late_before(self) -> int:
        return _late(self.before, self.due)

    @property
    def late_after(self) -> int:
        return _late(self.after, self.due)

    @property
    def worse(self) -> int:
        """By how much later than before it is late."""
        return self.late_after - self.late_before


@dataclass(frozen=True)
class Answer:
    """The plan as it would be; `shifts` lists every job whose end moves, the most worsened first. `shop` is the shop
    with the change, to go on with when the plan is accepted."""

    shop: Shop
    before: Schedule
    after: Schedule
    shifts: tuple[JobShift, ...]

    @property
    def becomes_late(self) -> tuple[JobShift, ...]:
        """The jobs that were on time, or not there, and would be late."""
        return tuple(shift for shift in self.shifts if shift.late_after > 0 == shift.late_before)

    @property
    def extra_cost(self) -> float:
        return self.after.cost - self.before.cost


def what_if(
    shop: Shop,
    plan: Schedule,
    changes: Sequence[Change],
    *,
    now: int,
    frozen_until: int | None = None,
    seconds: float,
    seed: int = 1,
) -> Answer:
    """The plan after `changes`, and what moves. Nothing is accepted: `shop` and `plan` stay as they are.

    Operations that begin before `frozen_until` (at the least, those begun before `now`) stay where they are, and all
    else begins after it. One that its machine cannot keep is planned again from its beginning; a note in `after` says
    so. Raises SchedulingError for a change that names an unknown machine, job or operation.
    """
    border = max(now, frozen_until or now)
    changed = shop
    for change in changes:
        changed = _changed(changed, change)
    frozen = tuple(placement for placement in plan.placements if placement.start < border)
    changed = replace(changed, start=max(border, shop.start), frozen=frozen)
    after = schedule(changed, seconds=seconds, seed=seed, near=plan)
    due = {job.name: job.due for job in changed.jobs}
    names = sorted({*plan.ends, *after.ends})
    shifts = [JobShift(name, due.get(name), plan.ends.get(name), after.ends.get(name)) for name in names]
    moved = [shift for shift in shifts if shift.before != shift.after]
    return Answer(changed, plan, after, tuple(sorted(moved, key=lambda shift: (-shift.worse, shift.job))))


def _changed(shop: Shop, change: Change) -> Shop:
    if isinstance(change, RushJob):
        return replace(shop, jobs=(*shop.jobs, change.job))
    if isinstance(change, MachineDown):
        if change.machine not in {machine.name for machine in shop.machines}:
            raise SchedulingError(f"there is no machine {change.machine}", offender=change.machine)
        return replace(shop, machines=tuple(_stopped(machine, change) for machine in shop.machines))
    jobs = {job.name: job for job in shop.jobs}
    if change.job not in jobs or not 0 <= change.operation < len(jobs[change.job].operations):
        raise SchedulingError(f"there is no operation {change.operation} of job {change.job}", offender=change.job)
    return replace(shop, jobs=tuple(_delayed(job, change) if job.name == change.job else job for job in shop.jobs))


def _stopped(machine: Machine, down: MachineDown) -> Machine:
    if machine.name != down.machine or down.closes <= down.opens:
        return machine
    around = [shift for shift in (Shift(-FAR, down.opens), Shift(down.closes, FAR)) if shift.opens < shift.closes]
    return replace(machine, shifts=tuple(common_shifts(machine.shifts or (Shift(0, FAR),), around)))


def _delayed(job: Job, late: MaterialLate) -> Job:
    operation = job.operations[late.operation]
    delayed = replace(operation, ready=max(operation.ready, late.ready))
    return replace(job, operations=(*job.operations[: late.operation], delayed, *job.operations[late.operation + 1 :]))


def _late(end: int | None, due: int | None) -> int:
    return 0 if end is None or due is None else max(0, end - due)
