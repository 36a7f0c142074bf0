"""The list of customers: who they are, what they owe, and what they are to us."""

from typing import Any

from django.db.models import DecimalField, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_noop as N_

from yunhe.crm.commands.tags import FAMILY
from yunhe.crm.models import Tag
from yunhe.crm.rules import LABELS
from yunhe.kernel.actor import Actor
from yunhe.kernel.conditions import Field, Type, Vocabulary
from yunhe.kernel.listing import Column, Listing, Tab, register
from yunhe.kernel.names import Named
from yunhe.partners.models import Partner

MONEY = DecimalField(max_digits=16, decimal_places=2)


def customers_of(actor: Actor) -> QuerySet[Any]:
    """All customers: a customer belongs to no shop."""
    return Partner.objects.filter(is_customer=True)


def _open(column: str) -> Any:
    return Coalesce(F(f"exposure__{column}"), Value(0, output_field=MONEY), output_field=MONEY)


def _tag() -> Any:
    return Subquery(Tag.objects.filter(partner=OuterRef("pk"), family=FAMILY, until=None).values("code")[:1])


CUSTOMERS = register(
    Listing(
        "customers",
        N_("Customers"),
        Vocabulary(
            "partner",
            (
                Field("code", N_("Code"), Type.TEXT),
                Field("name", N_("Name"), Type.TEXT, expression=Named("name")),
                Field("tag", N_("Tag"), Type.CHOICE, expression=_tag(), choices=LABELS, right="crm.see"),
                Field("price_level", N_("Price level"), Type.TEXT),
                Field("credit_limit", N_("Credit limit"), Type.MONEY, unit_from="currency"),
                Field("owes", N_("Owes"), Type.MONEY, expression=_open("receivable_open"), unit_from="currency"),
                Field("deposits", N_("Deposits"), Type.MONEY, expression=_open("deposits"), unit_from="currency"),
                Field("terms_days", N_("Days to pay"), Type.NUMBER),
                Field("currency", N_("Currency"), Type.TEXT),
                Field("active", N_("Active"), Type.FLAG),
            ),
        ),
        right="partners.see",
        rows=customers_of,
        columns=(
            Column("code", 16),
            Column("name", 30),
            Column("tag", 16),
            Column("credit_limit", 14),
            Column("owes", 14, total=True),
            Column("deposits", 14, total=True),
            Column("terms_days", 10),
            Column("price_level", 12, shown=False),
            Column("active", 8, shown=False),
        ),
        tabs=(
            Tab("owing", N_("Owing"), {"field": "owes", "op": ">", "value": "0"}),
            Tab("credit", N_("On credit"), {"field": "credit_limit", "op": "not_empty"}),
        ),
        filters=("tag", "owes", "credit_limit", "price_level", "active"),
        search_key="search",
        sort=("code",),
        custom=True,
    )
)
