"""Lists of what comes: inbounds, what was received of them, and transfers between warehouses with both of their ends."""

from typing import Any

from django.db.models import BooleanField, Case, F, OuterRef, QuerySet, Subquery, Sum, Value, When
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.conditions import Field, Type, Vocabulary
from yunhe.kernel.listing import Column, Listing, Tab, every, one_of, overdue, register, tab_each
from yunhe.kernel.names import Named, NamedIn
from yunhe.kernel.scope import scope
from yunhe.stock.listings import QUANTITY, outbounds_of
from yunhe.stock.models import Bin, Inbound, InboundLine, Outbound, Receipt, ReceiptLine
from yunhe.stock.words import INBOUND_KINDS, INBOUND_STATES, OUTBOUND_STATES, RECEIPT_STATES


def inbounds_of(actor: Actor) -> QuerySet[Any]:
    """The inbounds that an actor may see."""
    return Inbound.objects.filter(scope(actor, warehouse="warehouse_id"))


def receipts_of(actor: Actor) -> QuerySet[Any]:
    """What was received in the warehouses that an actor may see."""
    return Receipt.objects.filter(scope(actor, warehouse="warehouse_id"))


def transfers_of(actor: Actor) -> QuerySet[Any]:
    """Transfers out of the warehouses that an actor may see."""
    return outbounds_of(actor).filter(kind=Outbound.Kind.TRANSFER)


def _lacking() -> Any:
    lines = InboundLine.objects.filter(inbound=OuterRef("pk"), received__lt=F("qty")).values("inbound")
    return Subquery(lines.annotate(lacks=Sum(F("qty") - F("received"))).values("lacks"), output_field=QUANTITY)


def _arrival(column: str, *, named: bool = False) -> Any:
    found = Inbound.objects.filter(outbound=OuterRef("pk")).order_by("id")
    return NamedIn(found, column) if named else Subquery(found.values(column)[:1])


def _lying() -> Case:
    """Whether something that it brought still lies where goods are received: the same item and grade in the same bin.

    Asked from the few bins of the dock, once for all inbounds.
    """
    received = ReceiptLine.objects.filter(
        bin__kind=Bin.Kind.RECEIVE, bin__levels__qty__gt=0, bin__levels__item=F("item"), bin__levels__grade=F("grade")
    )
    found = When(pk__in=received.values("receipt__inbound"), then=Value(True))
    return Case(found, default=Value(False), output_field=BooleanField())


COMING = one_of("state", "expected", "arrived", "part_received")

INBOUNDS = register(
    Listing(
        "inbounds",
        N_("Inbounds"),
        Vocabulary(
            "inbound",
            (
                Field("number", N_("Number"), Type.TEXT),
                Field("state", N_("State"), Type.CHOICE, choices=INBOUND_STATES),
                Field("kind", N_("Kind"), Type.CHOICE, choices=INBOUND_KINDS),
                Field("warehouse", N_("Warehouse"), Type.TEXT, expression=Named("warehouse__name")),
                Field("partner", N_("Partner"), Type.TEXT, expression=Named("partner__name")),
                Field("due_on", N_("Due"), Type.DATE),
                Field("lacking", N_("Still to come"), Type.QUANTITY, expression=_lacking()),
                Field("lying", N_("To be put away"), Type.FLAG, expression=_lying()),
                Field("state_at", N_("Since"), Type.MOMENT),
                Field("business_date", N_("Date"), Type.DATE),
            ),
        ),
        right="stock.see",
        rows=inbounds_of,
        columns=(
            Column("number", 20),
            Column("state", 12),
            Column("kind", 14),
            Column("warehouse", 14),
            Column("partner", 20),
            Column("due_on", 12),
            Column("lacking", 12),
            Column("state_at", 18),
            Column("lying", 12, shown=False),
            Column("business_date", 12, shown=False),
        ),
        tabs=(
            Tab("open", N_("To do"), {"any": [COMING, every(one_of("state", "received"), one_of("lying", True))]}),
            Tab("late", N_("Late"), every(COMING, overdue("due_on"))),
            Tab("expected", N_("Expected"), one_of("state", "expected")),
            Tab("arrived", N_("Arrived"), one_of("state", "arrived")),
            Tab("part", N_("Partly received"), one_of("state", "part_received")),
            Tab("received", N_("Received"), one_of("state", "received", "closed")),
            Tab("over", N_("Closed short or cancelled"), one_of("state", "closed_short", "cancelled")),
        ),
        filters=("warehouse", "kind", "partner", "due_on", "lying"),
        search=("number",),
        sort=("due_on",),
    )
)

TRANSFERS = register(
    Listing(
        "transfers",
        N_("Transfers"),
        Vocabulary(
            "outbound",
            (
                Field("number", N_("Number"), Type.TEXT),
                Field("state", N_("State"), Type.CHOICE, choices=OUTBOUND_STATES),
                Field("warehouse", N_("From"), Type.TEXT, expression=Named("warehouse__name")),
                Field("to", N_("To"), Type.TEXT, expression=_arrival("warehouse__name", named=True)),
                Field("inbound", N_("Inbound"), Type.TEXT, expression=_arrival("number")),
                Field("arrival", N_("Arrival"), Type.CHOICE, expression=_arrival("state"), choices=INBOUND_STATES),
                Field("due_on", N_("Due"), Type.DATE, expression=_arrival("due_on")),
                Field("state_at", N_("Since"), Type.MOMENT),
            ),
        ),
        right="stock.see",
        rows=transfers_of,
        columns=(
            Column("number", 20),
            Column("state", 12),
            Column("warehouse", 16),
            Column("to", 16),
            Column("inbound", 20),
            Column("arrival", 12),
            Column("due_on", 12),
            Column("state_at", 18),
        ),
        tabs=(
            Tab("here", N_("Not yet shipped"), one_of("state", "planned", "released", "picking", "picked", "packed")),
            Tab("moving", N_("On the way"), one_of("state", "shipped")),
            Tab("there", N_("Arrived"), one_of("state", "delivered", "closed")),
        ),
        filters=("warehouse", "to", "due_on"),
        search=("number", "inbound"),
        sort=("-state_at",),
    )
)

RECEIPTS = register(
    Listing(
        "receipts",
        N_("Receipts"),
        Vocabulary(
            "receipt",
            (
                Field("number", N_("Number"), Type.TEXT),
                Field("state", N_("State"), Type.CHOICE, choices=RECEIPT_STATES),
                Field("inbound", N_("Inbound"), Type.TEXT, path="inbound__number"),
                Field("kind", N_("Kind"), Type.CHOICE, path="inbound__kind", choices=INBOUND_KINDS),
                Field("partner", N_("Partner"), Type.TEXT, expression=Named("inbound__partner__name")),
                Field("warehouse", N_("Warehouse"), Type.TEXT, expression=Named("warehouse__name")),
                Field("recorded_at", N_("Recorded"), Type.MOMENT),
                Field("business_date", N_("Date"), Type.DATE),
                Field("late", N_("Other period"), Type.FLAG),
                Field("note", N_("Note"), Type.TEXT),
            ),
        ),
        right="stock.see",
        rows=receipts_of,
        columns=(
            Column("number", 20),
            Column("state", 12),
            Column("inbound", 20),
            Column("kind", 14),
            Column("partner", 24),
            Column("warehouse", 16),
            Column("business_date", 12),
            Column("recorded_at", 14),
            Column("note", 24, shown=False),
            Column("late", 10, shown=False),
        ),
        tabs=tab_each("state", RECEIPT_STATES),
        filters=("warehouse", "kind", "partner", "business_date"),
        search=("number", "inbound", "partner"),
        sort=("-recorded_at",),
    )
)
