"""Which carton sizes to stock: few sizes that pack a history of orders cheaply."""

from collections.abc import Sequence
from dataclasses import dataclass

from yunhe.planning.packing.cartons import TRIES, pack
from yunhe.planning.packing.model import Carton, Item, PackingError, Tariff

NEVER = 10**12  # fen: an order that a size cannot pack


@dataclass(frozen=True, slots=True)
class Stocked:
    """The sizes chosen, what the history costs with them, and the cost with the best 1, 2, … sizes found on the way.

    `unpacked` counts the orders that no size packs; they are not part of the costs.
    """

    cartons: tuple[Carton, ...]
    cost: int
    steps: tuple[int, ...]
    unpacked: int


def sizes_to_stock(
    orders: Sequence[Sequence[Item]],
    candidates: Sequence[Carton],
    count: int,
    tariff: Tariff,
    *,
    void_price: int = 0,
    tries: int = TRIES,
    seed: int = 0,
) -> Stocked:
    """Choose up to `count` of the candidate sizes for the least cost of packing each order into its best size.

    An order goes into cartons of one size. Greedy, then exchanges while one helps (the p-median problem, Teitz & Bart
    1968). PackingError if no candidate or no size is asked for.
    """
    if count < 1 or not candidates:
        raise PackingError("at least one size is chosen from at least one candidate", offender="count")
    table = [[_cost(order, c, tariff, void_price, tries, seed) for c in candidates] for order in orders]
    rows = [row for row in table if min(row) < NEVER]
    chosen: list[int] = []
    steps: list[int] = []
    for _ in range(min(count, len(candidates))):
        left = [c for c in range(len(candidates)) if c not in chosen]
        chosen.append(min(left, key=lambda c: _total(rows, [*chosen, c])))
        chosen = _exchanged(rows, chosen, len(candidates))
        steps.append(_total(rows, chosen))
    picked = tuple(candidates[c] for c in sorted(chosen))
    return Stocked(picked, steps[-1], tuple(steps), len(table) - len(rows))


def _cost(order: Sequence[Item], carton: Carton, tariff: Tariff, void_price: int, tries: int, seed: int) -> int:
    packing = pack(order, [carton], tariff, void_price=void_price, tries=tries, seed=seed)
    return NEVER if packing.unpacked else packing.cost


def _total(rows: list[list[int]], chosen: list[int]) -> int:
    return sum(min(row[c] for c in chosen) for row in rows)


def _exchanged(rows: list[list[int]], chosen: list[int], candidates: int) -> list[int]:
    """Exchange one size for another while that is cheaper."""
    best = _total(rows, chosen)
    improved = True
    while improved:
        improved = False
        for place in range(len(chosen)):
            for c in set(range(candidates)) - set(chosen):
                other = [*chosen[:place], c, *chosen[place + 1 :]]
                total = _total(rows, other)
                if total < best:
                    chosen, best, improved = other, total, True
    return chosen
