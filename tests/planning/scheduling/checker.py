"""Judges schedules without the code that made them: every rule of the shop is checked on the placements alone."""

from yunhe.planning.scheduling import Schedule, Shift, Shop


def judge_operations(jobs: list[list[list[tuple[int, int]]]], operations: list[list[int]]) -> int:
    """The makespan of [job, operation, machine, start, end] rows; `jobs[j][o]` lists (machine, time) alternatives."""
    rows = {(job, step): (machine, start, end) for job, step, machine, start, end in operations}
    assert len(rows) == len(operations) == sum(len(job) for job in jobs)
    for (job, step), (machine, start, end) in rows.items():
        assert (machine, end - start) in jobs[job][step]
        assert start >= (rows[job, step - 1][2] if step else 0)
    for machine in {row[0] for row in rows.values()}:
        taken = sorted((start, end) for k, start, end in rows.values() if k == machine and end > start)
        assert all(first[1] <= second[0] for first, second in zip(taken, taken[1:]))
    return max(end for _, _, end in rows.values())


def judge_schedule(shop: Shop, plan: Schedule) -> None:
    """Jobs whole or named; order, material, machines, set-ups, shifts, crews and frozen work all kept; cost adds up."""
    jobs = {job.name: job for job in shop.jobs}
    rows = {(p.job, p.operation): p for p in plan.placements}
    assert len(rows) == len(plan.placements)
    refused = {out.job for out in plan.unplaced}
    assert {name for name, _ in rows} | refused == set(jobs)
    assert not {name for name, _ in rows} & refused
    frozen = set(shop.frozen)
    for (name, step), p in rows.items():
        operation = jobs[name].operations[step]
        time = next(choice.time for choice in operation.alternatives if choice.machine == p.machine)
        if p in frozen:
            continue
        assert p.start >= max(shop.start, jobs[name].release, operation.ready)
        assert step == 0 or p.start >= rows[name, step - 1].end
        machine = next(machine for machine in shop.machines if machine.name == p.machine)
        shifts = [machine.shifts] if machine.shifts else []
        shifts += [crew.shifts for crew in shop.crews if crew.name == operation.crew and crew.shifts]
        open_time = sum(all(_is_open(minute, some) for some in shifts) for minute in range(p.start, p.end))
        assert open_time == time + p.setup
        assert operation.divisible is False or p.start == p.end or all(_is_open(p.start, some) for some in shifts)
        assert operation.divisible or p.end - p.start == time + p.setup
    for machine in shop.machines:
        line = sorted((p for p in plan.placements if p.machine == machine.name), key=lambda p: (p.start, p.end))
        family = machine.set_for
        for number, p in enumerate(line):
            assert number == 0 or p.start >= line[number - 1].end
            now = jobs[p.job].operations[p.operation].family
            assert p in frozen or p.setup == shop.setups.get((machine.name, family, now), 0)
            family = now
    for crew in shop.crews:
        busy = [p for p in plan.placements if jobs[p.job].operations[p.operation].crew == crew.name and p.end > p.start]
        for p in busy:
            assert sum(other.start <= p.start < other.end for other in busy) <= crew.heads
    late = sum(
        jobs[name].weight * max(0, max(p.end for p in rows.values() if p.job == name) - jobs[name].due)
        for name in {name for name, _ in rows}
        if jobs[name].due is not None
    )
    goal = shop.objective
    cost = goal.lateness * late + goal.setup * sum(p.setup for p in plan.placements) + goal.makespan * plan.makespan
    assert abs(cost - plan.cost) < 1e-6
    assert plan.lower_bound <= plan.makespan or not plan.placements


def _is_open(minute: int, shifts: tuple[Shift, ...]) -> bool:
    return any(shift.opens <= minute < shift.closes for shift in shifts)
