"""Scopes: an actor whose grants name shops or warehouses sees the rows of these only."""

from django.db.models import Q

from yunhe.kernel.actor import Actor


def scope(actor: Actor, *, shop: str = "", warehouse: str = "") -> Q:
    """The rows that lie in the actor's shops and warehouses; `shop` and `warehouse` are the columns that name them."""
    seen = Q()
    if shop and not actor.trusted and actor.shops is not None:
        seen &= Q(**{f"{shop}__in": actor.shops})
    if warehouse and not actor.trusted and actor.warehouses is not None:
        seen &= Q(**{f"{warehouse}__in": actor.warehouses})
    return seen
