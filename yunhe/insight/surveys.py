"""The list of surveys: what customers answered after delivery, beside the order that it was about."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_noop as N_

from yunhe.crm.models import Survey
from yunhe.crm.rules import CAUSES, LOW_SCORE
from yunhe.kernel.actor import Actor
from yunhe.kernel.conditions import Field, Type, Vocabulary
from yunhe.kernel.listing import Column, Listing, Tab, register
from yunhe.kernel.names import Named, NamedIn
from yunhe.oms.listings import orders_of
from yunhe.oms.models import Order, Shop

ORDER = Order.objects.filter(pk=OuterRef("order_id"))
ANSWERED: dict[str, Any] = {"field": "answered_at", "op": "not_empty"}


def surveys_of(actor: Actor) -> QuerySet[Any]:
    """The surveys about orders that an actor may see."""
    if not actor.limited or actor.trusted:
        return Survey.objects.all()
    return Survey.objects.filter(order_id__in=orders_of(actor).values("pk"))


SURVEYS = register(
    Listing(
        "surveys",
        N_("Surveys"),
        Vocabulary(
            "survey",
            (
                Field("order", N_("Order"), Type.TEXT, expression=Subquery(ORDER.values("number"))),
                Field(
                    "shop",
                    N_("Shop"),
                    Type.TEXT,
                    expression=NamedIn(Shop.objects.filter(orders__pk=OuterRef("order_id")), "name"),
                ),
                Field("customer", N_("Customer"), Type.TEXT, expression=Named("partner__name")),
                Field("score", N_("Score of 5"), Type.NUMBER),
                Field("cause", N_("Cause"), Type.CHOICE, choices=CAUSES),
                Field("comment", N_("What the customer says"), Type.TEXT),
                Field("sent_at", N_("Sent"), Type.MOMENT),
                Field("answered_at", N_("Answered"), Type.MOMENT),
            ),
        ),
        right="crm.see",
        rows=surveys_of,
        columns=(
            Column("order", 20),
            Column("customer", 20),
            Column("score", 8),
            Column("cause", 14),
            Column("comment", 36),
            Column("shop", 16),
            Column("answered_at", 14),
            Column("sent_at", 14, shown=False),
        ),
        tabs=(
            Tab("low", N_("Unhappy"), {"field": "score", "op": "<=", "value": LOW_SCORE}),
            Tab("answered", N_("Answered"), ANSWERED),
            Tab("silent", N_("Not answered"), {"not": ANSWERED}),
        ),
        filters=("shop", "score", "cause", "answered_at"),
        search=("order", "customer", "comment"),
        sort=("-answered_at",),
    )
)
