"""Small named worlds for routing tests: a straight road, one place per kilometre, 60 seconds per kilometre."""

import os
import random
from pathlib import Path

import numpy as np

from yunhe.planning.routing import Call, Load, Matrix, Problem, Stop, Vehicle, Window

KM, MINUTE, HOUR = 1000, 60, 3600
DATA = Path(os.environ.get("YUNHE_BENCH_DATA", Path(__file__).parents[3].parent / "shared" / "data"))


def bench_file(name: str) -> Path:
    """A file of the public benchmark data; a missing one fails with its name."""
    path = DATA / name
    if not path.exists():
        raise FileNotFoundError(f"benchmark data missing: {path} (set YUNHE_BENCH_DATA)")
    return path


def vrplib(seed: int, customers: int = 60) -> str:
    """A CVRP in the VRPLIB format: customers anywhere in a square, the depot in its middle, 100 pieces a vehicle."""
    dice = random.Random(seed)
    spots = [(500, 500), *((dice.randrange(1000), dice.randrange(1000)) for _ in range(customers))]
    demand = [0, *(dice.randint(1, 20) for _ in range(customers))]
    head = [f"DIMENSION : {len(spots)}", "EDGE_WEIGHT_TYPE : EUC_2D", "CAPACITY : 100", "NODE_COORD_SECTION"]
    places = [f"{n} {x} {y}" for n, (x, y) in enumerate(spots, 1)]
    wanted = [f"{n} {qty}" for n, qty in enumerate(demand, 1)]
    return "\n".join([*head, *places, "DEMAND_SECTION", *wanted, "DEPOT_SECTION", "1", "-1", "EOF\n"])


def solomon(seed: int, customers: int = 60, vehicles: int = 25) -> str:
    """A VRPTW in Solomon's format: each third customer has a window that a vehicle of its own could keep."""
    dice = random.Random(seed)
    lines = [f"S{seed}", "", "VEHICLE", "NUMBER CAPACITY", f"{vehicles} 200", "", "CUSTOMER",
             "CUST NO. XCOORD. YCOORD. DEMAND READY DUE SERVICE", "", "0 50 50 0 0 1000 0"]  # fmt: skip
    for n in range(1, customers + 1):
        ready = dice.randint(80, 700) if n % 3 == 0 else 0
        due = ready + 100 if ready else 900
        lines.append(f"{n} {dice.randrange(100)} {dice.randrange(100)} {dice.randint(5, 30)} {ready} {due} 10")
    return "\n".join(lines) + "\n"


def road(length: int = 11) -> Matrix:
    """Places 0 to length − 1 in a row."""
    place = np.arange(length)
    gaps = np.abs(place[:, None] - place)
    return Matrix(gaps * KM, gaps * MINUTE)


def stop(name: str, place: int, **more: object) -> Stop:
    """A stop at a kilometre; `window` and `service` in seconds, the rest as in Stop."""
    windows = more.pop("windows", (Window(),))
    call = Call(place, windows, more.pop("service", 0))  # type: ignore[arg-type]
    return Stop(name, call, **more)  # type: ignore[arg-type]


def van(**more: object) -> Vehicle:
    """A van at kilometre 0 that carries 100 kg and works from 8 to 18 o'clock."""
    given = {"capacity": Load(100_000, 10**9), "shift": Window(8 * HOUR, 18 * HOUR)} | more
    return Vehicle("van", 0, 0, **given)  # type: ignore[arg-type]


def problem(*stops: Stop, vehicles: tuple[Vehicle, ...] = (), **more: object) -> Problem:
    return Problem(road(), vehicles or (van(),), stops, **more)  # type: ignore[arg-type]
