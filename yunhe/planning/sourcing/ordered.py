"""Ordered mode: demand by demand, filters first, then the first criterion that differs decides."""

from collections.abc import Iterable, Sequence
from itertools import groupby, permutations
from operator import itemgetter
from typing import NamedTuple

from yunhe.planning.sourcing.answer import answer, choose
from yunhe.planning.sourcing.board import Board, Door, Lanes, Stock
from yunhe.planning.sourcing.model import Candidate, Demand, Node, Number, Policy, Sourced, Why
from yunhe.planning.sourcing.plans import Plan, Row, Scale, fill, fill_shared, parcel_value, shortage
from yunhe.planning.sourcing.units import offers, shares_an_item, units_of
from yunhe.planning.sourcing.ways import Shortage, Way, covering, shortages


def source(
    demands: Sequence[Demand],
    nodes: Sequence[Node],
    stock: Stock,
    lanes: Lanes | None = None,
    policy: Policy | None = None,
) -> list[Sourced]:
    """Choose who serves each demand, in the given order; what one takes the next lacks. One answer per demand.

    `stock[(node, item)]` is free stock (None: a supplier who takes any quantity). `lanes[(node, region)]` gives
    distance, days and freight; without `lanes` these are 0, with them a missing lane closes the node for the region.

    A single node that covers everything beats any combination; then combinations of 2 … `policy.max_nodes` nodes; if
    none covers everything, the plan that leaves least value (then least quantity) short. Among equals the criteria
    decide in their order, and at last the order of the nodes. Raises SourcingError, naming the row at fault.
    """
    policy = policy or Policy()
    board = Board(nodes, stock, lanes, policy.now)
    return [_source_one(board, policy, demand) for demand in demands]


class _Search(NamedTuple):
    """What the stages for one demand share. `doors` can serve something; `offered[k]`: how much of each unit, alone."""

    scale: Scale
    demand: Demand
    shared: bool  # two lines want one item
    doors: list[Door]
    offered: list[Row]


def _source_one(board: Board, policy: Policy, demand: Demand) -> Sourced:
    opened, rejected = board.doors(demand)
    search, failed = _ask(board, policy, demand, opened)
    small: list[Candidate] = []
    plans = _complete(search, small)
    if not plans and demand.may_be_short:
        plans = _partial(search, small)
    best, rivals = choose(search.scale, plans) if plans else (None, [])
    return answer(search.scale, demand, best, (*rivals, *small[: policy.keep], *failed, *rejected))


def _ask(board: Board, policy: Policy, demand: Demand, opened: list[Door]) -> tuple[_Search, list[Candidate]]:
    """What each open node could serve; a node without capacity, or with nothing of it, is out."""
    units = units_of(demand)
    search = _Search(Scale(board, policy, units), demand, shares_an_item(units), [], [])
    needs = [unit.need for unit in units]
    lines = len(demand.lines)
    failed: list[Candidate] = []
    for door in opened:
        if board.capacity[door.at] <= 0:
            failed.append(Candidate((board.ids[door.at],), Why.CAPACITY))
            continue
        row = _alone(search, door)
        if row == needs or any(row):
            search.doors.append(door)
            search.offered.append(row)
        if row != needs:
            covered = sum([len(unit.parts) for unit, amount in zip(units, row) if amount == unit.need])
            failed.append(Candidate((board.ids[door.at],), Why.STOCK, covered, lines))
    failed.sort(key=lambda candidate: -candidate.figure)
    return search, failed


def _alone(search: _Search, door: Door) -> Row:
    board, units = search.scale.board, search.scale.units
    floor = 0 if search.demand.use_reserve else board.floor[door.at]
    return (
        fill_shared(units, [board.left[door.at]], [floor])[0]
        if search.shared
        else offers(board.left[door.at], floor, units)
    )


def _complete(search: _Search, small: list[Candidate]) -> list[Plan]:
    """The plans that cover everything with the fewest nodes."""
    needs = [unit.need for unit in search.scale.units]
    alone = [Plan((door,), (row,)) for door, row in zip(search.doors, search.offered) if row == needs]
    if alone:
        return alone
    for size in range(2, _most(search) + 1):
        ways: Iterable[Way]
        if search.shared:
            ways = [way for way in permutations(_among(search), size) if _short(search, way) == (0, 0)]
        else:
            ways = covering(search.scale.units, search.offered, _among(search), size)
        plans = _plans(search, ways, small)
        if plans:
            return plans
    return []


def _partial(search: _Search, small: list[Candidate]) -> list[Plan]:
    """The plans that leave least short, whatever the number of nodes."""
    ways: list[tuple[Shortage, Way]] = []
    for size in range(1, _most(search) + 1):
        among = range(len(search.doors)) if size == 1 else _among(search)
        if search.shared:
            ways += [(_short(search, way), way) for way in permutations(among, size)]
        else:
            ways += shortages(search.scale.units, search.offered, among, size)
    ways.sort()
    for _, group in groupby(ways, key=itemgetter(0)):
        plans = _plans(search, [way for _, way in group], small)
        if plans:
            return plans
    return []


def _most(search: _Search) -> int:
    return min(search.scale.policy.max_nodes if search.demand.may_split else 1, len(search.doors))


def _among(search: _Search) -> Sequence[int]:
    """The nodes that take part in combinations: all, or those that alone leave least short."""
    every = range(len(search.doors))
    width = search.scale.policy.width
    return every if len(every) <= width else sorted(sorted(every, key=lambda k: _short(search, (k,)))[:width])


def _short(search: _Search, way: Way) -> Shortage:
    return shortage(search.scale.units, _rows(search, way))


def _rows(search: _Search, way: Way) -> tuple[Row, ...]:
    """Who takes what, in turn. Where lines share an item the order in which nodes take changes what is short."""
    if not search.shared or len(way) == 1:
        return fill(search.scale.units, [search.offered[k] for k in way])
    board = search.scale.board
    places = [search.doors[k].at for k in way]
    floors: list[Number] = [0 if search.demand.use_reserve else board.floor[at] for at in places]
    return fill_shared(search.scale.units, [board.left[at] for at in places], floors)


def _plans(search: _Search, ways: Iterable[Way], small: list[Candidate]) -> list[Plan]:
    """The ways as plans, in every order of taking, no parcel empty; parcels below the least value go to `small`."""
    policy, units = search.scale.policy, search.scale.units
    plans: list[Plan] = []
    for way in ways:
        for order in [way] if search.shared else permutations(way):
            rows = _rows(search, order)
            if not all([any(row) for row in rows]):
                continue
            doors = tuple([search.doors[k] for k in order])
            if len(order) > 1 and policy.min_split_value:
                least = min([parcel_value(units, row) for row in rows])
                if least < policy.min_split_value:
                    nodes = tuple([search.scale.board.ids[door.at] for door in doors])
                    small.append(Candidate(nodes, Why.SPLIT_VALUE, least, policy.min_split_value))
                    continue
            plans.append(Plan(doors, rows))
    return plans
