"""The list of items."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_noop as N_

from yunhe.catalog.models import Item
from yunhe.kernel.actor import Actor
from yunhe.kernel.conditions import Field, Type, Vocabulary
from yunhe.kernel.listing import Column, Listing, Tab, one_of, register
from yunhe.kernel.names import Named

KINDS = {"stocked": N_("Stocked"), "kit": N_("Kit"), "service": N_("Service")}
TRACKING = {"none": N_("Not tracked"), "lot": N_("By lot"), "serial": N_("By serial number")}
SOURCES = {"buy": N_("Bought"), "make": N_("Made")}


def items_of(actor: Actor) -> QuerySet[Any]:
    """All items: the catalogue is one for the company."""
    return Item.objects.all()


ITEMS = register(
    Listing(
        "items",
        N_("Items"),
        Vocabulary(
            "item",
            (
                Field("code", N_("Code"), Type.TEXT),
                Field("name", N_("Name"), Type.TEXT, expression=Named("name")),
                Field("kind", N_("Kind"), Type.CHOICE, choices=KINDS),
                Field("category", N_("Category"), Type.TEXT, expression=Named("category__name")),
                Field("unit", N_("Unit"), Type.TEXT, expression=Named("unit__name")),
                Field("tracking", N_("Tracking"), Type.CHOICE, choices=TRACKING),
                Field("source", N_("Source"), Type.CHOICE, choices=SOURCES),
                Field("lead_days", N_("Lead time in days"), Type.NUMBER),
                Field("weight", N_("Weight"), Type.QUANTITY, path="weight_kg", unit="kg"),
                Field("active", N_("Active"), Type.FLAG),
            ),
        ),
        right="catalog.see",
        rows=items_of,
        columns=(
            Column("code", 16),
            Column("name", 30),
            Column("kind", 10),
            Column("category", 18),
            Column("unit", 8),
            Column("tracking", 14),
            Column("source", 10),
            Column("lead_days", 12),
            Column("weight", 10),
            Column("active", 8, shown=False),
        ),
        tabs=(
            Tab("stocked", N_("Stocked"), one_of("kind", "stocked")),
            Tab("kit", N_("Kits"), one_of("kind", "kit")),
            Tab("make", N_("Made"), one_of("source", "make")),
        ),
        filters=("category", "kind", "tracking", "source", "active"),
        search_key="search",
        sort=("code",),
        custom=True,
    )
)
