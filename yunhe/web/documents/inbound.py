"""The page of an inbound: what was expected, what came with which truck, and where to receive it."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.names import name_of
from yunhe.stock.arrival_listings import inbounds_of
from yunhe.stock.models import InboundLine, ReceiptLine
from yunhe.stock.words import GRADES
from yunhe.web.documents.declare import Cell, Document, Fact, Lines, Table, fact, left, linked, right, row
from yunhe.web.jinja import day, moment, qty, word
from yunhe.web.lists import INBOUND_LIST, ITEM_LIST, OUTBOUND_LIST
from yunhe.web.queries.timeline import who
from yunhe.web.stations import Way

INBOUND_WAY: Way = (
    (N_("Expected"), ("expected",)),
    (N_("Arrived"), ("arrived",)),
    (N_("Being received"), ("part_received",)),
    (N_("Received"), ("received", "closed", "closed_short")),
)
RECEIVABLE = ("expected", "arrived", "part_received", "received")


def find(actor: Actor, number: str) -> Any:
    """An inbound that the actor may see."""
    return inbounds_of(actor).select_related("partner", "warehouse", "outbound").filter(number=number).first()


def facts(inbound: Any, actor: Actor) -> Iterable[Fact]:
    """From whom, where, and when; and the station that receives it."""
    yield Fact(_("Kind"), word(inbound.kind, "inbound_kind"))
    if inbound.partner:
        yield Fact(_("Partner"), name_of(inbound.partner))
    yield Fact(_("Warehouse"), name_of(inbound.warehouse))
    yield Fact(_("Due"), day(inbound.due_on))
    if inbound.outbound:
        yield fact(_("Transfer"), linked(OUTBOUND_LIST, inbound.outbound.number, actor))
    if inbound.state in RECEIVABLE and actor.may("stock.receive"):
        yield Fact(_("Scan station"), _("Receive"), reverse("floor_receive_one", kwargs={"number": inbound.number}))
    yield Fact(_("Written by"), f"{who(inbound.created_by)}, {moment(inbound.recorded_at)}")


def tables(inbound: Any, actor: Actor) -> Iterable[Table]:
    """The lines, and every receipt's."""
    lines = InboundLine.objects.filter(inbound=inbound).select_related("item__unit").order_by("n")
    columns = [*right(_("No.")), *left(_("Item"), _("Name")), *right(_("Expected"), _("Received"), _("Still to come"))]

    def cells(line: InboundLine) -> list[Cell]:
        return row(
            str(line.n),
            linked(ITEM_LIST, line.item.code, actor),
            name_of(line.item),
            qty(line.qty, name_of(line.item.unit)),
            qty(line.received),
            qty(max(line.qty - line.received, line.qty * 0)),
        )

    yield Table(_("Lines"), columns, Lines(lines, cells))
    came = ReceiptLine.objects.filter(receipt__inbound=inbound).select_related("receipt", "item", "lot", "bin")
    heads = [
        *left(_("Receipt"), _("When"), _("Item"), _("Lot"), _("Grade"), _("Bin")),
        *right(_("Quantity")),
        *left(_("By")),
    ]

    def received(one: ReceiptLine) -> list[Cell]:
        return row(
            one.receipt.number,
            moment(one.receipt.recorded_at),
            linked(ITEM_LIST, one.item.code, actor),
            one.lot.code if one.lot else "",
            _(GRADES[one.grade]),
            one.bin.code,
            qty(one.qty),
            who(one.receipt.created_by),
        )

    yield Table(
        _("Receipts"), heads, Lines(came.order_by("-receipt_id", "id"), received), empty=_("Nothing has come yet.")
    )


INBOUND = Document(
    "inbound",
    INBOUND_LIST,
    N_("Inbound"),
    find,
    facts,
    tables,
    look="inbound",
    way=INBOUND_WAY,
    number=lambda inbound: str(inbound.number),
)
