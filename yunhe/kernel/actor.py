"""Who acts: a person, a token, a job. Handed to every command as `by`; never ambient."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from django.utils.translation import gettext_noop as N_

from yunhe.kernel.outcome import Reason, RefusalError


@dataclass(frozen=True, slots=True)
class Held:
    """What one grant gives: its rights, and where they hold; None = everywhere."""

    rights: frozenset[str]
    shops: frozenset[int] | None
    warehouses: frozenset[int] | None


@dataclass(frozen=True, slots=True)
class Actor:
    """`name` is stored with what was done. `shops` and `warehouses` limit what is seen and touched; None = all.

    `held` are the grants that the rights come from: each right works where its own grants say (`within`).
    """

    name: str
    rights: frozenset[str] = frozenset()
    user_id: int | None = None
    shops: frozenset[int] | None = None
    warehouses: frozenset[int] | None = None
    trusted: bool = False
    held: tuple[Held, ...] = ()

    def may(self, right: str) -> bool:
        """Whether this actor holds a right; `oms.*` holds every right of a room, `*` all."""
        return self.trusted or _holds(self.rights, right)

    def within(self, right: str) -> "Actor":
        """The same actor, limited to where the grants with this right hold: a clerk of one shop who also works in one
        warehouse sees that shop's orders wherever they ship from, and that warehouse's parcels whoever sold them."""
        grants = [grant for grant in self.held if _holds(grant.rights, right)]
        if self.trusted or not grants:
            return self
        if any(grant.shops is None and grant.warehouses is None for grant in grants):
            return replace(self, shops=None, warehouses=None)
        shops = named(grant.shops for grant in grants)
        return replace(self, shops=shops, warehouses=named(grant.warehouses for grant in grants))

    def allowed(self, right: str) -> "Actor":
        """`within` for who holds the right. Raises RefusalError `forbidden` for the others."""
        if not self.may(right):
            figures = {"actor": self.name, "right": right}
            raise RefusalError(Reason("forbidden", N_("{actor} lacks the right {right}"), figures))
        return self.within(right)

    def covers(
        self, right: str, shops: Collection[int] | None = None, warehouses: Collection[int] | None = None
    ) -> bool:
        """Whether a right is the actor's own wherever these limits reach (None = everywhere), inside a command too, where
        everything is allowed on the actor's behalf. The house itself (`system`) holds all."""
        if self.trusted and not self.rights:
            return True
        held = self.held or (Held(self.rights, self.shops, self.warehouses),)
        return any(
            _holds(one.rights, right) and _reaches(one.shops, shops) and _reaches(one.warehouses, warehouses)
            for one in held
        )

    def on_behalf(self) -> "Actor":
        """The same actor inside a command that was already allowed: what it calls downward needs no further right.

        The limits of shops and warehouses stay.
        """
        return replace(self, trusted=True)

    @property
    def limited(self) -> bool:
        """Whether some shops or warehouses are not this actor's."""
        return self.shops is not None or self.warehouses is not None

    def sees_shop(self, shop_id: int | None) -> bool:
        return self.shops is None or shop_id in self.shops

    def sees_warehouse(self, warehouse_id: int | None) -> bool:
        return self.warehouses is None or warehouse_id in self.warehouses


def named(limits: Iterable[frozenset[int] | None]) -> frozenset[int] | None:
    """All that several limits of one axis name; None when none of them names anything."""
    found = [limit for limit in limits if limit is not None]
    return frozenset().union(*found) if found else None


def _reaches(limit: frozenset[int] | None, asked: Collection[int] | None) -> bool:
    return limit is None or (asked is not None and limit.issuperset(asked))


def _holds(rights: frozenset[str], right: str) -> bool:
    return not rights.isdisjoint((right, right.split(".")[0] + ".*", "*"))


def system(job: str) -> Actor:
    """The actor of a handler, a clock job or an import: `system:job`."""
    return Actor(name=f"system:{job}", trusted=True)


def person(name: str, rights: Iterable[str], *, user_id: int | None = None) -> Actor:
    """A person with these rights and no limit of shop or warehouse."""
    return Actor(name=name, rights=frozenset(rights), user_id=user_id)
