"""One way to serve a demand: who takes how much, what it costs, and how it compares with another way."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from yunhe.planning.sourcing.board import NO_LANE, Board, Door
from yunhe.planning.sourcing.model import Criterion, Id, Lane, Number, Policy
from yunhe.planning.sourcing.units import Unit, offer

Row = list[Number]  # how much of each unit one node takes


class Plan(NamedTuple):
    """Nodes in the order in which they take, and what each takes of each unit."""

    doors: tuple[Door, ...]
    rows: tuple[Row, ...]


class Scale(NamedTuple):
    """What plans for one demand are measured with."""

    board: Board
    policy: Policy
    units: list[Unit]


def freight(lane: Lane, weight: Number) -> Number:
    """First weight + started steps (首重 / 续重), exact for `int` and `Decimal`."""
    over = weight - lane.first_weight
    if over <= 0:
        return lane.first_price
    steps = over // lane.step_weight
    if steps * lane.step_weight < over:
        steps += 1
    return lane.first_price + steps * lane.step_price


def cost_of(scale: Scale, plan: Plan) -> Number:
    """Freight and handling per parcel, a penalty per extra parcel and per unit short."""
    board, policy, units = scale
    cost: Number = policy.parcel_penalty * (len(plan.doors) - 1) if plan.doors else 0
    for door, row in zip(plan.doors, plan.rows):
        if door.lane is NO_LANE and not board.nodes[door.at].handling:
            continue
        weight: Number = 0
        lines = 0
        for (_, parts, _, _), amount in zip(units, row):
            if amount:
                lines += len(parts)
                for line, per in parts:
                    weight += line.weight * per * amount
        cost += freight(door.lane, weight) + board.nodes[door.at].handling * lines
    return cost + policy.short_penalty * shortage(units, plan.rows)[1] if policy.short_penalty else cost


def fill(units: list[Unit], offered: Sequence[Row]) -> tuple[Row, ...]:
    """Each node takes, in turn, all it can of each unit. `offered[k]`: what node k could serve of each unit alone.

    A unit that may not split goes to the first node that has it whole, else to the one that has most of it.
    """
    rows: tuple[Row, ...] = tuple([] for _ in offered)
    for index, unit in enumerate(units):
        for row, amount in zip(rows, _deal(unit, [row[index] for row in offered])):
            row.append(amount)
    return rows


def fill_shared(units: list[Unit], stocks: Sequence[dict[Id, Number]], floors: Sequence[Number]) -> tuple[Row, ...]:
    """The same where lines compete for one item: after each unit the offers are counted anew."""
    left = [dict(stock) for stock in stocks]
    rows: tuple[Row, ...] = tuple([] for _ in stocks)
    for unit in units:
        amounts = _deal(unit, [offer(stock, floor, unit) for stock, floor in zip(left, floors)])
        for row, stock, amount in zip(rows, left, amounts):
            row.append(amount)
            if amount:
                for line, per in unit.parts:
                    stock[line.item] -= per * amount
    return rows


def shortage(units: list[Unit], rows: tuple[Row, ...]) -> tuple[Number, Number]:
    """(value, quantity) that the rows leave unserved."""
    value: Number = 0
    qty: Number = 0
    for index, (need, parts, _, _) in enumerate(units):
        missing = need - sum(row[index] for row in rows)
        if missing:
            for line, per in parts:
                qty += per * missing
                value += line.value * per * missing
    return value, qty


def parcel_value(units: list[Unit], row: Row) -> Number:
    """Money in the parcel of one node."""
    return sum(line.value * per * amount for unit, amount in zip(units, row) if amount for line, per in unit.parts)


def goods(units: list[Unit], row: Row) -> list[tuple[Id, Number]]:
    """(item, quantity) of the parcel of one node."""
    return [(line.item, per * amount) for unit, amount in zip(units, row) if amount for line, per in unit.parts]


Mark = Number | tuple[int, ...]
MEASURES: dict[Criterion, Callable[[Scale, Plan], Mark]] = {
    Criterion.PRIORITY: lambda scale, plan: tuple([scale.board.nodes[door.at].priority for door in plan.doors]),
    Criterion.PARCELS: lambda scale, plan: len(plan.doors),
    Criterion.COST: cost_of,
    Criterion.DISTANCE: lambda scale, plan: sum([door.lane.distance for door in plan.doors]),
    Criterion.LEAD: lambda scale, plan: max([door.lead for door in plan.doors]),
    Criterion.BALANCE: lambda scale, plan: max([scale.board.taken[door.at] for door in plan.doors]),
}
"""How a plan stands on a criterion; less is better. Priorities are compared from the node that takes first."""


def _deal(unit: Unit, given: list[Number]) -> list[Number]:
    if not unit.may_split:
        best = given.index(max(given))
        return [amount if k == best else 0 for k, amount in enumerate(given)]
    rest = unit.need
    for k, amount in enumerate(given):
        given[k] = min(rest, amount)
        rest -= given[k]
    return given
