"""What can be refused before any search: each job that cannot be made, with the reason, and frozen work that cannot hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from yunhe.planning.scheduling.arrays import common_shifts
from yunhe.planning.scheduling.errors import SchedulingError
from yunhe.planning.scheduling.model import Crew, Job, Machine, Operation, Placement, Shift, Shop, Unplaced


def screened(shop: Shop) -> tuple[Shop, tuple[Unplaced, ...]]:
    """The shop with the jobs that can be made, and the others with their reasons.

    Raises SchedulingError when nothing can be planned: no machine, a name used twice, shifts that overlap or end before
    they begin, a crew of nobody.
    """
    if not shop.machines:
        raise SchedulingError("there is no machine", offender="machines")
    for kind, names in (("machine", shop.machines), ("crew", shop.crews), ("job", shop.jobs)):
        _check_names(kind, [one.name for one in names])
    for machine in shop.machines:
        _check_shifts(machine.name, machine.shifts)
    for crew in shop.crews:
        if crew.heads < 1:
            raise SchedulingError(f"crew {crew.name} has {crew.heads} heads", offender=crew.name)
        _check_shifts(crew.name, crew.shifts)
    refused = {job.name: refusal for job in shop.jobs if (refusal := _refusal(shop, job))}
    jobs = tuple(job for job in shop.jobs if job.name not in refused)
    frozen = tuple(placement for placement in shop.frozen if placement.job not in refused)
    return replace(shop, jobs=jobs, frozen=frozen), tuple(refused.values())


def held(shop: Shop) -> tuple[tuple[Placement, ...], tuple[str, ...]]:
    """The frozen placements that can stay, and a note for each that cannot: its machine or crew is closed then, it
    overlaps with another, or an earlier operation of its job is not frozen."""
    jobs = {job.name: job for job in shop.jobs}
    kept: list[Placement] = []
    notes = []
    for placement in sorted(shop.frozen, key=lambda p: (p.start, p.end, p.job, p.operation)):
        trouble = _thaw(shop, jobs, kept, placement)
        if trouble:
            notes.append(f"{placement.job} operation {placement.operation} cannot stay frozen: {trouble}")
        else:
            kept.append(placement)
    return tuple(kept), tuple(notes)


def _check_names(kind: str, names: Sequence[str]) -> None:
    twice = [name for name, times in Counter(names).items() if times > 1]
    if twice:
        raise SchedulingError(f"two {kind}s are called {twice[0]}", offender=twice[0])


def _check_shifts(name: str, shifts: Sequence[Shift]) -> None:
    latest = None
    for shift in shifts:
        if shift.closes <= shift.opens or (latest is not None and shift.opens < latest):
            told = f"the shifts of {name} must be in order: {shift.opens} to {shift.closes} is not"
            raise SchedulingError(told, offender=name)
        latest = shift.closes


def _refusal(shop: Shop, job: Job) -> Unplaced | None:
    if not job.operations:
        return Unplaced(job.name, "input", f"job {job.name} has no operation")
    if job.weight < 0:
        return Unplaced(job.name, "input", f"job {job.name} has the negative weight {job.weight}")
    for number, operation in enumerate(job.operations):
        reason, text = _operation_error(shop, job, operation)
        if reason:
            return Unplaced(job.name, reason, f"operation {number} of job {job.name} {text}")
    return None


def _operation_error(shop: Shop, job: Job, operation: Operation) -> tuple[str, str]:
    machines, crews = {m.name: m for m in shop.machines}, {c.name: c for c in shop.crews}
    if not operation.alternatives:
        return "machine", "has no machine"
    if operation.crew and operation.crew not in crews:
        return "crew", f"needs crew {operation.crew}, which does not exist"
    for choice in operation.alternatives:
        if choice.machine not in machines:
            return "machine", f"names machine {choice.machine}, which does not exist"
        if choice.time < 0:
            return "input", f"takes the negative time {choice.time}"
    earliest = max(shop.start, job.release, operation.ready)
    if not any(_possible(machines[c.machine], crews.get(operation.crew), operation, c.time, earliest)
               for c in operation.alternatives):  # fmt: skip
        whole = "" if operation.divisible else " in one piece"
        return "calendar", f"finds no open time{whole} on any of its machines after {earliest}"
    return "", ""


def _possible(machine: Machine, crew: Crew | None, operation: Operation, time: int, earliest: int) -> bool:
    shifts = _open(machine, crew)
    if not shifts:
        return not machine.shifts and (crew is None or not crew.shifts)
    rest = [shift.closes - max(shift.opens, earliest) for shift in shifts if shift.closes > earliest]
    return bool(rest) and (sum(rest) if operation.divisible else max(rest)) >= time


def _open(machine: Machine, crew: Crew | None) -> Sequence[Shift]:
    theirs = crew.shifts if crew else ()
    if machine.shifts and theirs:
        return common_shifts(machine.shifts, theirs)
    return machine.shifts or theirs


def _thaw(shop: Shop, jobs: dict[str, Job], kept: Sequence[Placement], placement: Placement) -> str:
    job = jobs.get(placement.job)
    if job is None or placement.operation >= len(job.operations):
        return "the job has no such operation any more"
    operation = job.operations[placement.operation]
    if placement.machine not in {choice.machine for choice in operation.alternatives}:
        return f"machine {placement.machine} is not one of its alternatives"
    before = [p for p in kept if p.job == placement.job]
    if len(before) != placement.operation or any(p.end > placement.start for p in before):
        return "an earlier operation of the job is not frozen before it"
    if any(p.machine == placement.machine and p.end > placement.start for p in kept):
        return "another frozen operation is on its machine then"
    machine = next(m for m in shop.machines if m.name == placement.machine)
    crew = next((c for c in shop.crews if c.name == operation.crew), None)
    shifts = _open(machine, crew)
    time = placement.setup + next(c.time for c in operation.alternatives if c.machine == placement.machine)
    if shifts and sum(_within(shift, placement) for shift in shifts) < time:
        return f"{placement.machine} or its crew is closed then"
    return ""


def _within(shift: Shift, placement: Placement) -> int:
    return max(0, min(shift.closes, placement.end) - max(shift.opens, placement.start))
