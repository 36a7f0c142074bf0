"""What of a demand can be served apart: a plain line, or a kit with all its lines in whole sets."""

from typing import NamedTuple

from yunhe.planning.sourcing.model import Demand, Id, Line, Number, SourcingError


class Unit(NamedTuple):
    """`need` pieces of a line, or sets of a kit. `parts`: (line, quantity per piece or set)."""

    need: Number
    parts: tuple[tuple[Line, Number], ...]
    is_kit: bool
    may_split: bool


def units_of(demand: Demand) -> list[Unit]:
    """Plain lines as they are, kits gathered, in the order of the lines. Raises if a kit's lines disagree."""
    units: list[Unit] = []
    kits: dict[Id, list[Line]] = {}
    for line in demand.lines:
        if line.kit is None:
            units.append(Unit(line.qty, ((line, 1),), False, line.may_split))
        elif line.kit in kits:
            kits[line.kit].append(line)
        else:
            kits[line.kit] = [line]
    for lines in kits.values():
        units.append(_kit(demand, lines))
    return units


def shares_an_item(units: list[Unit]) -> bool:
    """Whether two lines compete for one item, so that what one takes the other lacks."""
    items = [line.item for _, parts, _, _ in units for line, _ in parts]
    return len(set(items)) != len(items)


def offers(stock: dict[Id, Number], floor: Number, units: list[Unit]) -> list[Number]:
    """What a node alone could serve of each unit from its stock above the floor, the units apart from each other."""
    row: list[Number] = []
    for unit in units:
        need, parts, is_kit, _ = unit
        if is_kit:
            row.append(offer(stock, floor, unit))
        else:
            free = stock.get(parts[0][0].item, 0) - floor
            row.append(need if free >= need else max(free, 0))
    return row


def offer(stock: dict[Id, Number], floor: Number, unit: Unit) -> Number:
    """How much of one unit a node's stock above the floor can serve, at most its need; of a kit whole sets."""
    wanted: dict[Id, Number] = {}
    for line, per in unit.parts:
        wanted[line.item] = wanted.get(line.item, 0) + per
    most = unit.need
    for item, per in wanted.items():
        free = max(stock.get(item, 0) - floor, 0)
        most = min(most, free // per if unit.is_kit else free)
    return most


def _kit(demand: Demand, lines: list[Line]) -> Unit:
    sets = {line.qty // line.per_kit if line.per_kit else 1 for line in lines}
    if len(sets) != 1:
        raise SourcingError(
            "the lines of a kit disagree on the number of sets", offender=f"{demand.id}, {lines[0].kit}"
        )
    parts = tuple((line, line.per_kit or line.qty) for line in lines)
    return Unit(sets.pop(), parts, True, all(line.may_split for line in lines))
