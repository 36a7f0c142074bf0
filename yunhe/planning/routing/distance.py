"""How far and how long between places: a matrix from coordinates, or from the answer of OSRM or Valhalla."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yunhe.planning.routing.errors import RoutingError

EARTH_RADIUS = 6_371_000.0
UNREACHABLE = -1

Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Matrix:
    """`distance[i, j]` in metres and `duration[i, j]` in seconds from place i to place j, both square, whole, ≥ 0;
    −1 says that there is no way. Raises RoutingError when the shapes disagree."""

    distance: Whole
    duration: Whole

    def __post_init__(self) -> None:
        rows = self.distance.shape[0]
        if self.distance.shape != (rows, rows) or self.duration.shape != (rows, rows):
            shapes = f"{self.distance.shape} and {self.duration.shape}"
            raise RoutingError(f"distance and duration must be square and of one size, not {shapes}", offender="matrix")

    def __len__(self) -> int:
        return int(self.distance.shape[0])


def haversine(points: Sequence[tuple[float, float]], *, factor: float = 1.3, speed: float = 8.0) -> Matrix:
    """Road distances guessed from (latitude, longitude) in degrees: great circle × `factor`, `speed` in metres/second.

    The mean detour factor of 300 European cities is 1.34, of the United States about 1.2 to 1.25; set the one of your
    region. The formula is the haversine (R. W. Sinnott, Virtues of the Haversine, 1984).
    """
    radians = np.radians(np.asarray(points, dtype=float).reshape(-1, 2))
    latitude, longitude = radians[:, 0], radians[:, 1]
    half = np.sin((latitude[:, None] - latitude) / 2) ** 2
    half += np.cos(latitude[:, None]) * np.cos(latitude) * np.sin((longitude[:, None] - longitude) / 2) ** 2
    metres = 2 * EARTH_RADIUS * np.arcsin(np.sqrt(np.clip(half, 0, 1))) * factor
    return Matrix(_whole(metres), _whole(metres / speed))


def from_osrm(answer: Mapping[str, Any]) -> Matrix:
    """The JSON answer of OSRM's table service asked with `annotations=distance,duration`; null is no way.

    Raises RoutingError when one of the two tables is missing.
    """
    missing = [key for key in ("distances", "durations") if key not in answer]
    if missing:
        raise RoutingError(f"no {missing[0]} in the answer; ask with annotations=distance,duration", offender="osrm")
    return Matrix(_whole_or_none(answer["distances"]), _whole_or_none(answer["durations"]))


def from_valhalla(answer: Mapping[str, Any]) -> Matrix:
    """The JSON answer of Valhalla's sources_to_targets, in kilometres and seconds; null is no way.

    Raises RoutingError when the table is missing.
    """
    if "sources_to_targets" not in answer:
        raise RoutingError("the answer has no sources_to_targets", offender="valhalla")
    rows = answer["sources_to_targets"]
    metres = [[None if cell["distance"] is None else cell["distance"] * 1000 for cell in row] for row in rows]
    return Matrix(_whole_or_none(metres), _whole_or_none([[cell["time"] for cell in row] for row in rows]))


def _whole(values: NDArray[np.float64]) -> Whole:
    return np.rint(values).astype(np.int64)


def _whole_or_none(rows: Sequence[Sequence[float | None]]) -> Whole:
    return _whole(np.array([[UNREACHABLE if cell is None else cell for cell in row] for row in rows], dtype=float))
