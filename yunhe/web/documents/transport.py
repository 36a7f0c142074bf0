"""The page of a parcel: what is in it, who carries it and why, and where it is."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.names import name_of
from yunhe.kernel.outcome import Reason
from yunhe.stock.models import ParcelLine
from yunhe.tms.listings import parcels_of
from yunhe.tms.queries.parcels import choice_of
from yunhe.tms.queries.tracking import timeline as stops_of
from yunhe.tms.rules import tracking_link
from yunhe.web.documents.declare import Document, Fact, Panel, Table, fact, left, linked, right, row
from yunhe.web.jinja import day, moment, money, qty
from yunhe.web.lists import ITEM_LIST, OUTBOUND_LIST, PARCEL_LIST
from yunhe.web.queries.naming import carriers
from yunhe.web.stations import PARCEL_WAY
from yunhe.web.words import SERVICES, TRACKING


def find(actor: Actor, number: str) -> Any:
    """A parcel that the actor may see."""
    return parcels_of(actor).select_related("outbound__warehouse").filter(number=number).first()


def facts(parcel: Any, actor: Actor) -> Iterable[Fact]:
    """Carrier, waybill, price, and to whom it goes."""
    outbound, choice = parcel.outbound, choice_of(parcel.id)
    yield Fact(_("Carrier"), f"{_named(carriers(), parcel.carrier_code)} {_service(parcel.service)}".strip())
    yield Fact(_("Waybill"), parcel.waybill, tracking_link(parcel.number) if parcel.tracking_digest else "")
    yield fact(_("Outbound"), linked(OUTBOUND_LIST, outbound.number, actor))
    yield Fact(_("Warehouse"), name_of(outbound.warehouse))
    yield Fact(_("Recipient"), f"{outbound.recipient} {outbound.phone}")
    yield Fact(_("Weight"), qty(parcel.weight_kg, "kg"))
    if choice:
        yield Fact(_("Freight"), money(choice.amount, choice.currency))
        yield Fact(_("Expected"), day(choice.arrives_on))
    yield Fact(_("Handed over"), moment(parcel.handed_over_at))
    yield Fact(_("Delivered"), moment(parcel.delivered_at))


def tables(parcel: Any, actor: Actor) -> Iterable[Table]:
    """What is in it."""
    lines = ParcelLine.objects.filter(parcel=parcel).select_related("outbound_line__item__unit").order_by("id")
    items = [(line.outbound_line.item, line.qty) for line in lines]
    rows = [row(linked(ITEM_LIST, i.code, actor), name_of(i), qty(n, name_of(i.unit))) for i, n in items]
    yield Table(_("Contents"), [*left(_("Item"), _("Name")), *right(_("Quantity"))], rows)


def panels(parcel: Any, actor: Actor) -> Iterable[Panel]:
    """The number that it still lacks, where it is, and why this service carries it."""
    if parcel.state == "open" and actor.may("tms.assign_waybills"):
        yield Panel(_("Waybill"), "parts/waybill.html", {"parcel": parcel, "carriers": carriers()})
    stops = [(stop, TRACKING.get(stop.status, stop.status)) for stop in stops_of(parcel)]
    yield Panel(_("On its way"), "parts/stops.html", {"stops": stops})
    choice = choice_of(parcel.id)
    if choice:
        yield Panel(_("Choice of the carrier"), "parts/why_carrier.html", {"choice": choice, **_reasons(choice)})


def _reasons(choice: Any) -> dict[str, Any]:
    """The price line by line, and why the others lost."""
    charges = [(str(Reason.read(line)), line["amount"]) for line in choice.lines]
    names = carriers()
    others = [
        (f"{_named(names, c['carrier'])} {_service(c['service'])}", c["amount"] or "", str(Reason.read(c["lost"])))
        for c in choice.candidates
        if c["lost"]
    ]
    won = f"{_named(names, choice.carrier_code)} {_service(choice.service)}"
    return {"charges": charges, "others": others, "won": won}


def _named(names: Mapping[str, str], code: str) -> str:
    return names.get(code, code)


def _service(code: str) -> str:
    """In the reader's language where it is a usual one, else as the rate card names it."""
    return _(SERVICES[code]) if code in SERVICES else code


PARCEL = Document(
    "parcel",
    PARCEL_LIST,
    N_("Parcel"),
    find,
    facts,
    tables,
    panels,
    number=lambda parcel: parcel.number,
    look="parcel",
    way=PARCEL_WAY,
    closed=("voided", "lost", "returned"),
)
