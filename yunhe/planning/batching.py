"""Batching: which orders share a cart, so that the walks together are short.

Orders with different cut-offs or priorities never share. A cart starts with the order farthest from the depot and
takes, one after the other, the order that lengthens its walk least (seed rule with largest saving); then orders move
and change places between carts while that makes the walks shorter.
"""

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from yunhe.planning.picking.layout import PickingError, Place, Walk, Warehouse
from yunhe.planning.picking.lengths import Lengths


@dataclass(frozen=True, slots=True)
class PickOrder:
    """An order to pick: its places, and what it needs of a cart. `cut_off` and `priority` are not mixed in a cart."""

    name: str
    places: tuple[Place, ...]
    totes: int = 1
    weight: float = 0
    volume: float = 0
    cut_off: str = ""
    priority: int = 0

    def __post_init__(self) -> None:
        if not self.places or self.totes < 1 or min(self.weight, self.volume) < 0:
            raise PickingError("an order needs a place, a tote and no negative weight or volume", offender=self.name)


@dataclass(frozen=True, slots=True)
class Cart:
    """What one cart can carry."""

    totes: int
    weight: float = float("inf")
    volume: float = float("inf")

    def __post_init__(self) -> None:
        if self.totes < 1 or min(self.weight, self.volume) <= 0:
            raise PickingError("a cart carries at least a tote, some weight and some volume", offender="cart")


class Refused(NamedTuple):
    """An order that fits no cart: `limit` is totes, weight or volume, with what it needs and what a cart has."""

    order: PickOrder
    limit: str
    needs: float
    has: float


@dataclass(frozen=True, slots=True)
class Load:
    """The orders of one cart and their walk."""

    orders: tuple[PickOrder, ...]
    walk: Walk


@dataclass(frozen=True, slots=True)
class Batches:
    """The carts, by priority and cut-off, and the orders that fit none."""

    loads: tuple[Load, ...]
    refused: tuple[Refused, ...]

    @property
    def length(self) -> float:
        return sum(load.walk.length for load in self.loads)


def batch(
    warehouse: Warehouse, orders: Sequence[PickOrder], cart: Cart, *, seed: int = 0, tries: int = 15_000
) -> Batches:
    """Put orders into carts by proximity and route each cart. `tries`: moves tried to improve the first carts.

    The same seed and tries give the same carts. PickingError for a place outside the warehouse.
    """
    from yunhe.planning.picking import walk

    loads = _dealt(warehouse, orders, cart, lambda group, lengths: _near(group, cart, lengths, seed, tries))
    routed = [Load(tuple(load), walk(warehouse, places_of(load), seed=seed)) for load in loads]
    return Batches(tuple(routed), tuple(_refusals(orders, cart)))


def batch_in_turn(
    warehouse: Warehouse,
    orders: Sequence[PickOrder],
    cart: Cart,
    route: Callable[[Warehouse, list[Place]], Walk],
) -> Batches:
    """The baseline: carts filled first come, first served, routed by the given policy."""
    loads = _dealt(warehouse, orders, cart, lambda group, _: _in_turn(group, cart))
    routed = [Load(tuple(load), route(warehouse, places_of(load))) for load in loads]
    return Batches(tuple(routed), tuple(_refusals(orders, cart)))


def places_of(orders: Iterable[PickOrder]) -> list[Place]:
    """The places of a cart, each once."""
    return list(dict.fromkeys(place for order in orders for place in order.places))


def _dealt(
    warehouse: Warehouse,
    orders: Sequence[PickOrder],
    cart: Cart,
    deal: Callable[[list[PickOrder], Lengths], list[list[PickOrder]]],
) -> list[list[PickOrder]]:
    """Each priority and cut-off by itself, the urgent ones first."""
    for order in orders:
        warehouse.check(order.places)
    refused = {id(refusal.order) for refusal in _refusals(orders, cart)}
    groups: dict[tuple[int, str], list[PickOrder]] = {}
    for order in orders:
        if id(order) not in refused:
            groups.setdefault((order.priority, order.cut_off), []).append(order)
    lengths = Lengths(warehouse)
    return [load for key in sorted(groups) for load in deal(groups[key], lengths)]


def _refusals(orders: Sequence[PickOrder], cart: Cart) -> list[Refused]:
    refused = []
    for order in orders:
        limits = (
            ("totes", order.totes, cart.totes),
            ("weight", order.weight, cart.weight),
            ("volume", order.volume, cart.volume),
        )
        over = [Refused(order, limit, needs, has) for limit, needs, has in limits if needs > has]
        refused += over[:1]
    return refused


def _fits(orders: Sequence[PickOrder], cart: Cart) -> bool:
    return (
        sum([order.totes for order in orders]) <= cart.totes
        and sum([order.weight for order in orders]) <= cart.weight
        and sum([order.volume for order in orders]) <= cart.volume
    )


def _in_turn(group: list[PickOrder], cart: Cart) -> list[list[PickOrder]]:
    loads: list[list[PickOrder]] = [[]]
    for order in group:
        if not _fits([*loads[-1], order], cart):
            loads.append([])
        loads[-1].append(order)
    return loads


def _near(group: list[PickOrder], cart: Cart, lengths: Lengths, seed: int, tries: int) -> list[list[PickOrder]]:
    loads = _seeded(group, cart, lengths)
    return _exchanged(loads, cart, lengths, random.Random(seed), tries) if len(loads) > 1 else loads


def _seeded(group: list[PickOrder], cart: Cart, lengths: Lengths) -> list[list[PickOrder]]:
    waiting = sorted(group, key=lambda order: -lengths.of([order]))
    loads: list[list[PickOrder]] = []
    while waiting:
        load = [waiting.pop(0)]
        while fitting := [order for order in waiting if _fits([*load, order], cart)]:
            nearest = min(fitting, key=lambda order: lengths.of([*load, order]) - lengths.of([order]))
            load.append(nearest)
            waiting.remove(nearest)
        loads.append(load)
    return loads


def _exchanged(
    loads: list[list[PickOrder]], cart: Cart, lengths: Lengths, rng: random.Random, tries: int
) -> list[list[PickOrder]]:
    """Move an order to another cart, or change two; keep what is not longer."""
    walks = [lengths.of(load) for load in loads]
    for _ in range(tries):
        a, b = rng.sample(range(len(loads)), 2)
        if not loads[a]:
            continue
        out = rng.randrange(len(loads[a]))
        back = rng.randrange(len(loads[b]) + 1)  # the last: nothing comes back
        new_a = loads[a][:out] + loads[a][out + 1 :] + loads[b][back : back + 1]
        new_b = loads[b][:back] + loads[b][back + 1 :] + [loads[a][out]]
        if _fits(new_a, cart) and _fits(new_b, cart):
            length_a, length_b = lengths.of(new_a), lengths.of(new_b)
            if length_a + length_b <= walks[a] + walks[b]:
                loads[a], loads[b], walks[a], walks[b] = new_a, new_b, length_a, length_b
    return [load for load in loads if load]
