"""Bounds that no plan can beat, the tabu search against its graph, and the plain code against the compiled."""

import os
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.planning.scheduling.worlds import classic, job, shop, step
from yunhe.planning import scheduling
from yunhe.planning.scheduling import SHORTEST
from yunhe.planning.scheduling.bound import jackson


def preemptive(rows: list[tuple[int, int, int]]) -> int:
    """The one-machine optimum minute by minute."""
    left, now, longest = [list(row) for row in rows], 0, 0
    while any(row[1] for row in left):
        there = [row for row in left if row[1] and row[0] <= now]
        if there:
            row = max(there, key=lambda one: one[2])
            row[1] -= 1
            longest = max(longest, now + 1 + row[2])
        now += 1
    return longest


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(1, 6), st.integers(0, 12)), min_size=1, max_size=6))
def test_jacksons_schedule_minute_by_minute(rows: list[tuple[int, int, int]]):
    assert jackson(rows) == preemptive(rows)


@settings(max_examples=10, deadline=None)
@given(st.data())
def test_tabu_search_never_beats_its_bound_and_never_loses_to_the_rules(data: st.DataObject):
    draw = data.draw
    names = ("saw", "mill")
    jobs = [
        job(f"j{n}", *(step(*((k, draw(st.integers(0, 6))) for k in draw(st.sets(st.sampled_from(names), min_size=1))))
                       for _ in range(draw(st.integers(1, 4)))))
        for n in range(draw(st.integers(1, 5)))
    ]  # fmt: skip
    world = shop(*jobs, objective=SHORTEST)
    rule = scheduling.schedule(world, seconds=0)
    plan = scheduling.schedule(world, seconds=0.1)
    assert rule.lower_bound <= plan.lower_bound <= plan.makespan <= rule.makespan


PLAIN = """
import json, sys
from yunhe.planning.scheduling import graph, tabu
from yunhe.planning.scheduling.arrays import compiled_shop
from yunhe.planning import scheduling
from yunhe.planning.scheduling.makespan import Individual, Makespan
import numpy as np
shop = scheduling.read(sys.stdin.read())
a = compiled_shop(shop, ()).arrays
search = Makespan(a, 3, 0.0)
start = Individual(0, np.arange(len(a.job)), a.mode_of[:-1].copy())
one = search._improved(start, lambda: 0)
print(json.dumps([one.makespan, one.rank.tolist(), search.chance.tolist()]))
"""


@pytest.mark.long
def test_the_plain_code_walks_the_same_way_as_the_compiled():
    rows = classic("ft06")
    text = "\n".join(["6 6", *(" ".join(f"{k} {p}" for k, p in row) for row in rows)])
    outputs = [
        subprocess.run(
            [sys.executable, "-c", PLAIN], input=text, capture_output=True, text=True, check=True,
            env=os.environ | {"NUMBA_DISABLE_JIT": switch},
        ).stdout
        for switch in ("0", "1")
    ]  # fmt: skip
    assert outputs[0] == outputs[1]
    assert outputs[0].startswith("[")
