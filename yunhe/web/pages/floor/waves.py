"""The waves board: make carts by rule, say who picks them, see how far they are, print what the picker needs."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.flow import not_found
from yunhe.kernel.models import User
from yunhe.kernel.outcome import Outcome, Reason, RefusalError
from yunhe.stock.models import Outbound, Parcel
from yunhe.stock.words import OUTBOUND_KINDS
from yunhe.tms.models import Carrier
from yunhe.web.pages.floor.station import warehouses
from yunhe.web.pages.labels import pdf_of
from yunhe.web.render import page
from yunhe.web.routing import Call
from yunhe.wms.commands import assign_waves, cancel_waves, wave_released
from yunhe.wms.commands.waves import TOTES
from yunhe.wms.models import Wave
from yunhe.wms.queries import board_waves, pick_list
from yunhe.wms.rules import Rule
from yunhe.wms.waiting import waiting

MOST_TOTES = 200
PICKERS = ["*", "wms.*", "wms.confirm_picks"]
PIECES = {"": None, "single": True, "several": False}


def board(call: Call, outcome: Outcome | None = None, label: str = "") -> HttpResponse:
    """Carts that wait or are picked, and those done today; above them what waits for a cart, and the rule to make some."""
    houses = list(warehouses(call))
    ids = [house.id for house in houses]
    context = {
        "waves": board_waves(ids, since=timezone.localtime(call.at).replace(hour=0, minute=0)),
        "waiting": waiting(ids).count(),
        "houses": houses,
        "kinds": OUTBOUND_KINDS,
        "carriers": Carrier.objects.order_by("code"),
        "pickers": User.objects.filter(is_active=True, grants__role__rights__overlap=PICKERS)
        .distinct()
        .order_by("username"),
        "totes": TOTES,
        "result": {"label": label, "refused": [str(r) for r in outcome.refused.values()]} if outcome else None,
        "at": call.at,
    }
    return page(call.request, "waves.html", context, actor=call.actor)


def make(call: Call) -> HttpResponse:
    """Make carts of what fits the rule of the form."""
    if call.request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    given = call.request.POST
    houses = warehouses(call).filter(**({"code": given["warehouse"]} if given.get("warehouse") else {}))
    wave_released(
        list(houses.values_list("id", flat=True)), by=call.actor, at=call.at, totes=_totes(given), rule=_rule(given)
    )
    return HttpResponseRedirect(reverse("waves"))


def act(call: Call) -> HttpResponse:
    """Assign or cancel a wave."""
    if call.request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    given = call.request.POST
    wave = _wave(call, given.get("wave", ""))
    if given.get("action") == "wms.cancel_waves":
        return board(call, cancel_waves([wave.id], by=call.actor, at=call.at), N_("Cancel"))
    picker = given.get("picker", "")
    if picker and not User.objects.filter(username=picker, is_active=True).exists():
        raise RefusalError(Reason("no_picker", N_("There is no picker {name}"), {"name": picker}))
    return board(call, assign_waves([wave.id], picker=picker, by=call.actor, at=call.at), N_("Assign"))


def sheet(call: Call, number: str) -> HttpResponse:
    """The pick list on paper: what is still to be picked, in walking order, with codes that a gun reads."""
    wave = _wave(call, number)
    lines = [line for line in pick_list(wave.id) if line.left > 0]
    numbers = dict(Outbound.objects.filter(id__in={line.outbound for line in lines}).values_list("id", "number"))
    totes = sorted({line.tote: numbers[line.outbound] for line in lines}.items())
    context = {"wave": wave, "lines": lines, "totes": totes, "at": call.at}
    return page(call.request, "floor/pick_sheet.html", context, actor=call.actor)


def labels(call: Call, number: str) -> HttpResponse:
    """The labels of a cart, tote by tote."""
    if call.request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    parcels = Parcel.objects.filter(outbound__waves__wave=_wave(call, number), state="labelled")
    return pdf_of(call, list(parcels.order_by("outbound__waves__tote", "n").values_list("id", flat=True)), number)


def _wave(call: Call, number: str) -> Wave:
    wave: Wave | None = Wave.objects.filter(number=number, warehouse__in=warehouses(call)).first()
    if wave is None:
        raise RefusalError(not_found(number))
    return wave


def _totes(given: Any) -> int:
    text = given.get("totes") or str(TOTES)
    if not (text.isdecimal() and 0 < int(text) <= MOST_TOTES):
        raise RefusalError(Reason("totes", N_("A cart has 1 to {most} totes"), {"most": MOST_TOTES}))
    return int(text)


def _rule(given: Any) -> Rule:
    priority = given.get("priority", "")
    return Rule(
        kinds=tuple(kind for kind in given.getlist("kind") if kind),
        carriers=tuple(code for code in given.getlist("carrier") if code),
        most_priority=int(priority) if priority.isdecimal() else None,
        ship_before=_moment(given.get("ship_before", "")),
        single=PIECES.get(given.get("pieces", "")),
    )


def _moment(text: str) -> datetime | None:
    """A moment as the browser's field gives it, in the company's time zone."""
    if not text:
        return None
    try:
        return timezone.make_aware(datetime.fromisoformat(text))
    except ValueError:
        raise RefusalError(Reason("no_moment", N_("This is not a day and time"))) from None
