"""Small named worlds for routing tests: a straight road, one place per kilometre, 60 seconds per kilometre."""

import os
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
