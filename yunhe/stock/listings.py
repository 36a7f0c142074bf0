"""The lists of the ground floor: outbounds, and stock in three colours."""

from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    CharField,
    DecimalField,
    ExpressionWrapper,
    F,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.conditions import Field, Type, Vocabulary
from yunhe.kernel.listing import Column, Listing, Tab, one_of, register, tab_each
from yunhe.kernel.names import Named
from yunhe.kernel.scope import scope
from yunhe.partners.queries import region_name
from yunhe.stock.models import BinLevel, Level, Outbound, Policy
from yunhe.stock.words import GRADES, LIGHTS, OUTBOUND_KINDS, OUTBOUND_STATES

NEAR = Decimal("1.25")  # free stock up to this multiple of the safety stock is near the limit
QUANTITY = DecimalField(max_digits=18, decimal_places=6)


def outbounds_of(actor: Actor) -> QuerySet[Any]:
    """The outbounds that an actor may see."""
    return Outbound.objects.filter(scope(actor, shop="shop_id", warehouse="warehouse_id"))


def levels_of(actor: Actor) -> QuerySet[Any]:
    """The stock levels that an actor may see."""
    return Level.objects.filter(scope(actor, warehouse="warehouse_id"))


def _free() -> Any:
    return ExpressionWrapper(F("on_hand") - F("allocated"), output_field=QUANTITY)


def _safety() -> Any:
    policy = Policy.objects.filter(item=OuterRef("item"), warehouse=OuterRef("warehouse")).values("safety")[:1]
    return Coalesce(Subquery(policy, output_field=QUANTITY), Value(Decimal(0), output_field=QUANTITY))


def _since() -> Any:
    """When the oldest of it came to the house."""
    lying = BinLevel.objects.filter(
        item=OuterRef("item"), warehouse=OuterRef("warehouse"), owner=OuterRef("owner"), grade=OuterRef("grade")
    )
    return Subquery(lying.filter(qty__gt=0).order_by("since").values("since")[:1])


def _light() -> Case:
    """Red: less is free than the safety stock, or nothing. Amber: up to a quarter above it. Green: more."""
    limit = ExpressionWrapper(_safety() * Value(NEAR), output_field=QUANTITY)
    return Case(
        When(on_hand__lte=F("allocated"), then=Value("short")),
        When(on_hand__lt=F("allocated") + _safety(), then=Value("short")),
        When(on_hand__lte=F("allocated") + limit, then=Value("near")),
        default=Value("safe"),
        output_field=CharField(),
    )


OUTBOUNDS = register(
    Listing(
        "outbounds",
        N_("Outbounds"),
        Vocabulary(
            "outbound",
            (
                Field("number", N_("Number"), Type.TEXT),
                Field("state", N_("State"), Type.CHOICE, choices=OUTBOUND_STATES),
                Field("kind", N_("Kind"), Type.CHOICE, choices=OUTBOUND_KINDS),
                Field("warehouse", N_("Warehouse"), Type.TEXT, expression=Named("warehouse__name")),
                Field("recipient", N_("Recipient"), Type.TEXT),
                Field("region", N_("Region"), Type.TEXT, expression=region_name("region_code")),
                Field("priority", N_("Priority"), Type.NUMBER),
                Field("ship_by", N_("Ship by"), Type.MOMENT),
                Field("state_at", N_("Since"), Type.MOMENT),
                Field("business_date", N_("Date"), Type.DATE),
                Field("recall_requested", N_("Recall requested"), Type.FLAG),
            ),
        ),
        right="stock.see",
        rows=outbounds_of,
        columns=(
            Column("number", 20),
            Column("state", 12),
            Column("kind", 12),
            Column("warehouse", 16),
            Column("recipient", 14),
            Column("priority", 8),
            Column("ship_by", 18),
            Column("state_at", 18),
            Column("recall_requested", 10, shown=False),
            Column("region", 10, shown=False),
            Column("business_date", 12, shown=False),
        ),
        tabs=(
            Tab("open", N_("To be shipped"), one_of("state", "planned", "released", "picking", "picked", "packed")),
            Tab("planned", N_("Planned"), one_of("state", "planned")),
            Tab("released", N_("To be picked"), one_of("state", "released")),
            Tab("picking", N_("Being picked"), one_of("state", "picking")),
            Tab("picked", N_("Picked"), one_of("state", "picked")),
            Tab("packed", N_("Packed"), one_of("state", "packed")),
            Tab("shipped", N_("Shipped"), one_of("state", "shipped")),
            Tab("done", N_("Delivered"), one_of("state", "delivered", "closed")),
            Tab("cancelled", N_("Cancelled"), one_of("state", "cancelled")),
        ),
        filters=("warehouse", "kind", "ship_by", "recall_requested"),
        search=("number", "recipient"),
        sort=("-state_at",),
        custom=True,
    )
)

STOCK = register(
    Listing(
        "stock",
        N_("Stock"),
        Vocabulary(
            "level",
            (
                Field("light", N_("State"), Type.CHOICE, expression=_light(), choices=LIGHTS),
                Field("item", N_("Item"), Type.TEXT, path="item__code"),
                Field("name", N_("Name"), Type.TEXT, expression=Named("item__name")),
                Field("warehouse", N_("Warehouse"), Type.TEXT, expression=Named("warehouse__name")),
                Field("grade", N_("Grade"), Type.CHOICE, choices=GRADES),
                Field(
                    "free",
                    N_("Available"),
                    Type.QUANTITY,
                    expression=ExpressionWrapper(_free() - _safety(), output_field=QUANTITY),
                    unit_from="unit",
                ),
                Field("on_hand", N_("On hand"), Type.QUANTITY, unit_from="unit", right="stock.see_physical"),
                Field("allocated", N_("Allocated"), Type.QUANTITY, unit_from="unit", right="stock.see_physical"),
                Field("safety", N_("Safety stock"), Type.QUANTITY, expression=_safety(), unit_from="unit"),
                Field("since", N_("Oldest since"), Type.DATE, expression=_since(), right="stock.see_physical"),
                Field("unit", N_("Unit"), Type.TEXT, expression=Named("item__unit__name")),
            ),
        ),
        right="stock.see_available",
        rows=levels_of,
        columns=(
            Column("light", 12),
            Column("item", 16),
            Column("name", 28),
            Column("warehouse", 16),
            Column("grade", 12),
            Column("on_hand", 12),
            Column("allocated", 12),
            Column("safety", 12),
            Column("free", 12),
            Column("since", 12),
        ),
        tabs=tab_each("light", LIGHTS),
        filters=("warehouse", "grade", "free", "since"),
        search=("item", "name"),
        sort=("item",),
    )
)
