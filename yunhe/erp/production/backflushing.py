"""Backflush: reports issue what they used by themselves, and what is taken back gives its material back."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from yunhe.erp.production.models import Material, WorkOrder
from yunhe.erp.production.returning import by_lot, give_back
from yunhe.erp.production.rules import allowed
from yunhe.erp.production.taking import take
from yunhe.kernel.actor import Actor
from yunhe.kernel.outcome import Reason


def backflush(
    orders: Mapping[int, WorkOrder], made: Mapping[int, Decimal], *, by: Actor, at: datetime
) -> dict[int, Reason]:
    """Bring the material issued to these orders to what `made` pieces (good and scrap) use by the bill, more or less.

    Sums count, so that roundings of single reports do not add up. Orders must be locked and followed; returns those whose
    material is not there, with the reason.
    """
    out: defaultdict[int, dict[int, Decimal]] = defaultdict(dict)
    back: dict[tuple[int, int], Decimal] = {}
    for m in Material.objects.filter(order__in=made, planned__gt=0).select_related("item").order_by("order_id", "n"):
        used = allowed(m.planned, made[m.order_id], orders[m.order_id].qty, m.item.decimals)
        lacks = used - (m.issued - m.returned)
        if lacks > 0:
            out[m.order_id][m.item_id] = lacks
        elif lacks < 0:
            back[m.order_id, m.item_id] = -lacks
    give_back(orders, by_lot(back), by=by, at=at)
    return take(orders, out, by=by, at=at)
