"""Pieces as arrays: how each may be turned, what it weighs and carries; and the tries at filling one carton."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations, product

import numpy as np
from numpy.typing import NDArray

from yunhe.planning.packing.model import Item, Placed, Size

Ints = NDArray[np.int64]

EFFORT = 3_000  # tries times the square of the number of pieces: large orders get fewer tries
SUPPORT = 0.7  # share of a piece's base that must lie on something
AXES = ((2, 1, 0), (2, 0, 1), (1, 2, 0), (0, 2, 1))  # low first; then along the one side or the other; then by walls


@dataclass(frozen=True, slots=True)
class Pieces:
    """Every piece of an order. `ways[p]`: its sizes in each way it may be turned."""

    items: tuple[Item, ...]
    ways: Ints
    weight: Ints
    carries: Ints
    volume: Ints


def pieces_of(items: Sequence[Item]) -> Pieces:
    """Unfold the quantities."""
    from yunhe.planning.packing.fill import NO_LIMIT, NOTHING

    each = tuple(item for item in items for _ in range(item.qty))
    ways = np.zeros((len(each), 6, 3), dtype=np.int64)
    for p, item in enumerate(each):
        for r, size in enumerate(turned(item)):
            ways[p, r] = size
    carries = [NOTHING if item.fragile else NO_LIMIT if item.max_load is None else item.max_load for item in each]
    return Pieces(
        each,
        ways,
        np.array([item.weight for item in each], dtype=np.int64),
        np.array(carries, dtype=np.int64),
        np.array([item.volume for item in each], dtype=np.int64),
    )


def turned(item: Item) -> list[Size]:
    """The sizes in which an item may lie, each once; an upright one keeps its height."""
    length, width, height = item.size
    if item.upright:
        return list(dict.fromkeys([(length, width, height), (width, length, height)]))
    return list(dict.fromkeys((a, b, c) for a, b, c in permutations(item.size)))


def arrange(
    pieces: Pieces, group: Sequence[int], box: Size, most_weight: int, tries: int, seed: int, *, whole: bool
) -> tuple[list[int], list[Placed]]:
    """The best of `tries` fillings of a box: the pieces placed (all of the group, or the largest volume) and where.

    With `whole` a try ends at the first piece that finds no place: only the whole group is of use. Large groups get
    fewer tries. The first ones are sorted by volume, longest side, base and height; the others shuffle these.
    """
    from yunhe.planning.packing.fill import fill

    best: tuple[int, list[int], list[Placed]] = (-1, [], [])
    at = np.zeros((len(pieces.items), 3), dtype=np.int64)
    lies = np.zeros((len(pieces.items), 3), dtype=np.int64)
    space = np.array(box, dtype=np.int64)
    allowed = max(2, min(tries, EFFORT // len(group) ** 2))
    for order, axes in _tries(pieces, group, allowed, seed):
        count = fill(
            order, pieces.ways, pieces.weight, pieces.carries, space, most_weight, SUPPORT, axes, False, whole, at, lies
        )
        chosen = order[at[order, 0] >= 0]
        volume = int(pieces.volume[chosen].sum())
        if volume > best[0]:
            inside = chosen.tolist()
            best = volume, inside, [Placed(pieces.items[p], _size(at[p]), _size(lies[p])) for p in inside]
        if count == len(group):
            break
    return best[1], best[2]


def _tries(pieces: Pieces, group: Sequence[int], tries: int, seed: int) -> Iterator[tuple[Ints, Ints]]:
    """Orders of the pieces with an order of the axes; fragile ones always last, as nothing may lie on them."""
    among = np.array(group, dtype=np.int64)
    sizes = np.sort(pieces.ways[among, 0], axis=1)
    last = (pieces.carries[among] <= 0).astype(np.int64)
    keys = (
        pieces.volume[among],
        sizes[:, 2] * 10**6 + sizes[:, 1],
        sizes[:, 2] * sizes[:, 1],
        pieces.ways[among, 0, 2] * 10**6 + pieces.volume[among] // 10**3,
    )
    first = [(np.lexsort((-key, last)), axes) for axes, key in product(AXES[:2], keys)]
    for order, axes in first[:tries]:
        yield among[order], np.array(axes, dtype=np.int64)
    rng = np.random.default_rng(seed)
    for n in range(tries - len(first)):
        key = keys[n % len(keys)] * rng.uniform(0.6, 1.4, len(among))
        yield among[np.lexsort((-key, last))], np.array(AXES[n % len(AXES)], dtype=np.int64)


def _size(row: Ints) -> Size:
    return int(row[0]), int(row[1]), int(row[2])
