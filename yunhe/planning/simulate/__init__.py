"""Simulation: a day-by-day twin of stock, suppliers, warehouse and trucks that replays a history under a policy.

`simulate(world, policy, seed)` answers one year under one policy; `compare` runs two policies through the same luck.
Quantities are whole pieces, money whole cents: the same seed gives the same bytes. numpy is the only import.
"""

from yunhe.planning.simulate.compare import Comparison, Difference, compare
from yunhe.planning.simulate.policy import HighestMonth, Levels, Policy
from yunhe.planning.simulate.report import Report
from yunhe.planning.simulate.twin import simulate
from yunhe.planning.simulate.world import BadWorld, World

__all__ = [
    "BadWorld",
    "Comparison",
    "Difference",
    "HighestMonth",
    "Levels",
    "Policy",
    "Report",
    "World",
    "compare",
    "simulate",
]
