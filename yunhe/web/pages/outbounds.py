"""The page of an outbound, and its labels."""

from typing import Any

from django.http import HttpResponse, HttpResponseNotAllowed

from yunhe.kernel.flow import not_found
from yunhe.kernel.outcome import RefusalError
from yunhe.stock.listings import outbounds_of
from yunhe.stock.models import Binding, Outbound, OutboundLine, Parcel
from yunhe.tms.queries.parcels import choice_of
from yunhe.tms.rules import tracking_link
from yunhe.web.lists import OUTBOUND_LIST
from yunhe.web.pages.documents import acted, around, undone
from yunhe.web.pages.labels import pdf_of
from yunhe.web.queries.cases import cases_about
from yunhe.web.queries.naming import carriers
from yunhe.web.queries.timeline import timeline
from yunhe.web.render import page
from yunhe.web.routing import Call
from yunhe.web.stations import OUTBOUND_WAY, way


def show(call: Call, number: str, result: dict[str, Any] | None = None) -> HttpResponse:
    """Head, lines with where they are picked, parcels, and the story of this outbound and its parcels."""
    outbound = _outbound(call, number)
    parcels = list(Parcel.objects.filter(outbound=outbound).order_by("n"))
    subjects = [("outbound", outbound.id), *(("parcel", parcel.id) for parcel in parcels)]
    story = timeline(subjects, call.actor)
    context = {
        "outbound": outbound,
        "steps": way(OUTBOUND_WAY, outbound.state),
        "lines": OutboundLine.objects.filter(outbound=outbound).select_related("item__unit").order_by("n"),
        "bindings": _bindings(outbound.id),
        "parcels": [(parcel, tracking_link(parcel.number) if parcel.waybill else "") for parcel in parcels],
        "labelled": any(parcel.state == "labelled" for parcel in parcels),
        "choices": [choice for parcel in parcels[:1] if (choice := choice_of(parcel.id))],
        "carriers": carriers(),
        "cases": cases_about(subjects, call.actor),
        "story": story,
        "actions": OUTBOUND_LIST.offered(call.actor, outbound),
        "result": result,
        **around(call, OUTBOUND_LIST, "outbound", outbound.id),
    }
    return page(call.request, "outbound.html", context, actor=call.actor)


def act(call: Call, number: str) -> HttpResponse:
    """Run an action on the outbound; its page comes back with what became of it."""
    if call.request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    return show(call, number, acted(call, OUTBOUND_LIST, _outbound(call, number).id, "outbound_undo", number))


def undo(call: Call, number: str) -> HttpResponse:
    """Take an action on the outbound back; its page comes back with what became of that."""
    if call.request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    _outbound(call, number)
    return show(call, number, undone(call, OUTBOUND_LIST))


def labels(call: Call, number: str) -> HttpResponse:
    """Print the labels of its parcels: 100 × 150 mm pages. Refused as a whole with the first reason, if none may be."""
    if call.request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    waiting = Parcel.objects.filter(outbound=_outbound(call, number), state="labelled").order_by("n")
    return pdf_of(call, list(waiting.values_list("id", flat=True)), number)


def _outbound(call: Call, number: str) -> Outbound:
    outbound: Outbound | None = outbounds_of(call.actor).select_related("warehouse").filter(number=number).first()
    if outbound is None:
        raise RefusalError(not_found(number))
    return outbound


def _bindings(outbound_id: int) -> dict[int, list[Binding]]:
    """Where each line is picked from, by line."""
    rows = Binding.objects.filter(outbound_line__outbound=outbound_id).select_related(
        "bin_level__bin", "bin_level__lot"
    )
    found: dict[int, list[Binding]] = {}
    for row in rows.order_by("id"):
        found.setdefault(row.outbound_line_id, []).append(row)
    return found
