"""The pick station: the walk of a cart, one expected scan at a time, and what pickers report."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext_noop as N_
from pydantic import Field, model_validator

from yunhe.catalog.codes import weighed
from yunhe.kernel.flow import not_found
from yunhe.kernel.outcome import Outcome, Reason, RefusalError
from yunhe.kernel.quantity import plain
from yunhe.web.pages.floor.station import Report, parsed, screen, warehouses
from yunhe.web.routing import Call
from yunhe.web.units import counted
from yunhe.wms.commands import confirm_picks, report_short, start_waves, undo_picks
from yunhe.wms.commands.picking import Picked
from yunhe.wms.models import Scan as Taken
from yunhe.wms.models import Wave
from yunhe.wms.queries import PickLine, pick_list


class Scan(Report):
    """The cart is on its way (`start`); so much of a binding was taken, or (short) is not there; or the pick with the uuid
    `undo` lies back in its bin."""

    start: bool = False
    binding: int | None = None
    qty: Annotated[Decimal, Field(gt=0, max_digits=18, decimal_places=6)] | None = None
    short: bool = False
    undo: UUID | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> "Scan":
        if [self.start, self.undo is not None, self.binding is not None and self.qty is not None].count(True) != 1:
            raise ValueError("a start, a pick or an undo")
        return self

    @property
    def verb(self) -> str:
        return "start" if self.start else "undo" if self.undo else "short" if self.short else "pick"


SAID = {
    "bin": N_("Scan the bin"),
    "a_bin": N_("bin {bin}"),
    "at_bin": N_("You are at bin {bin}"),
    "take": N_("Take it and scan it"),
    "how_many": N_("How many did you take?"),
    "taken": N_("Taken"),
    "over": N_("Only {left} to take"),
    "done": N_("Cart complete"),
    "tote": N_("tote {tote}"),
    "lot": N_("lot {lot}"),
    "undone": N_("Put it back where it was"),
    "short": N_("Reported: {left} × {code} not there"),
}
ACTS = (
    ("short", N_("Not there"), "alert-triangle", False),
    ("later", N_("Later"), "clock", False),
    ("undo", N_("Undo last"), "arrow-back-up", False),
)


def pick(call: Call, number: str) -> HttpResponse:
    """The walk of a cart. The page tells that it is opened: from then on a recall waits for the picker."""
    wave = _wave(call, number)
    lines = pick_list(wave.id)
    return screen(
        call,
        "pick.js",
        title=wave.number,
        back=reverse("waves"),
        report=reverse("scans", kwargs={"number": number}),
        task={
            "open": wave.state == "open",
            "lines": [_line(line) for line in lines if line.left > 0],
            "all": len(lines),
            "bins": wave.warehouse.scan_bins,
        },
        said=SAID,
        acts=ACTS,
    )


def scans(call: Call, number: str) -> HttpResponse:
    """Take scans in their order; a uuid that came before changes nothing. Answers {done: [uuid], refused: {uuid: reason}}."""
    if call.request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    wave = _wave(call, number)
    outcome = Outcome()
    for verb, group in groupby(parsed(call, Scan), lambda row: row.verb):
        rows = list(group)
        outcome = outcome.merge(DO[verb](call, wave, rows))
    return JsonResponse(
        {
            "done": [str(id) for id in outcome.done],
            "refused": {str(id): str(reason) for id, reason in outcome.refused.items()},
        }
    )


def _start(call: Call, wave: Wave, rows: Sequence[Scan]) -> Outcome:
    """Told again, or of a cart that is on its way, it changes nothing."""
    if wave.state == "open":
        start_waves([wave.id], by=call.actor, at=call.at, picker=call.request.user.username)
    return Outcome(done=[row.uuid for row in rows])


def _pick(call: Call, wave: Wave, rows: Sequence[Scan]) -> Outcome:
    return _take(call, wave, confirm_picks, rows)


def _short(call: Call, wave: Wave, rows: Sequence[Scan]) -> Outcome:
    return _take(call, wave, report_short, rows)


def _take(call: Call, wave: Wave, run: Callable[..., Outcome], rows: Sequence[Scan]) -> Outcome:
    """Of the bindings that this cart still has, and what was taken before."""
    known = {line.binding for line in pick_list(wave.id)}
    before = set(Taken.objects.filter(wave=wave, uuid__in=[row.uuid for row in rows]).values_list("uuid", flat=True))
    mine = [row for row in rows if row.uuid in before or row.binding in known]
    asked = [Picked(row.uuid, wave.id, row.binding or 0, row.qty or Decimal(0), row.at) for row in mine]
    outcome = run(asked, by=call.actor, at=call.at) if asked else Outcome()
    gone = Reason("gone", N_("This is no longer to be picked"))
    outcome.refuse([row.uuid for row in rows if row not in mine], gone)
    return outcome


def _undo(call: Call, wave: Wave, rows: Sequence[Scan]) -> Outcome:
    mine = set(Taken.objects.filter(wave=wave, uuid__in=[row.undo for row in rows]).values_list("uuid", flat=True))
    answer = undo_picks([row.undo for row in rows if row.undo in mine], by=call.actor, at=call.at)
    unknown = Reason("not_a_pick", N_("There is no such pick to undo"))
    refused = {row.uuid: answer.refused.get(row.undo, unknown) for row in rows if row.undo not in answer.done}
    return Outcome(done=[row.uuid for row in rows if row.undo in answer.done], refused=refused)


DO = {"start": _start, "pick": _pick, "short": _short, "undo": _undo}


def _line(line: PickLine) -> dict[str, Any]:
    return {
        "binding": line.binding,
        "tote": line.tote,
        "bin": line.bin,
        "code": line.item_code,
        "name": line.item_name,
        "lot": line.lot,
        "left": plain(line.left),
        "unit": counted(line.unit_name, line.left),
        "weighed": weighed(line.unit),
        "codes": {code: plain(factor) for code, factor in line.codes.items()},
    }


def _wave(call: Call, number: str) -> Wave:
    wave: Wave | None = (
        Wave.objects.filter(number=number, warehouse__in=warehouses(call)).select_related("warehouse").first()
    )
    if wave is None:
        raise RefusalError(not_found(number))
    return wave
