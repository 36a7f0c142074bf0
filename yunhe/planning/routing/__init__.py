"""Routing: which vehicle visits which stop, in which order, and which stop cannot be served, and why.

Words: a *place* is a row of the travel matrix; a *stop* delivers goods from the depot or collects goods for it; a
*transfer* collects at one place and delivers at another; a *vehicle* is a kind, of which `count` are at hand; a *plan*
is a route per used vehicle plus the unserved with their reasons. Distances are whole metres, times whole seconds,
weights whole grams, volumes whole cubic centimetres, costs whole units of the caller's choice.

    plan = routing.plan(problem, seconds=10, seed=1)
    plan = routing.replan(problem, progress, depot=0, seconds=5)      # done stops stay, the rest is planned anew
"""

from yunhe.planning.routing.distance import Matrix, from_osrm, from_valhalla, haversine
from yunhe.planning.routing.draw import draw
from yunhe.planning.routing.errors import RoutingError
from yunhe.planning.routing.model import (
    Break,
    Call,
    Goal,
    Load,
    Plan,
    Problem,
    Route,
    Stop,
    Transfer,
    Unserved,
    Vehicle,
    Visit,
    Window,
)
from yunhe.planning.routing.read import Benchmark, read
from yunhe.planning.routing.replan import Progress, replan
from yunhe.planning.routing.solve import plan

__all__ = [
    "Benchmark",
    "Break",
    "Call",
    "Goal",
    "Load",
    "Matrix",
    "Plan",
    "Problem",
    "Progress",
    "Route",
    "RoutingError",
    "Stop",
    "Transfer",
    "Unserved",
    "Vehicle",
    "Visit",
    "Window",
    "draw",
    "from_osrm",
    "from_valhalla",
    "haversine",
    "plan",
    "read",
    "replan",
]
