"""Stock by order: what is promised out of which level, to which order or hold, and since when."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.conditions import Field, Type, Vocabulary
from yunhe.kernel.listing import Column, Listing, Tab, register
from yunhe.kernel.names import Named
from yunhe.kernel.scope import scope
from yunhe.oms.models import Order
from yunhe.stock.models import Allocation
from yunhe.stock.words import GRADES, OUTBOUND_STATES

ORDER = Order.objects.filter(pk=OuterRef("outbound_line__root_id"))
TO_ORDERS: dict[str, Any] = {"field": "outbound", "op": "not_empty"}


def promised_to(actor: Actor) -> QuerySet[Any]:
    """What is promised and not yet gone, in the warehouses and to the orders of the shops that an actor may see."""
    seen = scope(actor, shop="outbound_line__outbound__shop_id", warehouse="level__warehouse_id")
    return Allocation.objects.filter(seen, closed_seq=None)


PROMISED = register(
    Listing(
        "promised",
        N_("Stock by order"),
        Vocabulary(
            "allocation",
            (
                Field("order", N_("Order"), Type.TEXT, expression=Subquery(ORDER.values("number"))),
                Field("outbound", N_("Outbound"), Type.TEXT, path="outbound_line__outbound__number"),
                Field(
                    "state", N_("State"), Type.CHOICE, path="outbound_line__outbound__state", choices=OUTBOUND_STATES
                ),
                Field("item", N_("Item"), Type.TEXT, path="level__item__code"),
                Field("name", N_("Name"), Type.TEXT, expression=Named("level__item__name")),
                Field("warehouse", N_("Warehouse"), Type.TEXT, expression=Named("level__warehouse__name")),
                Field("grade", N_("Grade"), Type.CHOICE, path="level__grade", choices=GRADES),
                Field("qty", N_("Allocated"), Type.QUANTITY, unit_from="unit"),
                Field("made_at", N_("Since"), Type.MOMENT),
                Field("expires_at", N_("Held until"), Type.MOMENT),
                Field("unit", N_("Unit"), Type.TEXT, expression=Named("level__item__unit__name")),
            ),
        ),
        right="stock.see_physical",
        rows=promised_to,
        columns=(
            Column("order", 20),
            Column("outbound", 20),
            Column("state", 12),
            Column("item", 14),
            Column("name", 24),
            Column("warehouse", 16),
            Column("qty", 12),
            Column("made_at", 14),
            Column("expires_at", 16, shown=False),
            Column("grade", 12, shown=False),
        ),
        tabs=(
            Tab("orders", N_("For orders"), TO_ORDERS),
            Tab("held", N_("Held without an order"), {"not": TO_ORDERS}),
        ),
        filters=("item", "warehouse", "state", "made_at"),
        search=("order", "outbound", "item", "name"),
        sort=("made_at",),
    )
)
