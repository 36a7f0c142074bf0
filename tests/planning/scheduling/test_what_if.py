"""A rush job, a fault, a late part: who becomes late, and by how much, before anything is accepted."""

import pytest

from tests.planning.scheduling.checker import judge_schedule
from tests.planning.scheduling.worlds import job, shop, step
from yunhe.planning import scheduling
from yunhe.planning.scheduling import MachineDown, MaterialLate, RushJob, SchedulingError

SHOP = shop(
    job("a", step(("saw", 10)), step(("mill", 5)), due=15),
    job("b", step(("saw", 10)), step(("mill", 5)), due=25),
    job("c", step(("saw", 10)), due=30),
)
PLAN = scheduling.schedule(SHOP, seconds=0.1)


def answered(*changes, **more):
    answer = scheduling.what_if(SHOP, PLAN, changes, seconds=0.1, **({"now": 10} | more))
    judge_schedule(answer.shop, answer.after)
    return answer


def moved(answer):
    return {shift.job: (shift.before, shift.after, shift.worse) for shift in answer.shifts}


def test_the_plan_before():
    assert PLAN.ends == {"a": 15, "b": 25, "c": 30}
    assert PLAN.cost == 0


def test_a_rush_job_tells_whom_it_makes_late():
    answer = answered(RushJob(job("rush", step(("saw", 6)), due=16, urgency=9)))
    assert moved(answer) == {"rush": (None, 16, 0), "b": (25, 31, 6), "c": (30, 36, 6)}
    assert {shift.job for shift in answer.becomes_late} == {"b", "c"}
    assert answer.extra_cost == 12
    assert SHOP.jobs[-1].name == "c"


def test_a_fault_moves_the_work_behind_it():
    answer = answered(MachineDown("saw", 10, 18))
    assert moved(answer) == {"b": (25, 33, 8), "c": (30, 38, 8)}


def test_work_begun_on_a_machine_that_fails_is_begun_again_and_named():
    answer = answered(MachineDown("saw", 15, 18), now=11)
    assert answer.after.notes == ("b operation 0 cannot stay frozen: saw or its crew is closed then",)
    assert answer.after.ends == {"a": 15, "b": 29, "c": 34}


def test_a_late_part_lets_others_pass():
    answer = answered(MaterialLate("b", 0, 21))
    assert moved(answer) == {"b": (25, 36, 11), "c": (30, 20, 0)}


def test_the_frozen_zone_keeps_its_work():
    answer = answered(RushJob(job("rush", step(("saw", 6)), due=16, urgency=9)), frozen_until=21)
    assert answer.after.ends["b"] == 25
    assert answer.after.ends["c"] == 30
    assert answer.after.ends["rush"] == 36
    assert {placement for placement in PLAN.placements if placement.start < 21} <= set(answer.after.placements)


def test_changes_of_strangers_are_refused():
    with pytest.raises(SchedulingError, match="no machine lathe"):
        answered(MachineDown("lathe", 0, 5))
    with pytest.raises(SchedulingError, match="no operation 4 of job a"):
        answered(MaterialLate("a", 4, 5))
