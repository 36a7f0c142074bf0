"""Open holds of orders that are cancelled: nobody has to decide about them any more."""

from collections.abc import Collection
from datetime import datetime

from yunhe.kernel.actor import Actor
from yunhe.oms.models import Hold


def end_holds(order_ids: Collection[int], *, by: Actor, at: datetime) -> None:
    """End what is open of these orders, which are cancelled."""
    open_holds = Hold.objects.filter(order__in=order_ids, released_at=None)
    open_holds.update(released_at=at, released_by=by.name, note="cancelled")
