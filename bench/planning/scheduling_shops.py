"""Generated job shops with due dates, set-ups and alternatives, and the four classic rules as a floor.

Due dates after the usual scheme for tardiness experiments: uniform on C·(1 − τ − R/2) to C·(1 − τ + R/2), with τ the
tardiness factor, R the range and C an estimate of the makespan; at the least the job's own work after its release.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator

import numpy as np

from yunhe.planning.scheduling import Alternative, Job, Machine, Operation, Shop

SHOPS, TIGHTNESS, RANGE = 50, (0.3, 0.6), 0.5
MACHINES, FAMILIES = 8, 4
LOOKS, SETUP_LOOKS = (0.5, 1.0, 2.0, 3.0, 4.0, 6.0), (0.1, 0.25, 0.5, 1.0)


def tardy_shops() -> Iterator[tuple[str, Shop]]:
    """50 shops: τ alternates, 20 to 40 jobs."""
    for seed in range(1, SHOPS + 1):
        tightness = TIGHTNESS[seed % 2]
        yield f"shop {seed}, τ {tightness}", tardy_shop(seed, tightness)


def tardy_shop(seed: int, tightness: float) -> Shop:
    """20 to 40 jobs of 3 to 7 operations on 8 machines, times 5 to 60, every third operation with a second machine up to
    30 % slower, 4 families with set-ups of 5 to 20, releases in the first third, weights 1 to 5."""
    dice = random.Random(seed)
    count = dice.randint(20, 40)
    rows = [_operations(dice) for _ in range(count)]
    work = [0.0] * MACHINES
    for operation in (operation for row in rows for operation in row):
        for choice in operation.alternatives:
            work[int(choice.machine)] += (choice.time + 8) / len(operation.alternatives)
    span = max(work) * 1.2
    jobs = []
    for number, row in enumerate(rows):
        release = dice.randint(0, int(span / 3))
        least = release + sum(min(c.time for c in operation.alternatives) for operation in row)
        due = dice.uniform(span * (1 - tightness - RANGE / 2), span * (1 - tightness + RANGE / 2))
        jobs.append(Job(f"job {number}", row, release=release, due=max(least, int(due)), urgency=dice.randint(1, 5)))
    setups = {
        (f"{k}", f"f{a}", f"f{b}"): dice.randint(5, 20)
        for k in range(MACHINES)
        for a in range(FAMILIES)
        for b in range(FAMILIES)
        if a != b
    }
    return Shop(tuple(Machine(str(k), set_for="f0") for k in range(MACHINES)), tuple(jobs), setups=setups)


def _operations(dice: random.Random) -> tuple[Operation, ...]:
    family = f"f{dice.randrange(FAMILIES)}"
    operations = []
    for machine in dice.sample(range(MACHINES), dice.randint(3, 7)):
        time = dice.randint(5, 60)
        choices = [Alternative(str(machine), time)]
        if dice.random() < 1 / 3:
            other = dice.choice([k for k in range(MACHINES) if k != machine])
            choices.append(Alternative(str(other), round(time * dice.uniform(1.0, 1.3))))
        operations.append(Operation(tuple(choices), family=family))
    return tuple(operations)


def _rule(name: str) -> Callable[[Shop], float]:
    """The rule's cost, with the best of its parameters on each shop: a floor as high as the rule can make it."""

    def cost(shop: Shop) -> float:
        from yunhe.planning.scheduling import dispatch
        from yunhe.planning.scheduling.arrays import compiled_shop
        from yunhe.planning.scheduling.bottleneck import urge_of
        from yunhe.planning.scheduling.decode import decode, times_for

        a = compiled_shop(shop, ()).arrays
        times, room = times_for(a)
        costs = []
        for look in LOOKS if name in ("ATC", "ATCS") else (1.0,):
            for setup_look in SETUP_LOOKS if name == "ATCS" else (1.0,):
                order, mode = np.zeros_like(a.job), np.zeros_like(a.job)
                dispatch.dispatch(a, getattr(dispatch, name), look, setup_look, urge_of(a), order, mode)
                costs.append(float(decode(a, order, mode, times, room, math.inf)))
        return min(costs)

    return cost


BASE = {name: _rule(name) for name in ("EDD", "WSPT", "ATC", "ATCS")}
