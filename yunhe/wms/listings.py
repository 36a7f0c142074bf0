"""The list of bins, those that are empty too, with where they stand."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.conditions import Field, Type, Vocabulary
from yunhe.kernel.listing import Column, Listing, Tab, one_of, register
from yunhe.kernel.names import Named
from yunhe.kernel.scope import scope
from yunhe.stock.models import Bin
from yunhe.wms.words import BIN_KINDS


def bins_of(actor: Actor) -> QuerySet[Any]:
    """The bins of the warehouses that an actor may see."""
    return Bin.objects.filter(scope(actor, warehouse="warehouse_id"))


PLACES = register(
    Listing(
        "places",
        N_("Bins"),
        Vocabulary(
            "bin",
            (
                Field("code", N_("Bin"), Type.TEXT),
                Field("warehouse", N_("Warehouse"), Type.TEXT, expression=Named("warehouse__name")),
                Field("kind", N_("Kind"), Type.CHOICE, choices=BIN_KINDS),
                Field("zone", N_("Zone"), Type.TEXT, path="place__zone__code"),
                Field("aisle", N_("Aisle"), Type.NUMBER, path="place__aisle"),
                Field("metres", N_("Metres into the aisle"), Type.QUANTITY, path="place__metres", unit="m"),
                Field("level", N_("Level"), Type.NUMBER, path="place__level"),
                Field("active", N_("Active"), Type.FLAG),
            ),
        ),
        right="stock.see_physical",
        rows=bins_of,
        columns=(
            Column("code", 16),
            Column("warehouse", 18),
            Column("kind", 12),
            Column("zone", 10),
            Column("aisle", 8),
            Column("metres", 12),
            Column("level", 8),
            Column("active", 8, shown=False),
        ),
        tabs=(
            Tab("shelf", N_("Shelves"), one_of("kind", "shelf")),
            Tab("floor", N_("Dock, pack table and floor"), one_of("kind", "receive", "pack", "main")),
        ),
        filters=("warehouse", "kind", "zone", "aisle", "active"),
        search=("code",),
        sort=("code",),
    )
)
