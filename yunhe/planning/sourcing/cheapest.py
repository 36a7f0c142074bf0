"""The cheapest way to serve one demand from what is left: every set of nodes, every way to deal the units to them."""

from collections.abc import Iterator
from itertools import combinations, permutations, product
from typing import NamedTuple

from yunhe.planning.sourcing.board import Board, Door
from yunhe.planning.sourcing.model import Demand, Number, Policy
from yunhe.planning.sourcing.plans import Plan, Row, Scale, cost_of, fill_shared, freight, parcel_value, shortage
from yunhe.planning.sourcing.units import Unit, offers, shares_an_item, units_of


class Wish(NamedTuple):
    """A demand with its units and open doors, and the best plans already found for what nodes could offer."""

    demand: Demand
    scale: Scale
    doors: list[Door]
    shared: bool
    known: dict[tuple[Number, ...], tuple[Number, Plan | None]]


class _Share(NamedTuple):
    """One way to deal a unit to the nodes of a set: amounts, weights and lines per node, pieces left short."""

    amounts: Row
    weights: Row
    lines: tuple[int, ...]
    short: Number


def wish_of(board: Board, policy: Policy, demand: Demand) -> Wish:
    """A demand made ready for many searches."""
    units = units_of(demand)
    return Wish(demand, Scale(board, policy, units), board.doors(demand)[0], shares_an_item(units), {})


def cheapest(wish: Wish) -> tuple[Number, Plan | None]:
    """Least cost and its plan, given the stock and the capacity left on the board; None: to serve nothing is cheapest.

    Sets of up to `max_nodes` of at most `width` nodes are tried; a node that takes part in a unit takes all it can.
    """
    offered = [alone(wish, door) for door in wish.doors]
    key = tuple([amount for row in offered for amount in row])
    if wish.shared or key not in wish.known:
        wish.known[key] = _search(wish, offered)
    return wish.known[key]


def alone(wish: Wish, door: Door) -> Row:
    """What one node could serve of each unit from what is left there."""
    board, units = wish.scale.board, wish.scale.units
    if board.capacity[door.at] <= 0:
        return [0] * len(units)
    stock, floor = board.left[door.at], _floor(wish, door)
    return fill_shared(units, [stock], [floor])[0] if wish.shared else offers(stock, floor, units)


def nothing(wish: Wish) -> Number:
    """The cost of not serving the demand."""
    pieces = sum(per * unit.need for unit in wish.scale.units for _, per in unit.parts)
    return wish.scale.policy.short_penalty * pieces


def _floor(wish: Wish, door: Door) -> Number:
    return 0 if wish.demand.use_reserve else wish.scale.board.floor[door.at]


def _search(wish: Wish, offered: list[Row]) -> tuple[Number, Plan | None]:
    scale, demand = wish.scale, wish.demand
    useful = [(door, row) for door, row in zip(wish.doors, offered) if any(row)]
    useful = sorted(useful, key=lambda pair: shortage(scale.units, (pair[1],)))[: scale.policy.width]
    best: tuple[Number, Plan | None] = nothing(wish), None
    for size in range(1, min(scale.policy.max_nodes if demand.may_split else 1, len(useful)) + 1):
        for chosen in combinations(useful, size):
            doors = tuple([door for door, _ in chosen])
            least = sum([door.lane.first_price for door in doors]) + scale.policy.parcel_penalty * (size - 1)
            if least >= best[0]:
                continue
            for cost, plan in _dealt_shared(wish, doors) if wish.shared else _dealt(wish, chosen, best[0]):
                if cost < best[0] and _allowed(wish, plan):
                    best = cost, plan
    return best


def _allowed(wish: Wish, plan: Plan) -> bool:
    units, least = wish.scale.units, wish.scale.policy.min_split_value
    if not wish.demand.may_be_short and shortage(units, plan.rows)[1]:
        return False
    return len(plan.doors) == 1 or not least or all(parcel_value(units, row) >= least for row in plan.rows)


def _dealt_shared(wish: Wish, doors: tuple[Door, ...]) -> Iterator[tuple[Number, Plan]]:
    """Where lines compete for one item: each order of taking."""
    board, units = wish.scale.board, wish.scale.units
    for order in permutations(doors):
        rows = fill_shared(units, [board.left[door.at] for door in order], [_floor(wish, door) for door in order])
        if all(any(row) for row in rows):
            plan = Plan(order, rows)
            yield cost_of(wish.scale, plan), plan


def _dealt(wish: Wish, chosen: tuple[tuple[Door, Row], ...], limit: Number) -> Iterator[tuple[Number, Plan]]:
    """Every combination of the units' shares that is cheaper than `limit` so far and leaves no parcel empty."""
    scale = wish.scale
    doors = tuple([door for door, _ in chosen])
    handling = [scale.board.nodes[door.at].handling for door in doors]
    penalty = scale.policy.short_penalty
    fixed = scale.policy.parcel_penalty * (len(doors) - 1)
    shares = [_shares(unit, [row[index] for _, row in chosen]) for index, unit in enumerate(scale.units)]
    for deal in product(*shares):
        cost = fixed + penalty * sum([share.short for share in deal])
        for k, door in enumerate(doors):
            lines = sum([share.lines[k] for share in deal])
            cost += freight(door.lane, sum([share.weights[k] for share in deal])) + handling[k] * lines
            if not lines or cost >= limit:
                break
        else:
            limit = cost
            yield cost, Plan(doors, tuple([[share.amounts[k] for share in deal] for k in range(len(doors))]))


def _shares(unit: Unit, offered: Row) -> list[_Share]:
    """The ways to deal a unit: every order of some of the nodes, each taking all it can; or to nobody."""
    weight = sum(line.weight * per for line, per in unit.parts)
    pieces = sum(per for _, per in unit.parts)
    ways: dict[tuple[Number, ...], None] = {}
    able = [k for k, amount in enumerate(offered) if amount]
    for size in range(1, (len(able) if unit.may_split else min(1, len(able))) + 1):
        for order in permutations(able, size):
            rest = unit.need
            amounts: Row = [0] * len(offered)
            for k in order:
                amounts[k] = min(rest, offered[k])
                rest -= amounts[k]
            ways[tuple(amounts)] = None
    ways[(0,) * len(offered)] = None
    return [
        _Share(
            list(amounts),
            [weight * amount for amount in amounts],
            tuple([len(unit.parts) if amount else 0 for amount in amounts]),
            pieces * (unit.need - sum(amounts)),
        )
        for amounts in ways
    ]
