"""The list of purchase orders."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_noop as N_

from yunhe.erp.purchasing.models import PurchaseOrder
from yunhe.erp.purchasing.words import PURCHASE_STATES, RECEIVED
from yunhe.kernel.actor import Actor
from yunhe.kernel.conditions import Field, Type, Vocabulary
from yunhe.kernel.listing import Column, Listing, Tab, register
from yunhe.kernel.names import Named
from yunhe.kernel.scope import scope


def purchases_of(actor: Actor) -> QuerySet[Any]:
    """The purchase orders that an actor may see."""
    return PurchaseOrder.objects.filter(scope(actor, warehouse="warehouse_id"))


def _state(*values: str) -> dict[str, Any]:
    return {"field": "state", "op": "in", "value": list(values)}


PURCHASES = register(
    Listing(
        "purchases",
        N_("Purchase orders"),
        Vocabulary(
            "purchase",
            (
                Field("number", N_("Number"), Type.TEXT),
                Field("state", N_("State"), Type.CHOICE, choices=PURCHASE_STATES),
                Field("received", N_("Receipts"), Type.CHOICE, choices=RECEIVED),
                Field("supplier", N_("Supplier"), Type.TEXT, expression=Named("supplier__name")),
                Field("warehouse", N_("Warehouse"), Type.TEXT, expression=Named("warehouse__name")),
                Field("total", N_("Amount"), Type.MONEY, unit_from="currency"),
                Field("currency", N_("Currency"), Type.TEXT),
                Field("due_on", N_("Due"), Type.DATE),
                Field("business_date", N_("Date"), Type.DATE),
            ),
        ),
        right="purchasing.see",
        rows=purchases_of,
        columns=(
            Column("number", 20),
            Column("state", 12),
            Column("received", 14),
            Column("supplier", 24),
            Column("warehouse", 16),
            Column("total", 14, total=True),
            Column("due_on", 12),
            Column("business_date", 12, shown=False),
        ),
        tabs=(
            Tab("draft", N_("Draft"), _state("draft")),
            Tab("approved", N_("Approved"), _state("approved")),
            Tab("under_way", N_("Under way"), _state("sent", "confirmed")),
            Tab("closed", N_("Closed"), _state("closed", "closed_short")),
            Tab("cancelled", N_("Cancelled"), _state("cancelled")),
        ),
        filters=("supplier", "warehouse", "received", "due_on", "total"),
        search=("number", "supplier"),
        sort=("-business_date",),
        custom=True,
    )
)
