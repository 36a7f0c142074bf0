"""Plans for small shops: exact values where they are known, every promise checked where they are not."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.planning.scheduling.checker import judge_schedule
from tests.planning.scheduling.worlds import MILL, SAW, job, shop, step
from yunhe.planning import scheduling
from yunhe.planning.scheduling import SHORTEST, Crew, Machine, Objective, Placement, SchedulingError, Shift, Shop


def planned(world: Shop, seconds: float = 0.1) -> scheduling.Schedule:
    plan = scheduling.schedule(world, seconds=seconds, seed=1)
    judge_schedule(world, plan)
    return plan


def line(plan: scheduling.Schedule, machine: str) -> list[tuple[str, int, int]]:
    return [(p.job, p.start, p.end) for p in plan.placements if p.machine == machine]


def test_the_heavier_late_job_goes_first():
    plan = planned(shop(job("light", step(("saw", 10)), due=10), job("heavy", step(("saw", 10)), due=10, margin=3.0)))
    assert line(plan, "saw") == [("heavy", 0, 10), ("light", 10, 20)]
    assert [(one.job, one.late, one.cost) for one in plan.late] == [("light", 10, 10.0)]
    assert plan.cost == 10.0
    assert plan.bottleneck == "saw"
    assert plan.loads[0].busy == 20
    assert plan.loads[0].share == 1.0


def test_weight_is_urgency_times_customer_times_margin():
    assert job("a", urgency=2.0, customer=3.0, margin=0.5).weight == 3.0


def test_two_machines_in_a_row_meet_johnsons_rule():
    """Johnson (1954): jobs (3, 6), (5, 2), (1, 2) take 12 at the shortest; CP-SAT proves it."""
    rows = {"a": (3, 6), "b": (5, 2), "c": (1, 2)}
    world = shop(*(job(n, step(("saw", x)), step(("mill", y))) for n, (x, y) in rows.items()), objective=SHORTEST)
    plan = planned(world, 8)
    assert (plan.makespan, plan.lower_bound, plan.optimal) == (12, 12, True)


def test_alternatives_share_the_work():
    world = shop(*(job(str(n), step(("saw", 4), ("mill", 4))) for n in range(4)), objective=SHORTEST)
    assert planned(world, 0.3).makespan == 8


def test_work_pauses_at_night_or_waits_for_the_morning():
    day = Machine("saw", (Shift(0, 10), Shift(20, 30)))
    through = planned(shop(job("long", step(("saw", 15))), machines=(day,)))
    assert line(through, "saw") == [("long", 0, 25)]
    whole = planned(
        shop(job("first", step(("saw", 4))), job("second", step(("saw", 8), divisible=False)), machines=(day,))
    )
    assert sorted(line(whole, "saw")) in (
        [("first", 0, 4), ("second", 20, 28)],
        [("first", 8, 22), ("second", 0, 8)],
    )


def test_set_ups_depend_on_the_order():
    """Red, blue, red by due date changes over twice; the cheapest order once."""
    jobs = [job(n, step(("saw", 5), family=f)) for n, f in (("r1", "red"), ("b", "blue"), ("r2", "red"))]
    times = {("saw", "red", "blue"): 7, ("saw", "blue", "red"): 7}
    world = shop(*jobs, machines=(Machine("saw", set_for="red"),), setups=times, objective=Objective(0, 1, 0))
    plan = planned(world)
    assert plan.cost == 7
    assert [name for name, _, _ in line(plan, "saw")][-1] == "b"
    assert sum(p.setup for p in plan.placements) == 7


def test_material_and_release_hold_work_back():
    world = shop(job("late part", step(("saw", 5), ready=30)), job("later", step(("mill", 5)), release=40))
    assert {p.job: p.start for p in planned(world).placements} == {"late part": 30, "later": 40}


def test_one_operator_for_two_machines():
    crew = Crew("fitter", 1)
    jobs = (job("a", step(("saw", 5), crew="fitter")), job("b", step(("mill", 5), crew="fitter")))
    assert planned(shop(*jobs, crews=(crew,), objective=SHORTEST)).makespan == 10
    assert planned(shop(*jobs, crews=(Crew("fitter", 2),), objective=SHORTEST)).makespan == 5


def test_the_crew_works_only_when_it_and_the_machine_are_there():
    crew = Crew("fitter", 1, (Shift(4, 8), Shift(12, 20)))
    world = shop(job("a", step(("saw", 6), crew="fitter")), machines=(Machine("saw", (Shift(6, 14),)),), crews=(crew,))
    refused = planned(world)
    assert [(out.job, out.reason) for out in refused.unplaced] == [("a", "calendar")]
    longer = shop(job("a", step(("saw", 4), crew="fitter")), machines=(Machine("saw", (Shift(6, 14),)),), crews=(crew,))
    assert line(planned(longer), "saw") == [("a", 6, 14)]


def test_frozen_work_stays_and_the_rest_comes_behind_it():
    stays = Placement("old", 0, "saw", 3, 13)
    world = shop(
        job("old", step(("saw", 10)), step(("mill", 2))), job("new", step(("saw", 4))), start=5, frozen=(stays,)
    )
    plan = planned(world)
    assert stays in plan.placements
    assert line(plan, "saw") == [("old", 3, 13), ("new", 13, 17)]
    assert line(plan, "mill") == [("old", 13, 15)]


def test_frozen_work_that_cannot_stay_is_named_and_planned_again():
    closed = Machine("saw", (Shift(0, 5), Shift(20, 40)))
    world = shop(
        job("old", step(("saw", 10))), machines=(closed,), start=6, frozen=(Placement("old", 0, "saw", 3, 13),)
    )
    plan = planned(world)
    assert line(plan, "saw") == [("old", 20, 30)]
    assert plan.notes == ("old operation 0 cannot stay frozen: saw or its crew is closed then",)


def test_bad_jobs_are_named_and_the_rest_is_planned():
    world = shop(
        job("good", step(("saw", 5))),
        job("empty"),
        job("homeless", step(("saw", 1)), step()),
        job("stranger", step(("lathe", 5))),
        job("backwards", step(("saw", -5))),
        job("uncrewed", step(("saw", 5), crew="ghosts")),
        job("worthless", step(("saw", 5)), urgency=-1.0),
        job("too long", step(("mill", 11), divisible=False)),
        machines=(SAW, Machine("mill", (Shift(0, 10), Shift(20, 30)))),
    )
    plan = planned(world)
    assert [p.job for p in plan.placements] == ["good"]
    assert {out.job: out.text for out in plan.unplaced} == {
        "empty": "job empty has no operation",
        "homeless": "operation 1 of job homeless has no machine",
        "stranger": "operation 0 of job stranger names machine lathe, which does not exist",
        "backwards": "operation 0 of job backwards takes the negative time -5",
        "uncrewed": "operation 0 of job uncrewed needs crew ghosts, which does not exist",
        "worthless": "job worthless has the negative weight -1.0",
        "too long": "operation 0 of job too long finds no open time in one piece on any of its machines after 0",
    }


@pytest.mark.parametrize(("world", "offender"), [
    (Shop((), ()), "machines"),
    (shop(job("twin"), job("twin")), "twin"),
    (shop(machines=(SAW, SAW)), "saw"),
    (shop(machines=(Machine("saw", (Shift(0, 10), Shift(5, 20))),)), "saw"),
    (shop(crews=(Crew("nobody", 0),)), "nobody"),
])  # fmt: skip
def test_what_cannot_be_planned_at_all_is_refused(world: Shop, offender: str):
    with pytest.raises(SchedulingError) as refused:
        scheduling.schedule(world, seconds=0)
    assert refused.value.offender == offender


def test_nothing_to_do():
    assert scheduling.schedule(shop(), seconds=1).placements == ()


def test_rules_alone_answer_without_a_search():
    world = shop(*(job(str(n), step(("saw", n)), step(("mill", 5 - n)), due=3 * n) for n in range(1, 5)))
    plan = scheduling.schedule(world, seconds=0)
    judge_schedule(world, plan)
    assert plan.method != "annealing"


@pytest.mark.parametrize("objective", [SHORTEST, Objective()])
def test_a_search_can_be_stopped_and_gives_its_best(objective: Objective):
    jobs = (job(str(n), step(("saw", 3 + n)), step(("mill", 9 - n)), due=5) for n in range(8))
    world = shop(*jobs, objective=objective)
    asked = []
    plan = scheduling.schedule(world, seconds=600, seed=1, stop=lambda: len(asked) > 3 or bool(asked.append(1)))
    judge_schedule(world, plan)
    assert len(plan.placements) == 16


def best_by_trial(rows: list[tuple[int, int, int]]) -> int:
    """The least Σ weight × tardiness of (time, due, weight) on one machine, by trying every order."""
    costs = []
    for order in itertools.permutations(rows):
        ends = itertools.accumulate(time for time, _, _ in order)
        costs.append(sum(weight * max(0, end - due) for end, (_, due, weight) in zip(ends, order)))
    return min(costs)


@settings(max_examples=8, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 25), st.integers(1, 4)), min_size=2, max_size=6))
def test_one_machine_reaches_the_optimum(rows: list[tuple[int, int, int]]):
    jobs = [job(str(n), step(("saw", time)), due=due, urgency=w) for n, (time, due, w) in enumerate(rows)]
    assert planned(shop(*jobs), 0.2).cost == best_by_trial(rows)


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_every_plan_keeps_its_promises(data: st.DataObject):
    draw = data.draw
    days = tuple(Shift(24 * d + 8, 24 * d + 20) for d in range(40))
    machines = (Machine("saw", days if draw(st.booleans()) else (), "x"), MILL, Machine("lathe", days[1:]))
    crews = (Crew("fitters", draw(st.integers(1, 2)), days if draw(st.booleans()) else ()),)
    times = st.integers(0, 10)
    jobs = [
        job(
            f"j{n}",
            *(
                step(
                    *((machine.name, draw(times)) for machine in draw(st.sets(st.sampled_from(machines), min_size=1))),
                    ready=draw(st.integers(0, 50)),
                    family=draw(st.sampled_from(["x", "y"])),
                    crew=draw(st.sampled_from(["", "fitters"])),
                    divisible=draw(st.booleans()),
                )
                for _ in range(draw(st.integers(1, 3)))
            ),
            release=draw(st.integers(0, 30)),
            due=draw(st.one_of(st.none(), st.integers(0, 120))),
            urgency=draw(st.integers(1, 3)),
        )
        for n in range(draw(st.integers(1, 5)))
    ]
    setups = {("saw", "x", "y"): draw(st.integers(0, 2)), ("mill", "y", "x"): draw(st.integers(0, 2))}
    objective = Objective(draw(st.integers(0, 1)), draw(st.integers(0, 1)), 1)
    world = shop(*jobs, machines=machines, crews=crews, setups=setups, objective=objective)
    judge_schedule(world, scheduling.schedule(world, seconds=0.1, seed=1))
