"""The lists after the sale: returns and refunds."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.conditions import Field, Type, Vocabulary
from yunhe.kernel.listing import Column, Listing, Tab, one_of, register, tab_each
from yunhe.kernel.names import Named
from yunhe.kernel.scope import scope
from yunhe.oms.models import Refund, Return
from yunhe.oms.words import REFUND_REASONS, REFUND_STATES, RETURN_REASONS, RETURN_STATES


def returns_of(actor: Actor) -> QuerySet[Any]:
    """The returns that an actor may see."""
    return Return.objects.filter(scope(actor, shop="order__shop_id", warehouse="warehouse_id"))


def refunds_of(actor: Actor) -> QuerySet[Any]:
    """The refunds that an actor may see."""
    return Refund.objects.filter(scope(actor, shop="order__shop_id"))


RETURNS = register(
    Listing(
        "returns",
        N_("Returns"),
        Vocabulary(
            "return",
            (
                Field("number", N_("Number"), Type.TEXT),
                Field("state", N_("State"), Type.CHOICE, choices=RETURN_STATES),
                Field("order", N_("Order"), Type.TEXT, path="order__number"),
                Field("shop", N_("Shop"), Type.TEXT, expression=Named("order__shop__name")),
                Field("recipient", N_("Recipient"), Type.TEXT, path="order__recipient"),
                Field("reason", N_("Reason"), Type.CHOICE, choices=RETURN_REASONS),
                Field("customer_note", N_("What the customer says"), Type.TEXT),
                Field("warehouse", N_("Warehouse"), Type.TEXT, expression=Named("warehouse__name")),
                Field("state_at", N_("Since"), Type.MOMENT),
                Field("business_date", N_("Date"), Type.DATE),
            ),
        ),
        right="oms.see",
        rows=returns_of,
        columns=(
            Column("number", 20),
            Column("state", 12),
            Column("order", 20),
            Column("recipient", 12),
            Column("reason", 16),
            Column("customer_note", 30),
            Column("warehouse", 16),
            Column("state_at", 18),
            Column("shop", 16, shown=False),
            Column("business_date", 12, shown=False),
        ),
        tabs=(
            Tab("requested", N_("Requested"), one_of("state", "requested")),
            Tab("coming", N_("On the way back"), one_of("state", "approved", "in_transit")),
            Tab("judged", N_("Received"), one_of("state", "received", "inspected")),
            Tab("settled", N_("Settled"), one_of("state", "settled")),
            Tab("over", N_("Refused"), one_of("state", "refused", "withdrawn")),
        ),
        filters=("shop", "warehouse", "reason", "business_date"),
        search=("number", "order", "recipient"),
        sort=("-state_at",),
        custom=True,
    )
)
REFUNDS = register(
    Listing(
        "refunds",
        N_("Refunds"),
        Vocabulary(
            "refund",
            (
                Field("number", N_("Number"), Type.TEXT),
                Field("state", N_("State"), Type.CHOICE, choices=REFUND_STATES),
                Field("order", N_("Order"), Type.TEXT, path="order__number"),
                Field("shop", N_("Shop"), Type.TEXT, expression=Named("order__shop__name")),
                Field("amount", N_("Amount"), Type.MONEY, unit_from="currency"),
                Field("currency", N_("Currency"), Type.TEXT),
                Field("reason", N_("Reason"), Type.CHOICE, choices=REFUND_REASONS),
                Field("return_number", N_("Return"), Type.TEXT, path="parent__number"),
                Field("external_id", N_("Number of the payer"), Type.TEXT),
                Field("state_at", N_("Since"), Type.MOMENT),
            ),
        ),
        right="oms.see",
        rows=refunds_of,
        columns=(
            Column("number", 20),
            Column("state", 12),
            Column("order", 20),
            Column("amount", 14, total=True),
            Column("reason", 16),
            Column("return_number", 20),
            Column("state_at", 18),
            Column("shop", 16, shown=False),
            Column("external_id", 24, shown=False),
        ),
        tabs=tab_each("state", REFUND_STATES),
        filters=("shop", "amount", "reason"),
        search=("number", "order"),
        sort=("-state_at",),
        custom=True,
    )
)
