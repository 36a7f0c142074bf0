"""The lists of buying: proposals and purchase orders."""

from typing import Any

from django.db.models import DecimalField, ExpressionWrapper, F, QuerySet
from django.utils.translation import gettext_noop as N_

from yunhe.erp.purchasing.models import Proposal, PurchaseOrder
from yunhe.erp.purchasing.words import PROPOSAL_STATES, PURCHASE_STATES, RECEIVED
from yunhe.kernel.actor import Actor
from yunhe.kernel.conditions import Field, Type, Vocabulary
from yunhe.kernel.listing import Column, Listing, Tab, one_of, register, tab_each
from yunhe.kernel.names import Named
from yunhe.kernel.scope import scope


def purchases_of(actor: Actor) -> QuerySet[Any]:
    """The purchase orders that an actor may see."""
    return PurchaseOrder.objects.filter(scope(actor, warehouse="warehouse_id"))


def proposals_of(actor: Actor) -> QuerySet[Any]:
    """The proposals that an actor may see."""
    return Proposal.objects.filter(scope(actor, warehouse="warehouse_id"))


def _worth() -> ExpressionWrapper:
    """What the proposed quantity costs at the offer's price; empty where nobody offers it."""
    price = F("qty") * F("offer__price_incl") / F("offer__factor")
    return ExpressionWrapper(price, output_field=DecimalField(max_digits=16, decimal_places=2))


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
                Field("supplier_code", N_("Supplier's code"), Type.TEXT, path="supplier__code"),
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
            Tab("draft", N_("Draft"), one_of("state", "draft")),
            Tab("approved", N_("Approved"), one_of("state", "approved")),
            Tab("under_way", N_("Under way"), one_of("state", "sent", "confirmed")),
            Tab("closed", N_("Closed"), one_of("state", "closed", "closed_short")),
            Tab("cancelled", N_("Cancelled"), one_of("state", "cancelled")),
        ),
        filters=("supplier", "warehouse", "received", "due_on", "total"),
        search=("number", "supplier"),
        sort=("-business_date",),
        custom=True,
    )
)

PROPOSALS = register(
    Listing(
        "proposals",
        N_("Purchase proposals"),
        Vocabulary(
            "proposal",
            (
                Field("item", N_("Item"), Type.TEXT, path="item__code"),
                Field("name", N_("Name"), Type.TEXT, expression=Named("item__name")),
                Field("warehouse", N_("Warehouse"), Type.TEXT, expression=Named("warehouse__name")),
                Field("supplier", N_("Supplier"), Type.TEXT, expression=Named("offer__supplier__name")),
                Field("qty", N_("Quantity"), Type.QUANTITY, unit_from="unit"),
                Field("unit", N_("Unit"), Type.TEXT, expression=Named("item__unit__name")),
                Field("worth", N_("Amount"), Type.MONEY, expression=_worth(), unit_from="currency"),
                Field("currency", N_("Currency"), Type.TEXT, path="offer__currency"),
                Field("due_on", N_("Due"), Type.DATE),
                Field("state", N_("State"), Type.CHOICE, choices=PROPOSAL_STATES),
                Field("state_at", N_("Since"), Type.MOMENT),
            ),
        ),
        right="purchasing.see",
        rows=proposals_of,
        columns=(
            Column("item", 16),
            Column("name", 28),
            Column("warehouse", 16),
            Column("supplier", 24),
            Column("qty", 12),
            Column("worth", 14, total=True),
            Column("due_on", 12),
            Column("state", 12),
            Column("state_at", 18, shown=False),
        ),
        tabs=tab_each("state", PROPOSAL_STATES),
        filters=("supplier", "warehouse", "due_on", "worth"),
        search=("item", "name", "supplier"),
        sort=("due_on",),
    )
)
