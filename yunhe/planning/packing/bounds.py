"""How few equal boxes can be enough when nothing may be turned: the bound L2 of Martello, Pisinger & Vigo (2000)."""

from collections.abc import Sequence
from math import ceil

import numpy as np
from numpy.typing import NDArray

from yunhe.planning.packing.model import Size

Ints = NDArray[np.int64]


def lower_bound(sizes: Sequence[Size], box: Size) -> int:
    """L2: the largest of the bounds along each of the three axes. 0 for no piece."""
    if not sizes:
        return 0
    rows = np.array(sizes, dtype=np.int64)
    return max(_along(rows[:, list(axes)], tuple(box[a] for a in axes)) for axes in ((0, 1, 2), (0, 2, 1), (1, 2, 0)))


def _along(rows: Ints, box: tuple[int, ...]) -> int:
    """L2 with the third axis as the one along which large pieces are stacked (section 3 of the paper)."""
    width, height, depth = box
    w, h, d = rows.T
    stacked = _stacked(d[(2 * w > width) & (2 * h > height)], depth)
    volume = w * h * d
    best = stacked
    for p in _thresholds(w, width):
        for q in _thresholds(h, height):
            whole = (w > width - p) & (h > height - q)
            large = ~whole & (2 * w > width) & (2 * h > height)
            small = ~whole & ~large & (w >= p) & (h >= q)
            free = (depth * stacked - int(d[whole].sum())) * width * height
            over = int(volume[large | small].sum()) - free
            best = max(best, stacked + max(0, -(-over // (width * height * depth))))
    return best


def _stacked(d: Ints, depth: int) -> int:
    """L1: pieces of which no two fit beside each other, so that only their depths matter; as in one dimension."""
    alone = int((2 * d > depth).sum())
    extra = 0
    for p in _thresholds(d, depth):
        large = d[(2 * d > depth) & (d <= depth - p)]
        small = d[(2 * d <= depth) & (d >= p)]
        by_length = ceil((int(small.sum()) - int((depth - large).sum())) / depth)
        by_count = ceil((len(small) - int(((depth - large) // p).sum())) / (depth // p))
        extra = max(extra, by_length, by_count)
    return alone + extra


def _thresholds(sides: Ints, side: int) -> list[int]:
    """The values at which a bound can change: 1 and every side up to half of the box."""
    return sorted({1, *sides[2 * sides <= side].tolist()})
