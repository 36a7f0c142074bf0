"""All ways to serve one demand as columns of a linear program: cost, and use of each node's stock and capacity."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, permutations, product

import numpy as np
from numpy.typing import NDArray

from yunhe.planning.sourcing.board import Door
from yunhe.planning.sourcing.cheapest import Wish, alone
from yunhe.planning.sourcing.model import Id, Number
from yunhe.planning.sourcing.plans import Plan, Row, cost_of
from yunhe.planning.sourcing.units import Unit

COMBINED = 8  # nodes that take part in combinations: those that alone would be cheapest
FEW = 4  # a unit of at most so many pieces is dealt in every way, a larger one only by "all it can, then the next"

Resource = tuple[int, Id | None]  # a place of the board with an item, or with None for its capacity
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Columns:
    """`cost[c]` and `use[c, r]` of column c; `resources[r]`; `plan(c)` gives the exact amounts back."""

    cost: Floats
    use: Floats
    resources: list[Resource]
    _sets: list[tuple[tuple[Door, ...], list[list[Row]]]]
    _from: NDArray[np.int64]  # set and place within the set of each column
    _at: NDArray[np.int64]

    def plan(self, column: int) -> Plan:
        doors, shares = self._sets[self._from[column]]
        picks = np.unravel_index(self._at[column], [len(options) for options in shares])
        rows = [options[int(pick)] for options, pick in zip(shares, picks)]
        return Plan(doors, tuple([row[k] for row in rows] for k in range(len(doors))))


def columns_of(wish: Wish) -> Columns:
    """Every set of up to `max_nodes` of the open nodes, every way to deal the units, unless dearer than no service."""
    units, policy = wish.scale.units, wish.scale.policy
    useful = _useful(wish)
    resources = _resources(units, [door for door, _ in useful])
    place = {resource: r for r, resource in enumerate(resources)}
    nothing = float(policy.short_penalty * sum(per * unit.need for unit in units for _, per in unit.parts))
    sets: list[tuple[tuple[Door, ...], list[list[Row]]]] = []
    costs: list[Floats] = []
    uses: list[Floats] = []
    froms: list[NDArray[np.int64]] = []
    ats: list[NDArray[np.int64]] = []
    most = min(policy.max_nodes if wish.demand.may_split else 1, len(useful))
    for size in range(1, most + 1):
        for chosen in combinations(useful if size == 1 else useful[:COMBINED], size):
            doors = tuple([door for door, _ in chosen])
            shares = [_shares(unit, [row[u] for _, row in chosen]) for u, unit in enumerate(units)]
            cost, use = _priced(wish, doors, shares, place)
            keep = np.flatnonzero(cost < nothing)
            sets.append((doors, shares))
            costs.append(cost[keep])
            uses.append(use[keep])
            froms.append(np.full(len(keep), len(sets) - 1))
            ats.append(keep)
    if not sets:
        none = np.zeros(0, np.int64)
        return Columns(np.zeros(0), np.zeros((0, 0)), [], [], none, none)
    joined = np.concatenate
    return Columns(joined(costs), joined(uses), resources, sets, joined(froms), joined(ats))


def _useful(wish: Wish) -> list[tuple[Door, Row]]:
    """The nodes that could serve something, cheapest first, with what they could serve of each unit."""
    offered = [(door, row) for door in wish.doors if any(row := alone(wish, door))]
    return sorted(offered, key=lambda pair: cost_of(wish.scale, Plan((pair[0],), (pair[1],))))


def _resources(units: list[Unit], doors: list[Door]) -> list[Resource]:
    items: list[Id | None] = list(dict.fromkeys(line.item for unit in units for line, _ in unit.parts))
    return [(door.at, item) for door in doors for item in [*items, None]]


def _priced(
    wish: Wish, doors: tuple[Door, ...], shares: list[list[Row]], place: dict[Resource, int]
) -> tuple[Floats, Floats]:
    """Cost and use of every combination of the units' shares; infinite cost where a parcel is empty or too small."""
    scale, policy = wish.scale, wish.scale.policy
    deal = np.indices([len(options) for options in shares]).reshape(len(shares), -1)
    amounts = [np.array(options, dtype=float)[deal[u]] for u, options in enumerate(shares)]  # per unit: (column, node)
    use = np.zeros((deal.shape[1], len(place)))
    cost = np.full(deal.shape[1], float(policy.parcel_penalty * (len(doors) - 1)))
    for k, door in enumerate(doors):
        weight, lines, value = (np.zeros(deal.shape[1]) for _ in range(3))
        for unit, amount in zip(scale.units, amounts):
            weight += amount[:, k] * float(sum(line.weight * per for line, per in unit.parts))
            value += amount[:, k] * float(sum(line.value * per for line, per in unit.parts))
            lines += (amount[:, k] > 0) * len(unit.parts)
            for line, per in unit.parts:
                use[:, place[door.at, line.item]] += amount[:, k] * float(per)
        use[:, place[door.at, None]] = 1
        steps = np.ceil(np.maximum(0, weight - float(door.lane.first_weight)) / float(door.lane.step_weight) - 1e-9)
        cost += float(door.lane.first_price) + steps * float(door.lane.step_price)
        cost += lines * float(scale.board.nodes[door.at].handling)
        cost[lines == 0] = np.inf
        if len(doors) > 1:
            cost[value < float(policy.min_split_value)] = np.inf
    for unit, amount in zip(scale.units, amounts):
        missing = float(unit.need) - amount.sum(axis=1)
        cost += missing * float(policy.short_penalty * sum(per for _, per in unit.parts))
        if not wish.demand.may_be_short:
            cost[missing > 1e-9] = np.inf
    return cost, use


def _shares(unit: Unit, offered: Row) -> list[Row]:
    """The ways to deal a unit to the nodes of a set, the empty one among them."""
    if not unit.may_split:
        rows: list[Row] = [[0] * len(offered)]
        for k, amount in enumerate(offered):
            if amount:
                rows.append([amount if k == j else 0 for j in range(len(offered))])
        return rows
    if unit.need <= FEW and all(amount == int(amount) for amount in offered) and unit.need == int(unit.need):
        ranges = [range(int(amount) + 1) for amount in offered]
        return [list(amounts) for amounts in product(*ranges) if sum(amounts) <= unit.need]
    return [list(amounts) for amounts in dict.fromkeys(_in_turn(unit.need, offered))]


def _in_turn(need: Number, offered: Row) -> Iterator[tuple[Number, ...]]:
    yield (0,) * len(offered)
    able = [k for k, amount in enumerate(offered) if amount]
    for size in range(1, len(able) + 1):
        for order in permutations(able, size):
            rest = need
            amounts: Row = [0] * len(offered)
            for k in order:
                amounts[k] = min(rest, offered[k])
                rest -= amounts[k]
            yield tuple(amounts)
