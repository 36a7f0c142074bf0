"""The fewest equal boxes: fill them one after the other, then empty a few and fill them again until one is saved."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from yunhe.planning.packing.bounds import lower_bound
from yunhe.planning.packing.model import Item, PackingError, Placed, Size
from yunhe.planning.packing.pieces import Pieces, pieces_of

Ints = NDArray[np.int64]

TURNS = ((0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0))


def pack_bins(
    items: Sequence[Item], box: Size, *, turn: bool = False, seed: int = 0, rounds: int = 3000
) -> list[list[Placed]]:
    """Pack all pieces into few boxes of one size; weights and loads do not count, nothing needs support.

    Without `turn` every piece lies as its size says. `rounds`: how often boxes are emptied and filled again; it ends
    earlier when the lower bound is reached. PackingError for an item larger than the box.
    """
    pieces = pieces_of([Item(item.name, item.size, 0, item.qty) for item in items])
    if not turn:
        pieces.ways[:, 1:] = 0
    for item, ways in zip(pieces.items, pieces.ways):
        if not any(way[0] and (way <= box).all() for way in ways):
            raise PackingError("an item is larger than the box", offender=item.name)
    search = _Search(pieces, box, np.random.default_rng(seed))
    search.start()
    least = 1 if turn else lower_bound([item.size for item in pieces.items], box)
    for n in range(rounds):
        if len(search.bins) <= least:
            break
        search.refill(1 - n / rounds)
    return [bin_.placed(pieces) for bin_ in search.bins]


class _Bin:
    """The pieces of one box, their places and the square of the volume used."""

    def __init__(self, pieces: Pieces, inside: Ints, at: Ints, lies: Ints) -> None:
        self.inside = inside
        self.at = at[inside].copy()
        self.lies = lies[inside].copy()
        self.weight = float(pieces.volume[inside].sum()) ** 2

    def placed(self, pieces: Pieces) -> list[Placed]:
        rows = zip(self.inside.tolist(), self.at.tolist(), self.lies.tolist())
        return [Placed(pieces.items[p], (x, y, z), (w, h, d)) for p, (x, y, z), (w, h, d) in rows]


class _Search:
    def __init__(self, pieces: Pieces, box: Size, rng: np.random.Generator) -> None:
        self.pieces = pieces
        self.box = np.array(box, dtype=np.int64)
        self.rng = rng
        self.bins: list[_Bin] = []
        self.at = np.zeros((len(pieces.items), 3), dtype=np.int64)
        self.lies = np.zeros((len(pieces.items), 3), dtype=np.int64)
        sizes = pieces.ways[:, 0].astype(float)
        self.keys = [pieces.volume.astype(float), sizes.max(axis=1) * sizes.max(), *(pieces.volume / sizes.T)]

    def start(self) -> None:
        """The best of a few fillings of all pieces."""
        every = np.arange(len(self.pieces.items))
        starts = [self._filled(every, len(every), 0.0 if n < 6 else 0.3) for n in range(18)]
        self.bins = min(starts, key=lambda bins: (len(bins), -sum(b.weight for b in bins)))

    def refill(self, warmth: float) -> None:
        """Empty some boxes, the emptiest often among them, and fill them again; keep it if it is better, or as good.

        Better: fewer boxes, or as many but fuller and emptier ones, which makes it easier to save one later.
        """
        count = min(len(self.bins), int(self.rng.integers(2, 6)))
        chosen = set(self.rng.choice(len(self.bins), count, replace=False).tolist())
        if self.rng.random() < 0.6:
            chosen = set(list(chosen)[1:]) | {min(range(len(self.bins)), key=lambda b: self.bins[b].weight)}
        old = [self.bins[b] for b in chosen]
        bins = self._filled(np.concatenate([b.inside for b in old]), len(old), self.rng.choice((0.1, 0.3, 0.6)))
        gain = sum(b.weight for b in bins) / sum(b.weight for b in old) - 1
        placed = sum(len(b.inside) for b in bins) == sum(len(b.inside) for b in old)
        if placed and (len(bins) < len(old) or gain >= -0.03 * warmth * self.rng.random() ** 2):
            self.bins = [b for n, b in enumerate(self.bins) if n not in chosen] + bins

    def _filled(self, group: Ints, most: int, noise: float) -> list[_Bin]:
        """Boxes filled in turn, at most so many, large pieces first; pieces may be left over."""
        bins: list[_Bin] = []
        rest = group
        tries = 1 if self.rng.random() < 0.5 else 4
        while len(rest) and len(bins) < most:
            fullest = max([self._one(rest, noise) for _ in range(tries)], key=lambda b: b.weight)
            bins.append(fullest)
            rest = np.setdiff1d(rest, fullest.inside, assume_unique=True)
        return bins

    def _one(self, rest: Ints, noise: float) -> _Bin:
        """One box filled with what fits of the rest, by a random rule and a shuffled order."""
        from yunhe.planning.packing.fill import fill

        key = self.keys[self.rng.integers(len(self.keys))][rest]
        if noise:
            key = key * self.rng.uniform(1 - noise, 1 + noise, len(rest))
        order = rest[np.argsort(-key, kind="stable")]
        axes = np.array(TURNS[self.rng.integers(6)], dtype=np.int64)
        snug = bool(self.rng.random() < 0.5)
        p, at, lies = self.pieces, self.at, self.lies
        fill(order, p.ways, p.weight, p.carries, self.box, 1, 0.0, axes, snug, False, at, lies)
        return _Bin(p, order[at[order, 0] >= 0], at, lies)
