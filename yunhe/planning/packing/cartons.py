"""Which cartons for an order: one if one will do, the cheapest by freight, carton and void fill; else several."""

from collections.abc import Sequence

import numpy as np

from yunhe.planning.packing.model import (
    Carton,
    Item,
    Packing,
    PackingError,
    Parcel,
    Placed,
    Rejected,
    Size,
    Tariff,
    Unpacked,
    Why,
)
from yunhe.planning.packing.pieces import Pieces, arrange, pieces_of, turned

TRIES = 16  # fillings tried for a carton
MAIN = 2  # sizes tried as the one that is filled again and again: the largest
MANY = 25  # with more pieces than these only the very largest


def pack(
    items: Sequence[Item],
    cartons: Sequence[Carton],
    tariff: Tariff,
    *,
    void_price: int = 0,
    tries: int = TRIES,
    seed: int = 0,
) -> Packing:
    """Pack an order for the least freight + cartons + void fill (`void_price`: fen per started litre).

    Cartons are tried from the cheapest on, so the first that holds everything is the best single one. If none does,
    the largest sizes are tried as the one that is filled again and again, and the last carton is the cheapest that
    holds the rest. The same seed and tries give the same parcels. A piece that fits no carton comes back in `unpacked`.
    PackingError if there is no carton, or two have one name.
    """
    if not cartons:
        raise PackingError("there is no carton to pack into", offender="cartons")
    names = [carton.name for carton in cartons]
    if len(set(names)) < len(names):
        raise PackingError("two cartons have one name", offender=max(names, key=names.count))
    unpacked = [reason for item in items if (reason := _no_carton(item, cartons))]
    left_out = {id(reason.item) for reason in unpacked}
    pieces = pieces_of([item for item in items if id(item) not in left_out])
    packer = _Packer(pieces, cartons, tariff, void_price, tries, seed)
    every = list(range(len(pieces.items)))
    parcels = packer.one(every) or packer.several(every) if every else []
    return Packing(tuple(parcels), tuple(unpacked))


class _Packer:
    """The order, the cartons and the prices, the same for every attempt."""

    def __init__(
        self, pieces: Pieces, cartons: Sequence[Carton], tariff: Tariff, void_price: int, tries: int, seed: int
    ) -> None:
        self.pieces = pieces
        self.cartons = cartons
        self.tariff = tariff
        self.void_price = void_price
        self.tries = tries
        self.seed = seed

    def one(self, group: list[int], known: tuple[Carton, list[Placed]] | None = None) -> list[Parcel]:
        """The cheapest carton that holds the whole group, as a list of one; empty if none does.

        `known`: a carton and an arrangement in it that holds them.
        """
        weight, volume = self._weight(group), int(self.pieces.volume[group].sum())
        sides = np.sort(self.pieces.ways[group, 0], axis=1).max(axis=0).tolist()
        rejected: list[Rejected] = []
        priced = sorted((self._cost(carton, weight, volume), n) for n, carton in enumerate(self.cartons))
        for place, (cost, n) in enumerate(priced):
            carton = self.cartons[n]
            reason = _too_small(carton, weight, volume, sides)
            if reason is None:
                if known and carton is known[0]:
                    inside, placed = group, known[1]
                else:
                    inside, placed = self._arrange(carton, group, whole=True)
                if len(inside) == len(group):
                    dearer = [Rejected(self.cartons[m], Why.COST, more, cost) for more, m in priced[place + 1 :]]
                    return [self._parcel(carton, placed, (*rejected, *dearer))]
                reason = Rejected(carton, Why.ARRANGEMENT, len(inside), len(group))
            rejected.append(reason)
        return []

    def several(self, group: list[int]) -> list[Parcel]:
        """The cheapest of the ways to fill one of the largest sizes until the rest fits a single carton."""
        largest = sorted(self.cartons, key=lambda carton: -carton.volume)
        ways: list[list[Parcel]] = []
        for n, carton in enumerate(largest):
            if n == 0 or not ways or (n < MAIN and len(group) <= MANY):
                ways += filter(None, [self._filled_by(carton, group)])
        return min(ways, key=lambda parcels: sum(parcel.cost for parcel in parcels))

    def _filled_by(self, carton: Carton, group: list[int]) -> list[Parcel]:
        """Parcels of one size, the last one of any; none if a piece does not fit this size."""
        parcels: list[Parcel] = []
        rest = group
        while rest:
            last = self.one(rest) if parcels else []
            if last:
                return parcels + last
            inside, placed = self._arrange(carton, rest, whole=False)
            if not inside:
                others = [way for other in self.cartons if other is not carton and (way := self._largest(other, rest))]
                if not others:
                    return []
                inside, parcel = max(others, key=lambda way: len(way[0]))
                parcels.append(parcel)
            else:
                parcels += self.one(inside, (carton, placed))
            gone = set(inside)
            rest = [p for p in rest if p not in gone]
        return parcels

    def _largest(self, carton: Carton, rest: list[int]) -> tuple[list[int], Parcel] | None:
        inside, placed = self._arrange(carton, rest, whole=False)
        return (inside, self._parcel(carton, placed, ())) if inside else None

    def _arrange(self, carton: Carton, group: list[int], *, whole: bool) -> tuple[list[int], list[Placed]]:
        return arrange(self.pieces, group, carton.size, carton.max_weight, self.tries, self.seed, whole=whole)

    def _weight(self, group: list[int]) -> int:
        return int(self.pieces.weight[group].sum())

    def _cost(self, carton: Carton, goods: int, volume: int) -> int:
        billable = max(goods + carton.tare, self.tariff.volumetric(carton))
        litres = -(-max(0, carton.volume - volume) // 10**6)
        return self.tariff.freight(billable) + carton.price + litres * self.void_price

    def _parcel(self, carton: Carton, placed: list[Placed], rejected: tuple[Rejected, ...]) -> Parcel:
        weight = sum(piece.item.weight for piece in placed)
        volume = sum(piece.item.volume for piece in placed)
        volumetric = self.tariff.volumetric(carton)
        freight = self.tariff.freight(max(weight + carton.tare, volumetric))
        cost = self._cost(carton, weight, volume)
        void = carton.volume - volume
        return Parcel(carton, tuple(placed), weight + carton.tare, volumetric, void, freight, cost, rejected)


def _too_small(carton: Carton, weight: int, volume: int, sides: list[int]) -> Rejected | None:
    """`sides`: the largest shortest, middle and longest side of all pieces; each must fit the carton's."""
    if weight > carton.max_weight:
        return Rejected(carton, Why.WEIGHT, weight, carton.max_weight)
    if volume > carton.volume:
        return Rejected(carton, Why.VOLUME, volume, carton.volume)
    for side, room in zip(sides, sorted(carton.size)):
        if side > room:
            return Rejected(carton, Why.SIDE, side, room)
    return None


def _no_carton(item: Item, cartons: Sequence[Carton]) -> Unpacked | None:
    """Why not even one piece of an item fits any carton; None if it fits one."""
    wide = [carton for carton in cartons if any(_inside(size, carton.size) for size in turned(item))]
    if not wide:
        return Unpacked(item, Why.SIDE, max(item.size), max(max(carton.size) for carton in cartons))
    strongest = max(carton.max_weight for carton in wide)
    return Unpacked(item, Why.WEIGHT, item.weight, strongest) if item.weight > strongest else None


def _inside(size: Size, box: Size) -> bool:
    return all(a <= b for a, b in zip(size, box))
