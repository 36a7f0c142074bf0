"""The list of parcels."""

from typing import Any

from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.conditions import Field, Type, Vocabulary
from yunhe.kernel.listing import Column, Listing, Tab, every, one_of, overdue, register
from yunhe.kernel.names import NamedIn
from yunhe.kernel.scope import scope
from yunhe.stock.models import Parcel
from yunhe.stock.words import PARCEL_STATES
from yunhe.tms.commands.sweep import STALLED_AFTER
from yunhe.tms.models import Carrier, TrackingMessage
from yunhe.tms.queries.parcels import MOVING


def parcels_of(actor: Actor) -> QuerySet[Any]:
    """The parcels that an actor may see."""
    return Parcel.objects.filter(scope(actor, shop="outbound__shop_id", warehouse="outbound__warehouse_id"))


def _carrier() -> Any:
    return Coalesce(NamedIn(Carrier.objects.filter(code=OuterRef("carrier_code")), "name"), "carrier_code")


def _heard() -> Any:
    """When the carrier last said something of it, at the latest when it took it."""
    said = TrackingMessage.objects.filter(carrier_code=OuterRef("carrier_code"), waybill=OuterRef("waybill"))
    newest = said.order_by().values("waybill").annotate(at=Max("happened_at")).values("at")
    return Greatest("handed_over_at", Subquery(newest))


UNDER_WAY = one_of("state", *MOVING)
SILENT = {"field": "heard", "op": "older_than_hours", "value": int(STALLED_AFTER.total_seconds()) // 3600}

PARCELS = register(
    Listing(
        "parcels",
        N_("Parcels"),
        Vocabulary(
            "parcel",
            (
                Field("number", N_("Number"), Type.TEXT),
                Field("state", N_("State"), Type.CHOICE, choices=PARCEL_STATES),
                Field("outbound", N_("Outbound"), Type.TEXT, path="outbound__number"),
                Field("carrier", N_("Carrier"), Type.TEXT, expression=_carrier()),
                Field("service", N_("Service"), Type.TEXT),
                Field("waybill", N_("Waybill"), Type.TEXT),
                Field("weight", N_("Weight"), Type.QUANTITY, path="weight_kg", unit="kg"),
                Field("price", N_("Freight"), Type.MONEY, path="choice__amount", unit_from="currency"),
                Field("currency", N_("Currency"), Type.TEXT, path="choice__currency"),
                Field("arrives_on", N_("Expected"), Type.DATE, path="choice__arrives_on"),
                Field("state_at", N_("Since"), Type.MOMENT),
                Field("handed_over_at", N_("Handed over"), Type.MOMENT),
                Field("delivered_at", N_("Delivered"), Type.MOMENT),
                Field("heard", N_("Last heard of"), Type.MOMENT, expression=_heard()),
            ),
        ),
        right="tms.see",
        rows=parcels_of,
        columns=(
            Column("number", 20),
            Column("state", 12),
            Column("outbound", 20),
            Column("carrier", 16),
            Column("waybill", 20),
            Column("price", 12, total=True),
            Column("arrives_on", 12),
            Column("state_at", 18),
            Column("service", 14, shown=False),
            Column("weight", 10, shown=False),
            Column("handed_over_at", 18, shown=False),
            Column("delivered_at", 18, shown=False),
            Column("heard", 18, shown=False),
        ),
        tabs=(
            Tab("open", N_("Waybill wanted"), one_of("state", "open")),
            Tab("labelled", N_("Labelled"), one_of("state", "labelled")),
            Tab(
                "moving",
                N_("On the way"),
                one_of("state", "handed_over", "in_transit", "out_for_delivery", "returning"),
            ),
            Tab("late", N_("Late"), every(UNDER_WAY, overdue("arrives_on"))),
            Tab("stalled", N_("Stalled"), every(UNDER_WAY, SILENT)),
            Tab("problem", N_("Problem"), one_of("state", "problem", "lost")),
            Tab("delivered", N_("Delivered"), one_of("state", "delivered")),
            Tab("over", N_("Returned or voided"), one_of("state", "returned", "voided")),
        ),
        filters=("carrier", "arrives_on", "state"),
        search=("number", "waybill", "outbound"),
        sort=("-state_at",),
    )
)
