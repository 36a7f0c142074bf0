"""The pick page of a phone or PDA: carts to choose from, one expected scan at a time, and the scans that come back."""

from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_
from pydantic import AwareDatetime, BaseModel, Field, TypeAdapter, ValidationError

from yunhe.kernel.flow import not_found
from yunhe.kernel.outcome import Outcome, Reason, RefusalError
from yunhe.kernel.quantity import plain
from yunhe.stock.models import Warehouse
from yunhe.web.render import page
from yunhe.web.routing import Call
from yunhe.wms.commands import confirm_picks, report_short, start_waves, wave_released
from yunhe.wms.commands.picking import Picked
from yunhe.wms.models import Scan as Taken
from yunhe.wms.models import Wave
from yunhe.wms.queries import PickLine, open_waves, pick_list

MAX_SCANS = 200


class Scan(BaseModel):
    """What the page sends: so much of a binding was taken, or (short) is not there."""

    uuid: UUID
    binding: int
    qty: Annotated[Decimal, Field(gt=0, max_digits=18, decimal_places=6)]
    at: AwareDatetime
    short: bool = False


SCANS = TypeAdapter(Annotated[list[Scan], Field(max_length=MAX_SCANS)])


def waves(call: Call) -> HttpResponse:
    """The carts that wait for a picker. POST makes carts of what has been released."""
    houses = list(_warehouses(call))
    if call.request.method == "POST":
        wave_released([house.id for house in houses], by=call.actor, at=call.at)
        return HttpResponseRedirect(reverse("waves"))
    limits = None if call.actor.warehouses is None else sorted(call.actor.warehouses)
    return page(call.request, "waves.html", {"waves": open_waves(limits), "at": call.at}, actor=call.actor)


def pick(call: Call, number: str) -> HttpResponse:
    """The walk of a cart. Opening it starts the wave."""
    wave = _wave(call, number)
    if wave.state == "open":
        start_waves([wave.id], by=call.actor, at=call.at, picker=call.request.user.username)
    lines = [_line(line) for line in pick_list(wave.id) if line.left > 0]
    said = {name: gettext(text) for name, text in SAID.items()}
    return page(call.request, "pick.html", {"wave": wave, "task": {"lines": lines, "said": said}}, actor=call.actor)


def scans(call: Call, number: str) -> HttpResponse:
    """Take scans; a uuid that came before changes nothing. Answers {done: [uuid], refused: {uuid: reason}}."""
    if call.request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    wave = _wave(call, number)
    try:
        rows = SCANS.validate_json(call.request.body)
    except ValidationError:
        raise RefusalError(Reason("wrong_scans", N_("These scans cannot be read"))) from None
    outcome, mine = Outcome(), _of_wave(wave, rows)
    outcome.refuse(
        [row.uuid for row in rows if row.uuid not in mine], Reason("gone", N_("This is no longer to be picked"))
    )
    for short, verb in ((False, confirm_picks), (True, report_short)):
        asked = [Picked(r.uuid, wave.id, r.binding, r.qty, r.at) for r in rows if r.short is short and r.uuid in mine]
        if asked:
            outcome = outcome.merge(verb(asked, by=call.actor, at=call.at))
    return JsonResponse(
        {
            "done": [str(id) for id in outcome.done],
            "refused": {str(id): str(reason) for id, reason in outcome.refused.items()},
        }
    )


SAID = {
    "unknown": N_("Unknown code"),
    "other": N_("This is {item}"),
    "taken": N_("Taken"),
    "done": N_("Cart complete"),
    "offline": N_("No connection: {n} scans wait"),
    "number": N_("Not a number that fits"),
}


def _line(line: PickLine) -> dict[str, Any]:
    return {
        "binding": line.binding,
        "tote": line.tote,
        "bin": line.bin,
        "code": line.item_code,
        "name": line.item_name,
        "lot": line.lot,
        "left": plain(line.left),
        "codes": {code: plain(factor) for code, factor in line.codes.items()},
    }


def _of_wave(wave: Wave, rows: list[Scan]) -> set[UUID]:
    """The scans of bindings that this cart still has, and those that were taken before."""
    known = {line.binding for line in pick_list(wave.id)}
    before = set(Taken.objects.filter(wave=wave, uuid__in=[row.uuid for row in rows]).values_list("uuid", flat=True))
    return before | {row.uuid for row in rows if row.binding in known}


def _wave(call: Call, number: str) -> Wave:
    wave: Wave | None = Wave.objects.filter(number=number, warehouse__in=_warehouses(call)).first()
    if wave is None:
        raise RefusalError(not_found(number))
    return wave


def _warehouses(call: Call) -> Any:
    houses = Warehouse.objects.filter(active=True)
    return houses if call.actor.warehouses is None else houses.filter(id__in=call.actor.warehouses)
