"""Who acts: a person, a token, a job. Handed to every command as `by`; never ambient."""

from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Actor:
    """`name` is stored with what was done. `shops` and `warehouses` limit what is seen and touched; None = all."""

    name: str
    rights: frozenset[str] = frozenset()
    user_id: int | None = None
    shops: frozenset[int] | None = None
    warehouses: frozenset[int] | None = None
    trusted: bool = False

    def may(self, right: str) -> bool:
        """Whether this actor holds a right; `oms.*` holds every right of a room, `*` all."""
        return self.trusted or not self.rights.isdisjoint((right, right.split(".")[0] + ".*", "*"))

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


def system(job: str) -> Actor:
    """The actor of a handler, a clock job or an import: `system:job`."""
    return Actor(name=f"system:{job}", trusted=True)


def person(name: str, rights: Iterable[str], *, user_id: int | None = None) -> Actor:
    """A person with these rights and no limit of shop or warehouse."""
    return Actor(name=name, rights=frozenset(rights), user_id=user_id)
