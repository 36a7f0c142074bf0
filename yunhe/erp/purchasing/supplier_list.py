"""The list of suppliers: what is under way from each, whether it is late, and how often each kept its day."""

from typing import Any

from django.db.models import (
    Avg,
    Case,
    Count,
    DecimalField,
    Exists,
    IntegerField,
    Min,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Round
from django.utils.translation import gettext_noop as N_

from yunhe.erp.purchasing.listings import purchases_of
from yunhe.kernel.actor import Actor
from yunhe.kernel.conditions import Field, Type, Vocabulary
from yunhe.kernel.listing import Column, Listing, Tab, overdue, register
from yunhe.kernel.names import Named
from yunhe.partners.models import Partner
from yunhe.stock.models import Receipt

SHARE = DecimalField(max_digits=5, decimal_places=1)


def suppliers_of(actor: Actor) -> QuerySet[Any]:
    """All suppliers, each with the orders that the actor may see: `waiting` how many are under way, `next_due` when the
    next is due, `kept` the percentage of those received in full whose last receipt was not after the day agreed."""
    orders = purchases_of(actor).filter(supplier=OuterRef("pk")).order_by().values("supplier")
    coming = orders.filter(state__in=("sent", "confirmed"))
    after = Exists(Receipt.objects.filter(inbound=OuterRef("inbound"), business_date__gt=OuterRef("due_on")))
    share = Round(Avg(Case(When(after, then=Value(0)), default=Value(100), output_field=SHARE)), 1)
    return Partner.objects.filter(is_supplier=True).annotate(
        waiting=Coalesce(Subquery(coming.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0),
        next_due=Subquery(coming.annotate(day=Min("due_on")).values("day")),
        kept=Subquery(orders.filter(received="full").annotate(share=share).values("share"), output_field=SHARE),
    )


def _offers() -> Any:
    items = Partner.objects.filter(pk=OuterRef("pk"), offers__active=True).order_by().values("pk")
    return Coalesce(Subquery(items.annotate(n=Count("offers")).values("n"), output_field=IntegerField()), 0)


SUPPLIERS = register(
    Listing(
        "suppliers",
        N_("Suppliers"),
        Vocabulary(
            "partner",
            (
                Field("code", N_("Code"), Type.TEXT),
                Field("name", N_("Name"), Type.TEXT, expression=Named("name")),
                Field("offers", N_("Items offered"), Type.NUMBER, expression=_offers()),
                Field("waiting", N_("Orders under way"), Type.NUMBER),
                Field("next_due", N_("Next due"), Type.DATE),
                Field("kept", N_("On time"), Type.NUMBER, unit="%"),
                Field("terms_days", N_("Days to pay"), Type.NUMBER),
                Field("currency", N_("Currency"), Type.TEXT),
                Field("active", N_("Active"), Type.FLAG),
            ),
        ),
        right="purchasing.see",
        rows=suppliers_of,
        columns=(
            Column("code", 16),
            Column("name", 30),
            Column("offers", 12),
            Column("waiting", 14),
            Column("next_due", 12),
            Column("kept", 10),
            Column("terms_days", 10),
            Column("currency", 10, shown=False),
            Column("active", 8, shown=False),
        ),
        tabs=(
            Tab("late", N_("Late"), overdue("next_due")),
            Tab("waiting", N_("Something is under way"), {"field": "waiting", "op": ">", "value": 0}),
        ),
        filters=("waiting", "next_due", "kept", "active"),
        search_key="search",
        sort=("code",),
    )
)
