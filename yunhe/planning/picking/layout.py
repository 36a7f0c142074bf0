"""The warehouse as a picker walks it: parallel aisles, cross aisles between the blocks, places, a depot."""

from collections.abc import Sequence
from dataclasses import dataclass

from yunhe.planning.errors import PlanningError

Point = tuple[float, float]


class PickingError(PlanningError):
    """A warehouse, place, order or cart that contradicts itself; `offender` is its name."""


@dataclass(frozen=True, slots=True)
class Place:
    """A pick place: in which aisle (counted from 0), and how far along it, in the unit of the warehouse."""

    name: str
    aisle: int
    y: float


@dataclass(frozen=True, slots=True)
class Warehouse:
    """Aisles run along y at the positions `aisles`, cross aisles along x at the positions `crosses`, both ascending.

    n cross aisles make n - 1 blocks. The depot stands where aisle `depot[0]` meets cross aisle `depot[1]`.
    """

    aisles: tuple[float, ...]
    crosses: tuple[float, ...]
    depot: tuple[int, int] = (0, 0)

    def __post_init__(self) -> None:
        if not self.aisles or len(self.crosses) < 2:
            raise PickingError("a warehouse needs an aisle and two cross aisles", offender="warehouse")
        for positions in (self.aisles, self.crosses):
            if any(a >= b for a, b in zip(positions, positions[1:])):
                raise PickingError("positions of aisles and cross aisles ascend", offender="warehouse")
        if not (0 <= self.depot[0] < len(self.aisles) and 0 <= self.depot[1] < len(self.crosses)):
            raise PickingError("the depot stands at an aisle and a cross aisle that exist", offender="depot")

    @property
    def blocks(self) -> int:
        return len(self.crosses) - 1

    @property
    def start(self) -> Point:
        return self.aisles[self.depot[0]], self.crosses[self.depot[1]]

    def point(self, place: Place) -> Point:
        return self.aisles[place.aisle], place.y

    def block_of(self, y: float) -> int:
        """The block in which a place at y stands; a place on a cross aisle belongs to the block before it."""
        return next(block for block in range(self.blocks) if y <= self.crosses[block + 1])

    def check(self, places: Sequence[Place]) -> None:
        """Raise PickingError for a place outside the aisles."""
        for place in places:
            if not 0 <= place.aisle < len(self.aisles) or not self.crosses[0] <= place.y <= self.crosses[-1]:
                raise PickingError("a place lies outside the aisles of the warehouse", offender=place.name)

    def distance(self, a: Point, b: Point) -> float:
        """Metres on foot between two points in aisles: along the aisle, or over the cross aisle with least detour."""
        return abs(a[0] - b[0]) + abs(self.turn(a, b) - a[1]) + abs(self.turn(a, b) - b[1])

    def turn(self, a: Point, b: Point) -> float:
        """The y at which the shortest way from a to b changes aisles; a's own y if it does not."""
        if a[0] == b[0]:
            return a[1]
        return min(self.crosses, key=lambda y: abs(y - a[1]) + abs(y - b[1]))


@dataclass(frozen=True, slots=True)
class Walk:
    """A round trip from the depot: the places in order, every point where the picker turns, and the length."""

    places: tuple[Place, ...]
    path: tuple[Point, ...]
    length: float
    method: str


def walk_along(warehouse: Warehouse, places: Sequence[Place], method: str) -> Walk:
    """The walk that visits the places in the given order, each leg the shortest."""
    points = [warehouse.start, *(warehouse.point(place) for place in places), warehouse.start]
    path: list[Point] = [points[0]]
    for a, b in zip(points, points[1:]):
        y = warehouse.turn(a, b)
        path += [(a[0], y), (b[0], y), b]
    return Walk(tuple(places), tidy(path), path_length(path), method)


def path_length(path: Sequence[Point]) -> float:
    """Length of a path whose legs run along x or y."""
    return sum(abs(a[0] - b[0]) + abs(a[1] - b[1]) for a, b in zip(path, path[1:]))


def tidy(path: Sequence[Point]) -> tuple[Point, ...]:
    """The path without points that are repeated."""
    return tuple(point for n, point in enumerate(path) if n == 0 or point != path[n - 1])
