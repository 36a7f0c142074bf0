"""Many series in one matrix: left-aligned, longest first, so that the rows still running at a step are a prefix."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Integers = NDArray[np.int64]

CELLS_PER_BLOCK = 32_768  # rows × parameter sets worked on at once: about what a core's second cache holds


@dataclass(frozen=True)
class Panel:
    """`values[r, t]` is observation t of row r (zero beyond `length[r]`); `length` never rises with r.

    `source[r]` is the position of row r in the sequence the panel was made from.
    """

    values: Array
    length: Integers
    source: Integers

    @classmethod
    def of(cls, series: Sequence[Array]) -> "Panel":
        """Lay out `series` (each one-dimensional and not empty)."""
        length = np.array([len(one) for one in series], dtype=np.int64)
        source = np.argsort(-length, kind="stable")
        values = np.zeros((len(series), int(length.max(initial=0))))
        for row, position in enumerate(source):
            values[row, : length[position]] = series[position]
        return cls(values, length[source], source)

    @property
    def observed(self) -> NDArray[np.bool_]:
        """True where `values` holds an observation."""
        return np.arange(self.values.shape[1]) < self.length[:, None]

    def replace(self, values: Array) -> "Panel":
        """The same layout with other values."""
        return Panel(values, self.length, self.source)

    @property
    def place(self) -> Integers:
        """The row of each series, in the order of the series: `rows[panel.place]` puts results back."""
        place = np.empty_like(self.source)
        place[self.source] = np.arange(len(place))
        return place


def running(length: Integers, steps: int) -> Integers:
    """How many rows still have an observation at each of the first `steps` steps (rows longest first)."""
    return np.searchsorted(-length, -np.arange(1, steps + 1), side="right")


def by_blocks(method: Callable[[Array, Integers], Array], panel: Panel, width: int) -> Array:
    """Apply `method(values, length)` to blocks of rows so small that rows × `width` stays in the cache."""
    rows = max(1, CELLS_PER_BLOCK // width)
    blocks = [
        method(panel.values[start : start + rows, : panel.length[start]], panel.length[start : start + rows])
        for start in range(0, len(panel.length), rows)
    ]
    return np.concatenate(blocks)
