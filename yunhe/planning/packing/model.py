"""The nouns of packing: items, cartons, a carrier's tariff, parcels, and why a carton was not taken.

Lengths in whole millimetres, weights in whole grams, money in whole fen (cents).
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from yunhe.planning.errors import PlanningError

Size = tuple[int, int, int]


class PackingError(PlanningError):
    """An item, carton or tariff that contradicts itself; `offender` is its name."""


@dataclass(frozen=True, slots=True)
class Item:
    """`qty` pieces of one size. `upright`: only turned about the vertical. `max_load`: grams it carries on top.

    A fragile item carries nothing.
    """

    name: str
    size: Size
    weight: int
    qty: int = 1
    upright: bool = False
    fragile: bool = False
    max_load: int | None = None

    def __post_init__(self) -> None:
        if min(self.size) < 1 or self.weight < 0 or self.qty < 1 or (self.max_load or 0) < 0:
            raise PackingError(
                "an item needs a size and a quantity, and no negative weight or load", offender=self.name
            )

    @property
    def volume(self) -> int:
        return self.size[0] * self.size[1] * self.size[2]


@dataclass(frozen=True, slots=True)
class Carton:
    """A carton by its inner size; the carrier measures it `wall` larger on each side. `price`: what it costs us."""

    name: str
    size: Size
    max_weight: int = 30_000
    tare: int = 0
    price: int = 0
    wall: int = 0

    def __post_init__(self) -> None:
        if min(self.size) < 1 or self.max_weight < 1 or min(self.tare, self.price, self.wall) < 0:
            raise PackingError("a carton needs a size and a load, and no negative figure", offender=self.name)

    @property
    def volume(self) -> int:
        return self.size[0] * self.size[1] * self.size[2]

    @property
    def outer_volume(self) -> int:
        length, width, height = (side + 2 * self.wall for side in self.size)
        return length * width * height


@dataclass(frozen=True, slots=True)
class Tariff:
    """First weight and started steps on the larger of weight and volumetric weight.

    `divisor`: cubic centimetres that count as one kilogram (6,000, 8,000, 12,000 …); None: volume does not count.
    """

    first_weight: int
    first_price: int
    step_weight: int
    step_price: int
    divisor: int | None = None

    def __post_init__(self) -> None:
        figures = (self.first_weight, self.first_price, self.step_price)
        if min(figures) < 0 or self.step_weight < 1 or (self.divisor is not None and self.divisor < 1):
            raise PackingError("a tariff has no negative figure, a step and a divisor above zero", offender="tariff")

    def volumetric(self, carton: Carton) -> int:
        """Volumetric weight in grams: cubic millimetres over the divisor, rounded up."""
        return 0 if self.divisor is None else -(-carton.outer_volume // self.divisor)

    def freight(self, billable: int) -> int:
        over = max(0, billable - self.first_weight)
        return self.first_price + -(-over // self.step_weight) * self.step_price


class Placed(NamedTuple):
    """A piece of an item: the corner nearest to the origin and the size as it lies there, height last."""

    item: Item
    at: Size
    size: Size


class Why(StrEnum):
    """Why a carton, or an item, was not taken. `figure` and `limit` carry the numbers."""

    SIDE = "side"  # an item is too large whichever way it lies; figure, limit: sides in mm
    WEIGHT = "weight"  # grams of the goods against the carton's load
    VOLUME = "volume"  # cubic millimetres of the goods against the carton's
    ARRANGEMENT = "arrangement"  # no arrangement was found in the tries allowed; figure: pieces placed, limit: wanted
    COST = "cost"  # it would do; fen against the chosen carton's


class Rejected(NamedTuple):
    """A carton that was not chosen for a parcel."""

    carton: Carton
    why: Why
    figure: int
    limit: int


class Unpacked(NamedTuple):
    """A piece that fits no carton at all."""

    item: Item
    why: Why
    figure: int
    limit: int


@dataclass(frozen=True, slots=True)
class Parcel:
    """A packed carton: what lies where, what it weighs and costs, and the cartons it was preferred to."""

    carton: Carton
    placed: tuple[Placed, ...]
    weight: int
    volumetric: int
    void: int  # cubic millimetres to fill
    freight: int
    cost: int  # freight + carton + void fill
    rejected: tuple[Rejected, ...] = ()

    @property
    def billable(self) -> int:
        return max(self.weight, self.volumetric)


@dataclass(frozen=True, slots=True)
class Packing:
    """The parcels of one order, and the pieces that fit no carton."""

    parcels: tuple[Parcel, ...]
    unpacked: tuple[Unpacked, ...] = ()

    @property
    def cost(self) -> int:
        return sum(parcel.cost for parcel in self.parcels)

    @property
    def freight(self) -> int:
        return sum(parcel.freight for parcel in self.parcels)
