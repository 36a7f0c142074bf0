"""The list of work orders."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_noop as N_

from yunhe.erp.production.models import WorkOrder
from yunhe.erp.production.words import WORK_STATES
from yunhe.kernel.actor import Actor
from yunhe.kernel.conditions import Field, Type, Vocabulary
from yunhe.kernel.listing import Column, Listing, Tab, one_of, register
from yunhe.kernel.names import Named
from yunhe.kernel.scope import scope


def work_of(actor: Actor) -> QuerySet[Any]:
    """The work orders that an actor may see."""
    return WorkOrder.objects.filter(scope(actor, warehouse="warehouse_id"))


WORK_ORDERS = register(
    Listing(
        "work-orders",
        N_("Work orders"),
        Vocabulary(
            "work_order",
            (
                Field("number", N_("Number"), Type.TEXT),
                Field("state", N_("State"), Type.CHOICE, choices=WORK_STATES),
                Field("item", N_("Item"), Type.TEXT, path="item__code"),
                Field("name", N_("Name"), Type.TEXT, expression=Named("item__name")),
                Field("warehouse", N_("Warehouse"), Type.TEXT, expression=Named("warehouse__name")),
                Field("qty", N_("Quantity"), Type.QUANTITY, unit_from="unit"),
                Field("good", N_("Made"), Type.QUANTITY, unit_from="unit"),
                Field("scrap", N_("Scrap"), Type.QUANTITY, unit_from="unit"),
                Field("unit", N_("Unit"), Type.TEXT, expression=Named("item__unit__name")),
                Field("due_on", N_("Due"), Type.DATE),
                Field("business_date", N_("Date"), Type.DATE),
            ),
        ),
        right="production.see",
        rows=work_of,
        columns=(
            Column("number", 20),
            Column("state", 12),
            Column("item", 16),
            Column("name", 28),
            Column("warehouse", 16),
            Column("qty", 12),
            Column("good", 12),
            Column("scrap", 12),
            Column("due_on", 12),
            Column("business_date", 12, shown=False),
        ),
        tabs=(
            Tab("planned", N_("Scheduled"), one_of("state", "planned", "firm")),
            Tab("released", N_("Released"), one_of("state", "released")),
            Tab("at_work", N_("Started"), one_of("state", "started", "paused")),
            Tab("finished", N_("Finished"), one_of("state", "finished")),
            Tab("over", N_("Closed"), one_of("state", "closed", "cancelled")),
        ),
        filters=("item", "warehouse", "due_on", "state"),
        search=("number", "item", "name"),
        sort=("-business_date",),
        custom=True,
    )
)
