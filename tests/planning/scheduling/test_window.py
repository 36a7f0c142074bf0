"""Exact windows: never worse, and optimal where the whole shop is one window."""

import itertools
import math
import time

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.planning.scheduling.worlds import SAW, job, shop, step
from yunhe.planning.scheduling import Crew, Machine, Shift
from yunhe.planning.scheduling.arrays import compiled_shop
from yunhe.planning.scheduling.decode import decode, times_for
from yunhe.planning.scheduling.window import polished, windowed

FAMILIES = ("x", "y")
SETUPS = {("saw", "x", "y"): 4, ("saw", "y", "x"): 2}
Row = tuple[int, int, int, str]


def least_by_trial(rows: list[Row]) -> int:
    """The least Σ weight × tardiness of (time, due, weight, family) on the saw, set for x, by trying every order."""
    costs = []
    for order in itertools.permutations(rows):
        clock, family, cost = 0, "x", 0
        for time_needed, due, weight, needed in order:
            clock += SETUPS.get(("saw", family, needed), 0) + time_needed
            cost += weight * max(0, clock - due)
            family = needed
        costs.append(cost)
    return min(costs)


def start_of(a):
    order, mode = np.arange(len(a.job)), a.mode_of[:-1].copy()
    times, room = times_for(a)
    return order, mode, float(decode(a, order, mode, times, room, math.inf))


@settings(max_examples=8, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 25), st.integers(1, 4), st.sampled_from(FAMILIES)),
                min_size=2, max_size=6))  # fmt: skip
def test_a_shop_of_one_window_is_solved(rows: list[Row]):
    jobs = [job(str(n), step(("saw", t), family=f), due=due, urgency=w) for n, (t, due, w, f) in enumerate(rows)]
    a = compiled_shop(shop(*jobs, machines=(Machine("saw", set_for="x"),), setups=SETUPS), ()).arrays
    order, mode, cost = polished(a, *start_of(a), ends_at=time.perf_counter() + 5, seed=1)
    times, room = times_for(a)
    assert cost == decode(a, order, mode, times, room, math.inf) == least_by_trial(rows)


def test_windows_of_a_longer_plan_never_make_it_worse():
    names = ("saw", "mill")
    jobs = [
        job(
            str(n),
            step((names[n % 2], 3 + n % 5), family=FAMILIES[n % 2]),
            step(("saw", 4), ("mill", 5)),
            due=8 * (20 - n),
        )
        for n in range(20)
    ]
    a = compiled_shop(shop(*jobs, setups=SETUPS), ()).arrays
    order, mode, before = start_of(a)
    times, room = times_for(a)
    cost = before
    for seed in range(16):  # as long as a busy machine needs: twice as long each time, up to the first good one
        ends_at = time.perf_counter() + 0.5 * 2 ** min(seed, 5)
        order, mode, better = polished(a, order, mode, cost, ends_at=ends_at, seed=seed)
        assert better <= cost
        assert better == decode(a, order, mode, times, room, math.inf)
        cost = better
        if cost < 0.8 * before:
            break
    assert cost < 0.8 * before


def test_shops_with_shifts_or_crews_have_no_windows():
    late = job("a", step(("saw", 5)), due=1)
    assert windowed(compiled_shop(shop(late), ()).arrays)
    assert not windowed(compiled_shop(shop(late, machines=(Machine("saw", (Shift(0, 9),)),)), ()).arrays)
    manned = job("a", step(("saw", 5), crew="fitter"), due=1)
    assert not windowed(compiled_shop(shop(manned, machines=(SAW,), crews=(Crew("fitter", 1),)), ()).arrays)
