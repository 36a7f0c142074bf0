"""The nouns of routing: loads, windows, stops, transfers, vehicles, and the plan that comes back."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from yunhe.planning.routing.distance import Matrix

FOREVER = 2**40
"""Later than any time and farther than any distance of a plan; still far from overflow when summed."""


class Goal(StrEnum):
    """What a good plan is, after serving what can be served."""

    COST = "cost"
    FEW = "few"
    BALANCED = "balanced"


@dataclass(frozen=True)
class Load:
    """Grams and cubic centimetres."""

    weight: int = 0
    volume: int = 0

    def __add__(self, other: Load) -> Load:
        return Load(self.weight + other.weight, self.volume + other.volume)

    def __sub__(self, other: Load) -> Load:
        return Load(self.weight - other.weight, self.volume - other.volume)

    def fits(self, capacity: Load) -> bool:
        return self.weight <= capacity.weight and self.volume <= capacity.volume


NOTHING = Load()
UNLIMITED = Load(FOREVER, FOREVER)


@dataclass(frozen=True)
class Window:
    """Service may begin from `opens` to `closes`, both included; seconds."""

    opens: int = 0
    closes: int = FOREVER


ANY_TIME = Window()


@dataclass(frozen=True)
class Call:
    """One standing of the vehicle at a place: where, when it may begin, how long it takes."""

    place: int
    windows: tuple[Window, ...] = (ANY_TIME,)
    service: int = 0


@dataclass(frozen=True)
class Stop:
    """Goods from the depot to a customer, or back, or both; for vehicles with all `needs` among their skills."""

    name: str
    call: Call
    delivery: Load = NOTHING
    pickup: Load = NOTHING
    priority: int = 1
    needs: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Transfer:
    """Goods collected at one place and delivered at another by the same vehicle."""

    name: str
    collect: Call
    deliver: Call
    load: Load = NOTHING
    priority: int = 1
    needs: frozenset[str] = frozenset()


Work = Stop | Transfer


@dataclass(frozen=True)
class Break:
    """A rest that begins inside `start`; owed by a route that is under way when the window closes."""

    start: Window
    duration: int


@dataclass(frozen=True)
class Vehicle:
    """A kind of vehicle. `pace` multiplies travel times; costs are per vehicle used, per metre and per second."""

    name: str
    start: int
    end: int
    capacity: Load = UNLIMITED
    count: int = 1
    shift: Window = ANY_TIME
    breaks: tuple[Break, ...] = ()
    max_duration: int = FOREVER
    max_distance: int = FOREVER
    fixed_cost: int = 0
    cost_per_metre: int = 1
    cost_per_second: int = 0
    pace: float = 1.0
    skills: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Problem:
    """What is to be driven. Names of stops and transfers are unique."""

    matrix: Matrix
    vehicles: tuple[Vehicle, ...]
    stops: tuple[Stop, ...] = ()
    transfers: tuple[Transfer, ...] = ()

    @property
    def works(self) -> tuple[Work, ...]:
        """Stops, then transfers."""
        return (*self.stops, *self.transfers)


@dataclass(frozen=True)
class Visit:
    """One call of a route: it arrives, waits if it must, begins, leaves. `kind` is stop, collect, deliver or break."""

    name: str
    kind: str
    place: int
    arrive: int
    begin: int
    leave: int
    distance: int = 0


@dataclass(frozen=True)
class Route:
    """A vehicle's day. `number` counts the vehicles of one kind from 1; `done` visits are history of a re-plan."""

    vehicle: str
    number: int
    visits: tuple[Visit, ...]
    start: int
    end: int
    distance: int
    cost: int
    places: tuple[int, int]
    done: int = 0

    @property
    def duration(self) -> int:
        return self.end - self.start

    @property
    def names(self) -> tuple[str, ...]:
        """The visited names in order, breaks left out."""
        return tuple(visit.name for visit in self.visits if visit.kind != "break")

    @property
    def legs(self) -> tuple[tuple[int, int], ...]:
        """The driven pairs of places, from the start to the end of the route."""
        stations = [self.places[0], *(v.place for v in self.visits if v.kind != "break"), self.places[1]]
        return tuple(pairwise(stations))


@dataclass(frozen=True)
class Unserved:
    """A stop or transfer left out. `reason` is a stable word, `text` a sentence with the figures, `short` the amount
    missing: seconds for `late` and `shift`, grams for `weight`, cubic centimetres for `volume`, else 0."""

    name: str
    reason: str
    text: str
    short: int = 0


@dataclass(frozen=True)
class Plan:
    """Routes and what they leave out. `cost` is the sum over the routes; unserved work costs nothing here."""

    routes: tuple[Route, ...]
    unserved: tuple[Unserved, ...]
    cost: int
    iterations: int
    seed: int
    notes: tuple[str, ...] = ()

    @property
    def distance(self) -> int:
        return sum(route.distance for route in self.routes)
