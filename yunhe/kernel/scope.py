"""Scopes: an actor whose grants name shops or warehouses sees and touches what lies in these only."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from operator import attrgetter, itemgetter
from typing import Any, Protocol

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.outcome import Reason, RefusalError

LIMITS = {"shop": "shops", "warehouse": "warehouses"}  # what a row lies in, and the actor's limit of it
UNKNOWN = Reason("not_found", N_("There is no such document"))
COMPANYS = Reason("forbidden", N_("Only who is not limited to shops or warehouses may do this"))
OUTSIDE = Reason("outside", N_("This lies outside your shops and warehouses"))


def scope(actor: Actor, *, shop: str = "", warehouse: str = "") -> Q:
    """The rows that lie in the actor's shops and warehouses; `shop` and `warehouse` are the columns that name them."""
    seen = Q()
    if shop and not actor.trusted and actor.shops is not None:
        seen &= Q(**{f"{shop}__in": actor.shops})
    if warehouse and not actor.trusted and actor.warehouses is not None:
        seen &= Q(**{f"{warehouse}__in": actor.warehouses})
    return seen


def companys(actor: Actor) -> Q:
    """The rows of what is the whole company's: none for an actor with limits."""
    return Q(pk__in=[]) if actor.limited and not actor.trusted else Q()


def unlimited(actor: Actor) -> None:
    """For what is the whole company's. Raises RefusalError `forbidden` for an actor with limits."""
    if actor.limited and not actor.trusted:
        raise RefusalError(COMPANYS)


class Where(Protocol):
    """Whatever can say which keys lie outside an actor's limits, why they are refused, and which keys a row has."""

    @property
    def reason(self) -> Reason: ...

    @property
    def of(self) -> Callable[[Any], Iterable[Any]] | None: ...

    def outside(self, keys: Collection[Any], by: Actor) -> set[Any]: ...


@dataclass(frozen=True, slots=True)
class Scope:
    """Where the things lie that commands are asked about: one statement judges any number.

    `places` is a query with a column `key` and a column for each of `axes` ("shop", "warehouse"); only the keys in hand
    are asked for. Without it the keys are ids of shops or warehouses themselves. A key may lie in several places: one
    outside is enough. What lies nowhere (no row, or null) is no shop's and no warehouse's, and not outside.

    `of` finds the keys of a command's row; without it the row is the key.
    """

    axes: tuple[str, ...]
    places: str = ""
    reason: Reason = UNKNOWN
    of: Callable[[Any], Iterable[Any]] | None = None

    def by(self, *parts: str | int) -> "Scope":
        """The same for rows whose keys are these attributes (by name) or elements (by place)."""
        getters = [attrgetter(part) if isinstance(part, str) else itemgetter(part) for part in parts]
        return replace(self, of=lambda row: [get(row) for get in getters])

    def each(self, of: Callable[[Any], Iterable[Any]]) -> "Scope":
        """The same for rows with many keys."""
        return replace(self, of=of)

    def outside(self, keys: Collection[Any], by: Actor) -> set[Any]:
        """The keys that lie outside the actor's limits; no query for an actor without any."""
        return self.outside_each(keys, {0: by})[0]

    def outside_each(self, keys: Collection[Any], actors: Mapping[int, Actor]) -> dict[int, set[Any]]:
        """The same for many actors, by whatever they are numbered; one statement, however many they are."""
        found: dict[int, set[Any]] = {n: set() for n in actors}
        limited = {n: limits for n, by in actors.items() if (limits := self._limits(by))}
        places = self._places(keys) if limited and keys else []
        for n, limits in limited.items():
            found[n] = {
                key
                for key, place in places
                if any(place[axis] is not None and place[axis] not in allowed for axis, allowed in limits)
            }
        return found

    def exists_outside(self, key: str, by: Actor) -> tuple[str, list[Any]] | None:
        """For lists: a condition, with its parameters, that the row with this key column lies outside; None = never."""
        if not (limits := self._limits(by)):
            return None
        condition = " OR ".join(f"p.{axis} <> ALL(%s::bigint[])" for axis, _ in limits)
        sql = f"EXISTS (SELECT FROM ({self.places}) p WHERE p.key = {key} AND ({condition}))"
        return sql, [sorted(allowed) for _, allowed in limits]

    def _places(self, keys: Collection[Any]) -> list[tuple[Any, dict[str, int | None]]]:
        """Where each of the keys lies, once for each place."""
        if not self.places:
            return [(key, dict.fromkeys(self.axes, key)) for key in keys]
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT DISTINCT key, {', '.join(self.axes)} FROM ({self.places}) p WHERE key = ANY(%s)", [list(keys)]
            )
            return [(key, dict(zip(self.axes, place))) for key, *place in cursor.fetchall()]

    def _limits(self, by: Actor) -> list[tuple[str, frozenset[int]]]:
        found = [(axis, getattr(by, LIMITS[axis])) for axis in self.axes]
        return [(axis, allowed) for axis, allowed in found if allowed is not None]
