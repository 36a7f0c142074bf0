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
    """Edges between rows, sorted by parent; `ptr[row] : ptr[row + 1]` are a parent's lines.

    `by_child[…]` over the lines of one level's parents are the same lines sorted by child.
    """

    parent: Ints
    child: Ints
    per: Ints
    divisor: Ints
    ptr: Ints
    source: Ints
    by_child: Ints

    @classmethod
    def of(cls, parent: Ints, child: Ints, per: Ints, divisor: Ints, source: Ints, level: Ints) -> "Lines":
        order = np.argsort(parent, kind="stable")
        parent, child = parent[order], child[order]
        ptr = np.searchsorted(parent, np.arange(len(level) + 1))
        by_child = np.argsort(level[parent] * len(level) + child, kind="stable")
        return cls(parent, child, per[order], divisor[order], ptr, source[order], by_child)

    def of_rows(self, rows: Ints) -> tuple[Ints, Ints]:
        """Line numbers of all given rows, and for each line the position of its parent in `rows`."""
        first, count = self.ptr[rows], self.ptr[rows + 1] - self.ptr[rows]
        position = np.repeat(np.arange(len(rows)), count)
        start = np.cumsum(count) - count
        return first[position] + np.arange(len(position)) - start[position], position


@dataclass(frozen=True, eq=False)
class Structure:
    """Items renumbered into rows by level: `item[row]` is the item's position, `row[position]` its row.

    `alternates_see_all`: every other use of an alternate is netted before it may stand in.
    """

    item: Ints
    row: Ints
    level: Ints
    ptr: Ints
    takes: Lines
    gives: Lines
    stands_in: Lines
    ignored_alternates: Ints
    alternates_see_all: bool

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
    takes, gives = per > 0, per < 0
    item, alternate, ratio = alternates
    level, kept, waited = _levels(ids, parent, child, takes, item, alternate)
    order = np.argsort(level, kind="stable")
    row = np.empty_like(order)
    row[order] = np.arange(len(order))
    ranked = level[order]
    source = np.arange(len(parent))
    stand = np.flatnonzero(kept)

    def lines(above: Ints, below: Ints, quantity: Ints, divisor: Ints, origin: Ints) -> Lines:
        return Lines.of(row[above], row[below], quantity, divisor, origin, ranked)

    return Structure(
        order,
        row,
        ranked,
        np.searchsorted(ranked, np.arange(int(level.max(initial=-1)) + 2)),
        lines(parent[takes], child[takes], per[takes], MICRO - scrap[takes], source[takes]),
        lines(parent[gives], child[gives], -per[gives], np.full(int(gives.sum()), MICRO), source[gives]),
        lines(item[stand], alternate[stand], ratio[stand], np.full(len(stand), MICRO), stand),
        np.flatnonzero(~kept),
        waited,
    )


def _levels(
    ids: Ids, parent: Ints, child: Ints, takes: npt.NDArray[np.bool_], item: Ints, alternate: Ints
) -> tuple[Ints, npt.NDArray[np.bool_], bool]:
    """Longest path from any top item; which alternates could be kept; whether they see all other use.

    An item with alternates comes before them, and, where no circle forbids it, after everything else that uses them,
    so that what they can spare is known. Of alternates in a circle, those that point back to an earlier item row are
    left out first.
    """
    above, below = parent[takes], child[takes]
    user, primary = _other_users(parent, child, item, alternate)
    kept, waiting = np.ones(len(item), dtype=bool), user != primary
    while True:
        level = _peeled(
            len(ids),
            np.concatenate([above, item[kept], user[waiting]]),
            np.concatenate([below, alternate[kept], primary[waiting]]),
        )
        stuck = level < 0
        if not stuck.any():
            return level, kept, bool(waiting.all())
        impatient = waiting & stuck[user] & stuck[primary]
        circular = kept & stuck[item] & stuck[alternate]
        if impatient.any():
            waiting &= ~impatient
        elif circular.any():
            backward = circular & (alternate <= item)
            kept &= ~(backward if backward.any() else circular)
        else:
            raise _cycle(above, below, stuck, ids)


def _other_users(parent: Ints, child: Ints, item: Ints, alternate: Ints) -> tuple[Ints, Ints]:
    """Pairs (parent that takes or gives an alternate, item that it stands in for); an item may use its alternate."""
    if not len(item):
        return item, item
    order = np.argsort(child, kind="stable")
    users = parent[order]
    ptr = np.searchsorted(child[order], np.arange(int(max(child.max(initial=0), alternate.max())) + 2))
    count = ptr[alternate + 1] - ptr[alternate]
    user = _expand(users, ptr, alternate)
    primary = np.repeat(item, count)
    return user, primary


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
