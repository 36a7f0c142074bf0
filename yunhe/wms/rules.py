"""Decisions on the floor without I/O: in which order bins are walked, how outbounds share carts."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

PART = re.compile(r"(\d+)")


class Stand(NamedTuple):
    """A bin with where it stands; `aisle` None: nobody measured it."""

    bin: int
    code: str
    aisle: int | None
    metres: Decimal


class Rule(NamedTuple):
    """Which released outbounds a wave takes. Empty = any; `single` True = one piece each, False = the others."""

    kinds: tuple[str, ...] = ()
    carriers: tuple[str, ...] = ()
    most_priority: int | None = None  # as urgent as this, or more (smaller is more urgent)
    ship_before: datetime | None = None
    single: bool | None = None


EVERYTHING = Rule()


class Waiting(NamedTuple):
    """A released outbound that waits for a wave."""

    outbound: int
    warehouse: int
    priority: int


def natural(code: str) -> tuple[tuple[int, int | str], ...]:
    """A code as people order it: A-2 before A-10."""
    return tuple((0, int(part)) if part.isdigit() else (1, part) for part in PART.split(code) if part)


def walk(stands: Iterable[Stand]) -> list[int]:
    """Bins in walking order: aisle by aisle in S-shape where places are known, the others after them by their code.

    planning.picking finds the shortest walk where the warehouse is drawn as a graph; this order needs only aisles.
    """
    known = sorted((s for s in stands if s.aisle is not None), key=lambda s: (s.aisle, s.metres))
    order: list[int] = []
    for turn, (_, aisle) in enumerate(groupby(known, key=lambda s: s.aisle)):
        bins = [s.bin for s in aisle]
        order += bins if turn % 2 == 0 else bins[::-1]
    return order + [s.bin for s in sorted((s for s in stands if s.aisle is None), key=lambda s: natural(s.code))]


def carts(waiting: Sequence[Waiting], totes: int) -> list[list[Waiting]]:
    """Outbounds shared over carts of so many totes, in the order given; warehouses and priorities never mix."""
    order = sorted(waiting, key=lambda w: (w.warehouse, w.priority))
    found = []
    for _, group in groupby(order, key=lambda w: (w.warehouse, w.priority)):
        same = list(group)
        found += [same[n : n + totes] for n in range(0, len(same), totes)]
    return found
