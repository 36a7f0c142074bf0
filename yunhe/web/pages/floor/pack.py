"""Pack: check what was picked piece by piece, weigh, close, and print the label."""

from decimal import Decimal
from typing import Annotated

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext_noop as N_
from pydantic import Field

from yunhe.kernel.flow import not_found, wrong_state
from yunhe.kernel.outcome import Outcome, RefusalError
from yunhe.kernel.quantity import plain
from yunhe.stock.commands import measure_parcels, open_parcels, pack
from yunhe.stock.commands.parcels import Measured
from yunhe.stock.models import Outbound, Parcel
from yunhe.tms.handlers import BY_CARRIER
from yunhe.tms.models import Carrier
from yunhe.web.pages.floor.station import Report, here, screen, take
from yunhe.web.queries.floor import picked_lines
from yunhe.web.render import page
from yunhe.web.routing import Call

SHOWN = 100
SHOWABLE = ("picked", "packed")


class Packed(Report):
    """The carton is closed; its weight in kg where it was weighed."""

    weight_kg: Annotated[Decimal, Field(gt=0, max_digits=10, decimal_places=3)] | None = None


SAID = {
    "scan": N_("Scan every piece into the carton"),
    "how_many": N_("How many?"),
    "weigh": N_("Weigh it: kilograms"),
    "about": N_("about {kg} kg by the item cards"),
    "odd": N_("{kg} kg, but about {about} kg was expected. Enter it again if it is right."),
    "taken": N_("{qty} × {code}"),
    "over": N_("Only {left} belong into this carton"),
    "full": N_("All of it is in"),
    "this": N_("goods of this outbound"),
    "packed": N_("Packed"),
    "waiting": N_("Waiting for the waybill"),
    "label": N_("Label ready: {waybill}"),
    "by_hand": N_("This carrier's number is typed"),
    "no_label": N_("This one travels without a carrier's label"),
    "next": N_("Scan the next outbound"),
    "undone": N_("Taken back"),
}
ACTS = (
    ("type", N_("Type the number"), "edit", False),
    ("skip", N_("Without weighing"), "x", False),
    ("undo", N_("Undo last"), "arrow-back-up", False),
)


def outbounds(call: Call) -> HttpResponse:
    """What waits at the pack table, the most urgent first."""
    house = here(call)
    found = Outbound.objects.filter(warehouse=house, state="picked").order_by("priority", "ship_by", "state_at")
    context = {"outbounds": found[:SHOWN], "house": house, "at": call.at}
    return page(call.request, "floor/outbounds.html", context, actor=call.actor)


def station(call: Call, number: str) -> HttpResponse:
    """The pack table. What is packed already shows its label. RefusalError when it is not picked."""
    outbound = _outbound(call, number)
    if outbound.state not in SHOWABLE:
        raise RefusalError(wrong_state(outbound.number, outbound.state, SHOWABLE))
    parcels = _parcels(outbound)
    weight = parcels[0].weight_kg if len(parcels) == 1 else None
    return screen(
        call,
        "pack.js",
        title=number,
        back=reverse("floor_pack"),
        report=reverse("floor_packed", kwargs={"number": number}),
        task={
            "lines": picked_lines(outbound),
            "packed": outbound.state == "packed",
            "about": plain(weight) if weight is not None else "",
            "label": reverse("floor_label", kwargs={"number": number}),
            "next": reverse("floor_pack"),
        },
        said=SAID,
        acts=ACTS,
        template="floor/pack.html",
        number=number,
        recalled=outbound.recall_requested,
    )


def packed(call: Call, number: str) -> HttpResponse:
    """Close the carton: its parcel is opened where that was not done, weighed, and the outbound packed."""
    outbound = _outbound(call, number)

    def close(report: Packed) -> Outcome:
        if outbound.kind in BY_CARRIER and not _parcels(outbound):
            open_parcels([outbound.id], by=call.actor, at=call.at)
        if report.weight_kg is not None and len(parcels := _parcels(outbound)) == 1:
            measure_parcels([Measured(parcels[0].id, report.weight_kg)], by=call.actor, at=call.at)
        return pack([outbound.id], by=call.actor, at=call.at)

    return take(call, Packed, close)


def label(call: Call, number: str) -> HttpResponse:
    """{"state": none | waiting | by_hand | ready, "waybill", "parcel"}: whether its label can be printed, or the page of
    the parcel whose number a person types, because no carrier that could take it has an interface."""
    outbound = _outbound(call, number)
    parcels = _parcels(outbound)
    labelled = [parcel.waybill for parcel in parcels if parcel.state == "labelled"]
    typed = [parcel for parcel in parcels if parcel.state == "open" and not _asked_for(parcel)]
    waits = "by_hand" if typed else "waiting"
    state = "ready" if labelled else waits if outbound.kind in BY_CARRIER else "none"
    page_of = reverse("parcel", kwargs={"number": typed[0].number}) if typed else ""
    return JsonResponse({"state": state, "waybill": ", ".join(labelled), "parcel": page_of})


def _outbound(call: Call, number: str) -> Outbound:
    found: Outbound | None = Outbound.objects.filter(number=number, warehouse=here(call)).first()
    if found is None:
        raise RefusalError(not_found(number))
    return found


def _parcels(outbound: Outbound) -> list[Parcel]:
    return list(Parcel.objects.filter(outbound=outbound).exclude(state="voided").order_by("n"))


def _asked_for(parcel: Parcel) -> bool:
    """Whether a carrier may still answer with a number: the chosen one, or before the choice any."""
    connected = Carrier.objects.filter(active=True).exclude(adapter="")
    return (connected.filter(code=parcel.carrier_code) if parcel.carrier_code else connected).exists()
