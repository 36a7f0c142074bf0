"""Scheduling: which job on which machine, when; who becomes late, by how much, and which machine holds up the shop.

Words: a *job* is a list of *operations*, each done on one of its *alternatives*; a *machine* and a *crew* work in
*shifts*; a *set-up* depends on the families before and after; what is *frozen* stays. Times are whole numbers of one
unit of the caller's choice. A plan comes from a dispatch rule in milliseconds and gets better for as many seconds as it
is given.

    plan = scheduling.schedule(shop, seconds=5, seed=1)
    answer = scheduling.what_if(shop, plan, [scheduling.RushJob(job)], now=480, frozen_until=600, seconds=5)
"""

from yunhe.planning.scheduling.draw import draw
from yunhe.planning.scheduling.errors import SchedulingError
from yunhe.planning.scheduling.model import (
    SHORTEST,
    Alternative,
    Crew,
    Job,
    Lateness,
    Load,
    Machine,
    Objective,
    Operation,
    Placement,
    Schedule,
    Shift,
    Shop,
    Unplaced,
)
from yunhe.planning.scheduling.read import read
from yunhe.planning.scheduling.solve import schedule
from yunhe.planning.scheduling.warm import warm_up
from yunhe.planning.scheduling.what_if import Answer, JobShift, MachineDown, MaterialLate, RushJob, what_if

__all__ = [
    "SHORTEST",
    "Alternative",
    "Answer",
    "Crew",
    "Job",
    "JobShift",
    "Lateness",
    "Load",
    "Machine",
    "MachineDown",
    "MaterialLate",
    "Objective",
    "Operation",
    "Placement",
    "RushJob",
    "Schedule",
    "SchedulingError",
    "Shift",
    "Shop",
    "Unplaced",
    "draw",
    "read",
    "schedule",
    "warm_up",
    "what_if",
]
