"""Low-level codes: the order in which items can be netted, each once, after everything that uses it.

By-products do not lower level codes: what a parent gives back is netted only where its item comes later anyway.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from yunhe.planning.mrp.errors import BomCycle
from yunhe.planning.mrp.quantity import MICRO, Ints
from yunhe.planning.mrp.tables import Ids


@dataclass(frozen=True, eq=False)
class Lines:
    """Edges between rows, sorted by parent; `ptr[row] : ptr[row + 1]` are a parent's lines."""

    parent: Ints
    child: Ints
    per: Ints
    divisor: Ints
    ptr: Ints
    source: Ints

    @classmethod
    def of(cls, parent: Ints, child: Ints, per: Ints, divisor: Ints, source: Ints, rows: int) -> "Lines":
        order = np.argsort(parent, kind="stable")
        ptr = np.searchsorted(parent[order], np.arange(rows + 1))
        return cls(parent[order], child[order], per[order], divisor[order], ptr, source[order])

    def of_rows(self, rows: Ints) -> tuple[Ints, Ints]:
        """Line numbers of all given rows, and for each line the position of its parent in `rows`."""
        first, count = self.ptr[rows], self.ptr[rows + 1] - self.ptr[rows]
        position = np.repeat(np.arange(len(rows)), count)
        start = np.cumsum(count) - count
        return first[position] + np.arange(len(position)) - start[position], position


@dataclass(frozen=True, eq=False)
class Structure:
    """Items renumbered into rows by level: `item[row]` is the item's position, `row[position]` its row."""

    item: Ints
    row: Ints
    level: Ints
    ptr: Ints
    takes: Lines
    gives: Lines
    stands_in: Lines
    ignored_alternates: Ints

    @property
    def depth(self) -> int:
        return len(self.ptr) - 1


def structure(
    ids: Ids,
    bom: tuple[Ints, Ints, Ints, Ints],
    alternates: tuple[Ints, Ints, Ints],
) -> Structure:
    """Levels and lines from (parent, child, per, scrap) and (item, alternate, ratio) by item position.

    Raises BomCycle with the whole circle. Alternates that stand in for each other in a circle cannot be ordered:
    those edges are left out of the plan and listed in `ignored_alternates` (positions of the input rows).
    """
    parent, child, per, scrap = bom
    takes = per > 0
    item, alternate, ratio = alternates
    level, kept = _levels(len(ids), parent[takes], child[takes], item, alternate, ids)
    order = np.argsort(level, kind="stable")
    row = np.empty_like(order)
    row[order] = np.arange(len(order))
    source = np.arange(len(parent))
    gives = ~takes
    stand = np.flatnonzero(kept)
    return Structure(
        order,
        row,
        level[order],
        np.searchsorted(level[order], np.arange(int(level.max(initial=-1)) + 2)),
        Lines.of(row[parent[takes]], row[child[takes]], per[takes], MICRO - scrap[takes], source[takes], len(ids)),
        Lines.of(row[parent[gives]], row[child[gives]], -per[gives], MICRO - scrap[gives] * 0, source[gives], len(ids)),
        Lines.of(row[item[stand]], row[alternate[stand]], ratio[stand], np.full(len(stand), MICRO), stand, len(ids)),
        np.flatnonzero(~kept),
    )


def _levels(
    count: int, parent: Ints, child: Ints, item: Ints, alternate: Ints, ids: Ids
) -> tuple[Ints, npt.NDArray[np.bool_]]:
    """Longest path from any top item, and which alternates could be kept.

    Of alternates in a circle, those that point back to an earlier item row are left out first.
    """
    kept = np.ones(len(item), dtype=bool)
    while True:
        level = _peeled(count, np.concatenate([parent, item[kept]]), np.concatenate([child, alternate[kept]]))
        stuck = level < 0
        if not stuck.any():
            return level, kept
        circular = kept & stuck[item] & stuck[alternate]
        if not circular.any():
            raise _cycle(parent, child, stuck, ids)
        backward = circular & (alternate <= item)
        kept &= ~(backward if backward.any() else circular)


def _peeled(count: int, above: Ints, below: Ints) -> Ints:
    """Levels by removing layer after layer of rows that nothing waits for (Kahn 1962); -1 for rows in circles."""
    order = np.argsort(above, kind="stable")
    below = below[order]
    ptr = np.searchsorted(above[order], np.arange(count + 1))
    waiting = np.bincount(below, minlength=count)
    level = np.full(count, -1, dtype=np.int64)
    layer, depth = np.flatnonzero(waiting == 0), 0
    while layer.size:
        level[layer] = depth
        depth += 1
        reached, hits = np.unique(_expand(below, ptr, layer), return_counts=True)
        waiting[reached] -= hits
        layer = reached[waiting[reached] == 0]
    return level


def _expand(values: Ints, ptr: Ints, rows: Ints) -> Ints:
    first, count = ptr[rows], ptr[rows + 1] - ptr[rows]
    start = np.cumsum(count) - count
    return values[np.repeat(first - start, count) + np.arange(int(count.sum()))]


def _cycle(parent: Ints, child: Ints, stuck: npt.NDArray[np.bool_], ids: Ids) -> BomCycle:
    """Walk upwards among the stuck items until one comes back."""
    inside = stuck[parent] & stuck[child]
    above = dict(zip(child[inside].tolist(), parent[inside].tolist()))
    path = [next(iter(above))]
    while above[path[-1]] not in path:
        path.append(above[path[-1]])
    circle = path[path.index(above[path[-1]]) :]
    names = [str(ids[position]) for position in (circle[-1:] + circle)[::-1]]
    return BomCycle(f"bill of material runs in a circle: {' → '.join(names)}", offender=names[0])
