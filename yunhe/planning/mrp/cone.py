"""The cone below some items: everything their orders may draw on, alternates and their fellow users included."""

import numpy as np

from yunhe.planning.mrp.levels import Structure
from yunhe.planning.mrp.quantity import Ints


def cone(structure: Structure, rows: Ints) -> Ints:
    """Rows reached from the given ones through components, by-products and alternates; ascending."""
    reached = np.zeros(len(structure.level), dtype=bool)
    front = np.unique(rows)
    while front.size:
        reached[front] = True
        below = [
            lines.child[lines.of_rows(front)[0]] for lines in (structure.takes, structure.gives, structure.stands_in)
        ]
        front = np.unique(np.concatenate(below))
        front = front[~reached[front]]
    return np.flatnonzero(reached)


def linked_by_alternates(structure: Structure, rows: Ints) -> frozenset[int]:
    """Items with alternates whose substitutions may change when the given rows do.

    An alternate in the cone may be shared: all items that it stands in for are linked, and so are their cones.
    """
    lines = structure.stands_in
    linked = np.empty(0, dtype=np.int64)
    while True:
        reached = np.zeros(len(structure.level), dtype=bool)
        reached[cone(structure, np.concatenate([rows, linked]))] = True
        found = np.unique(lines.parent[reached[lines.parent] | reached[lines.child]])
        if len(found) == len(linked):
            return frozenset(linked.tolist())
        linked = found
