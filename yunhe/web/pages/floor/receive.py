"""Receive: scan what came off the truck; one receipt per truck."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_
from pydantic import BaseModel, Field

from yunhe.kernel.calendar import business_day
from yunhe.kernel.flow import not_found
from yunhe.kernel.outcome import Outcome, RefusalError
from yunhe.stock.commands import receive
from yunhe.stock.commands.receiving import Received
from yunhe.stock.models import Inbound, InboundLine, Receipt
from yunhe.stock.words import GRADES, INBOUND_KINDS
from yunhe.web.pages.floor.station import Report, here, screen, take
from yunhe.web.queries.floor import RECEIVABLE, expected_lines
from yunhe.web.render import page
from yunhe.web.routing import Call

Quantity = Annotated[Decimal, Field(gt=0, max_digits=18, decimal_places=6)]
SHOWN = 100


class Goods(BaseModel):
    """So much of an inbound line, in base units; `cause` says why it is more than expected."""

    line: int
    qty: Quantity
    lot: Annotated[str, Field(max_length=60)] = ""
    expires_on: date | None = None
    grade: str = ""
    cause: Annotated[str, Field(max_length=40)] = ""


class Truck(Report):
    """What one truck brought."""

    rows: Annotated[list[Goods], Field(min_length=1, max_length=200)]


SAID = {
    "scan": N_("Scan the goods"),
    "how_many": N_("How many?"),
    "lot": N_("Scan or type the lot"),
    "expiry": N_("Type the last day of sale, as YYMMDD"),
    "taken": N_("{qty} noted"),
    "over": N_("Only {left} are still expected"),
    "more": N_("It is really more"),
    "no_date": N_("Not a day: six digits, as 261231"),
    "posted": N_("Receipt {number} is posted"),
    "complete": N_("All is received"),
    "not_here": N_("goods of this delivery"),
    "nothing": N_("Nothing was scanned yet"),
    "undone": N_("Taken back"),
    **{f"grade_{code}": label for code, label in GRADES.items()},
}
ACTS = (
    ("post", N_("Post the receipt"), "check", True),
    ("type", N_("Type the number"), "edit", False),
    ("grade", N_("Change grade"), "alert-triangle", False),
    ("more", N_("It is really more"), "plus", False),
    ("undo", N_("Undo last"), "arrow-back-up", False),
)


def inbounds(call: Call) -> HttpResponse:
    """What is expected in this warehouse, the most urgent first."""
    house = here(call)
    found = (
        Inbound.objects.filter(warehouse=house, state__in=RECEIVABLE).select_related("partner").order_by("due_on", "id")
    )
    context = {"inbounds": found[:SHOWN], "house": house, "today": business_day(call.at), "words": INBOUND_KINDS}
    return page(call.request, "floor/inbounds.html", context, actor=call.actor)


def station(call: Call, number: str) -> HttpResponse:
    """The dock: expected lines with the codes that mean them."""
    inbound = _inbound(call, number)
    return screen(
        call,
        "receive.js",
        title=number,
        back=reverse("floor_receive"),
        report=reverse("floor_received", kwargs={"number": number}),
        task={"lines": expected_lines(inbound), "grades": [code for code in GRADES if code != "expired"]},
        said=SAID,
        acts=ACTS,
    )


def received(call: Call, number: str) -> HttpResponse:
    """Post what trucks brought; `made` names the receipt."""
    inbound = _inbound(call, number)
    mine = set(InboundLine.objects.filter(inbound=inbound).values_list("id", flat=True))

    def post(truck: Truck) -> Outcome:
        rows = [
            Received(row.line, row.qty, row.lot, row.expires_on, row.grade, cause=row.cause)
            for row in truck.rows
            if row.line in mine
        ]
        outcome = receive(rows, by=call.actor, at=call.at)
        numbers = Receipt.objects.filter(id__in=outcome.made.values()).values_list("number", flat=True)
        return Outcome(outcome.done, outcome.refused, {gettext("Receipt"): receipt for receipt in numbers})

    return take(call, Truck, post)


def _inbound(call: Call, number: str) -> Inbound:
    found: Inbound | None = Inbound.objects.filter(number=number, warehouse=here(call)).first()
    if found is None:
        raise RefusalError(not_found(number))
    return found
