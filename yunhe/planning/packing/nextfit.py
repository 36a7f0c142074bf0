"""The baseline: pieces as they come, in rows and layers, and a new carton when the next one does not fit."""

from collections.abc import Sequence

from yunhe.planning.packing.model import Carton, Item, Packing, Parcel, Placed, Size, Tariff, Unpacked, Why


def pack_next_fit(
    items: Sequence[Item], cartons: Sequence[Carton], tariff: Tariff, *, standard: Carton, void_price: int = 0
) -> Packing:
    """Fill cartons of the standard size in turn; each is then exchanged for the smallest that holds it the same way.

    Pieces lie with their longest side along the carton unless they are upright. What may lie on what is not asked.
    """
    groups: list[list[Item]] = [[]]
    unpacked: list[Unpacked] = []
    for item in (piece for line in items for piece in [line] * line.qty):
        if _laid([item], standard) is None:
            unpacked.append(Unpacked(item, Why.SIDE, max(item.size), max(standard.size)))
        elif _laid([*groups[-1], item], standard) is None:
            groups.append([item])
        else:
            groups[-1].append(item)
    smallest_first = sorted(cartons, key=lambda carton: carton.volume)
    parcels = []
    for group in filter(None, groups):
        carton = next((c for c in smallest_first if _laid(group, c) is not None), standard)
        parcels.append(_parcel(group, carton, tariff, void_price))
    return Packing(tuple(parcels), tuple(unpacked))


def _laid(pieces: Sequence[Item], carton: Carton) -> list[Placed] | None:
    """The pieces in rows along x, rows in layers along y, layers upward; None if they do not all fit."""
    if sum(piece.weight for piece in pieces) > carton.max_weight:
        return None
    x = y = z = deep = high = 0
    placed = []
    for piece in pieces:
        w, h, d = _flat(piece)
        if x + w > carton.size[0]:
            x, y, deep = 0, y + deep, 0
        if y + h > carton.size[1]:
            x, y, z, deep, high = 0, 0, z + high, 0, 0
        if x + w > carton.size[0] or y + h > carton.size[1] or z + d > carton.size[2]:
            return None
        placed.append(Placed(piece, (x, y, z), (w, h, d)))
        x, deep, high = x + w, max(deep, h), max(high, d)
    return placed


def _flat(piece: Item) -> Size:
    if piece.upright:
        return piece.size
    low, middle, long = sorted(piece.size)
    return long, middle, low


def _parcel(group: list[Item], carton: Carton, tariff: Tariff, void_price: int) -> Parcel:
    weight = sum(piece.weight for piece in group) + carton.tare
    void = carton.volume - sum(piece.volume for piece in group)
    volumetric = tariff.volumetric(carton)
    freight = tariff.freight(max(weight, volumetric))
    cost = freight + carton.price + -(-void // 10**6) * void_price
    return Parcel(carton, tuple(_laid(group, carton) or ()), weight, volumetric, void, freight, cost)
