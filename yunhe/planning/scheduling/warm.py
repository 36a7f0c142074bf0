"""Compile the loops before anybody waits for them."""

from __future__ import annotations

from yunhe.planning.scheduling.model import SHORTEST, Alternative, Job, Machine, Objective, Operation, Shop
from yunhe.planning.scheduling.solve import schedule


def warm_up() -> None:
    """Makes the machine code of all loops, if it is not there yet (about ten seconds, once per version), by planning two
    tiny shops: one for its makespan, one for its lateness. Without numba there is nothing to do and it returns at once."""
    for objective in (SHORTEST, Objective()):
        tiny = _tiny(objective)
        schedule(tiny, seconds=0)
        schedule(tiny, seconds=0.1)


def _tiny(objective: Objective) -> Shop:
    choices = (Alternative("a", 2), Alternative("b", 3))
    jobs = tuple(Job(str(number), (Operation(choices), Operation(choices[:1])), due=1) for number in range(3))
    return Shop((Machine("a"), Machine("b")), jobs, objective=objective)
