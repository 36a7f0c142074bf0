"""Which sets of nodes could serve a demand together: those that cover it, or what each leaves short."""

from collections.abc import Iterable, Iterator
from itertools import combinations

from yunhe.planning.sourcing.model import Number
from yunhe.planning.sourcing.units import Unit

Way = tuple[int, ...]
Shortage = tuple[Number, Number]  # value, quantity


def covering(units: list[Unit], offered: list[list[Number]], among: Iterable[int], size: int) -> Iterator[Way]:
    """Every set of `size` nodes that together serve all units. `offered[k][u]`: what node k alone could serve of u."""
    return _cover([unit.may_split for unit in units], offered, [unit.need for unit in units], tuple(among), size)


def shortages(
    units: list[Unit], offered: list[list[Number]], among: Iterable[int], size: int
) -> Iterator[tuple[Shortage, Way]]:
    """Every set of `size` nodes with the (value, quantity) that it leaves unserved."""
    weights = [
        (
            unit.need,
            unit.may_split,
            sum(line.value * per for line, per in unit.parts),
            sum(per for _, per in unit.parts),
        )
        for unit in units
    ]
    for way in combinations(among, size):
        value: Number = 0
        qty: Number = 0
        for index, (need, may_split, worth, pieces) in enumerate(weights):
            given = [offered[k][index] for k in way]
            missing = need - (sum(given) if may_split else max(given))
            if missing > 0:
                value += worth * missing
                qty += pieces * missing
        yield (value, qty), way


def _cover(splits: list[bool], offered: list[list[Number]], rest: list[Number], among: Way, size: int) -> Iterator[Way]:
    lacking = [(index, amount) for index, amount in enumerate(rest) if amount > 0]
    if size == 1:
        yield from [(k,) for k in among if all([offered[k][index] >= amount for index, amount in lacking])]
        return
    for place, k in enumerate(among):
        row = offered[k]
        after = list(rest)
        for index, amount in lacking:
            if splits[index] or row[index] >= amount:
                after[index] = amount - row[index]
        yield from ((k, *way) for way in _cover(splits, offered, after, among[place + 1 :], size - 1))
