"""Lists of the goods themselves: what lies in which bin and since when, and the ledger of every move."""

from typing import Any

from django.db.models import ExpressionWrapper, F, QuerySet
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.conditions import Field, Type, Vocabulary
from yunhe.kernel.listing import Column, Listing, Tab, one_of, register
from yunhe.kernel.names import Named
from yunhe.kernel.scope import scope
from yunhe.stock.listings import QUANTITY
from yunhe.stock.models import BinLevel, Move
from yunhe.stock.words import GRADES, MOVE_CAUSES, MOVE_DOCUMENTS

AGES = (30, 90, 180)  # days in the house: the bounds of the tabs


def bin_levels_of(actor: Actor) -> QuerySet[Any]:
    """What lies in the bins that an actor may see."""
    return BinLevel.objects.filter(scope(actor, warehouse="warehouse_id"), qty__gt=0)


def moves_of(actor: Actor) -> QuerySet[Any]:
    """The ledger of the warehouses that an actor may see."""
    return Move.objects.filter(scope(actor, warehouse="warehouse_id"))


def _older(days: int) -> dict[str, Any]:
    return {"field": "since", "op": "older_than_days", "value": days}


BINS = register(
    Listing(
        "bins",
        N_("Stock by bin"),
        Vocabulary(
            "bin_level",
            (
                Field("bin", N_("Bin"), Type.TEXT, path="bin__code"),
                Field("warehouse", N_("Warehouse"), Type.TEXT, expression=Named("warehouse__name")),
                Field("item", N_("Item"), Type.TEXT, path="item__code"),
                Field("name", N_("Name"), Type.TEXT, expression=Named("item__name")),
                Field("lot", N_("Lot"), Type.TEXT, path="lot__code"),
                Field("expires_on", N_("Sell by"), Type.DATE, path="lot__expires_on"),
                Field("grade", N_("Grade"), Type.CHOICE, choices=GRADES),
                Field("qty", N_("On hand"), Type.QUANTITY, unit_from="unit"),
                Field("bound", N_("To be picked"), Type.QUANTITY, unit_from="unit"),
                Field(
                    "left",
                    N_("Not bound"),
                    Type.QUANTITY,
                    expression=ExpressionWrapper(F("qty") - F("bound"), output_field=QUANTITY),
                    unit_from="unit",
                ),
                Field("since", N_("Here since"), Type.DATE),
                Field("unit", N_("Unit"), Type.TEXT, expression=Named("item__unit__name")),
            ),
        ),
        right="stock.see_physical",
        rows=bin_levels_of,
        columns=(
            Column("bin", 14),
            Column("warehouse", 14),
            Column("item", 14),
            Column("name", 24),
            Column("lot", 14),
            Column("expires_on", 12),
            Column("grade", 12),
            Column("qty", 12),
            Column("bound", 12),
            Column("left", 12),
            Column("since", 12),
        ),
        tabs=(
            Tab("fresh", N_("Up to 30 days"), {"not": _older(AGES[0])}),
            Tab("month", N_("31 to 90 days"), {"all": [_older(AGES[0]), {"not": _older(AGES[1])}]}),
            Tab("quarter", N_("91 to 180 days"), {"all": [_older(AGES[1]), {"not": _older(AGES[2])}]}),
            Tab("old", N_("Older than 180 days"), _older(AGES[2])),
            Tab("expiring", N_("Sell within 30 days"), {"field": "expires_on", "op": "next_days", "value": 30}),
        ),
        filters=("warehouse", "item", "grade", "since", "expires_on"),
        search=("bin", "item", "name", "lot"),
        sort=("bin", "item"),
    )
)

LEDGER = register(
    Listing(
        "ledger",
        N_("Stock ledger"),
        Vocabulary(
            "move",
            (
                Field("entry", N_("Entry"), Type.NUMBER, path="id"),  # the ledger's own count, in the order of changes
                Field("recorded_at", N_("Recorded"), Type.MOMENT),
                Field("business_date", N_("Date"), Type.DATE),
                Field("cause", N_("Cause"), Type.CHOICE, choices=MOVE_CAUSES),
                Field("document", N_("Document"), Type.CHOICE, path="subject_kind", choices=MOVE_DOCUMENTS),
                Field("item", N_("Item"), Type.TEXT, path="item__code"),
                Field("name", N_("Name"), Type.TEXT, expression=Named("item__name")),
                Field("warehouse", N_("Warehouse"), Type.TEXT, expression=Named("warehouse__name")),
                Field("bin", N_("Bin"), Type.TEXT, path="bin__code"),
                Field("lot", N_("Lot"), Type.TEXT, path="lot__code"),
                Field("grade", N_("Grade"), Type.CHOICE, choices=GRADES),
                Field("qty", N_("Quantity"), Type.QUANTITY, unit_from="unit"),
                Field("unit", N_("Unit"), Type.TEXT, expression=Named("item__unit__name")),
                Field("late", N_("Other period"), Type.FLAG),
                Field("by", N_("By"), Type.TEXT),
            ),
        ),
        right="stock.see_physical",
        rows=moves_of,
        columns=(
            Column("recorded_at", 18),
            Column("cause", 12),
            Column("document", 20),
            Column("item", 14),
            Column("name", 24),
            Column("warehouse", 14),
            Column("bin", 12),
            Column("lot", 12),
            Column("grade", 12),
            Column("qty", 12),
            Column("by", 14),
            Column("business_date", 12, shown=False),
            Column("late", 8, shown=False),
            Column("entry", 10, shown=False),
        ),
        tabs=(
            Tab("in", N_("Taken into stock"), one_of("cause", "receive", "opening")),
            Tab("out", N_("Went out"), one_of("cause", "ship")),
            Tab("inside", N_("Inside"), one_of("cause", "put_away", "pick", "unpick", "move")),
            Tab("mended", N_("Corrected"), one_of("cause", "adjust", "count", "grade", "reverse")),
        ),
        filters=("item", "warehouse", "business_date", "bin", "lot"),
        search=("item", "lot"),
        sort=("-entry",),
    )
)
