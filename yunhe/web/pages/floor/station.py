"""What stations share: the warehouse where one stands, the screen, and reports from devices, each taken once."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_
from pydantic import AwareDatetime, BaseModel, TypeAdapter, ValidationError

from yunhe.catalog import gs1
from yunhe.kernel.once import once
from yunhe.kernel.outcome import Outcome, Reason, RefusalError
from yunhe.stock.models import Warehouse
from yunhe.web.render import page
from yunhe.web.routing import Call

MAX_REPORTS = 200
STAFFED = (Warehouse.Kind.OWN, Warehouse.Kind.STORE)
SAID = {
    "unknown": N_("Unknown code"),
    "is": N_("This is {what}"),
    "expected": N_("expected: {what}"),
    "offline": N_("No connection: {n} scans wait on this device"),
    "login": N_("Log in again: {n} scans wait on this device"),
    "refused": N_("The server did not take this"),
    "number": N_("Not a number that fits"),
    **{f"gs1_{code}": sentence for code, sentence in gs1.FAULTS.items()},
}


class Report(BaseModel):
    """What a device tells: its own uuid makes a repeated report count once; `at` is by the device's clock."""

    uuid: UUID
    at: AwareDatetime


R = TypeVar("R", bound=Report)
Act = tuple[str, str, str, bool]  # name, label, icon, primary


def warehouses(call: Call) -> QuerySet[Any]:
    """Where this person may work."""
    houses = Warehouse.objects.filter(active=True, kind__in=STAFFED).order_by("priority", "code")
    return houses if call.actor.warehouses is None else houses.filter(id__in=call.actor.warehouses)


def here(call: Call) -> Warehouse:
    """The warehouse where one stands: as the address says (`?warehouse=CODE`), as chosen before, or the first one."""
    chosen = call.request.GET.get("warehouse") or call.request.session.get("warehouse", "")
    found = list(warehouses(call))
    if not found:
        raise RefusalError(Reason("no_warehouse", N_("There is no warehouse in which you may work")))
    house: Warehouse = next((one for one in found if one.code == chosen), found[0])
    if call.request.session.get("warehouse") != house.code:
        call.request.session["warehouse"] = house.code
    return house


def screen(
    call: Call,
    script: str,
    *,
    title: str,
    back: str,
    report: str,
    task: Mapping[str, Any],
    said: Mapping[str, str],
    acts: Sequence[Act] = (),
    template: str = "floor/station.html",
    **more: Any,
) -> HttpResponse:
    """A station's page: `task` and the words of its script as JSON, its buttons, and where it reports to."""
    words = {name: gettext(text) for name, text in {**SAID, **said}.items()}
    shown = {"title": title, "back": back, "report": report, "acts": acts, "script": script, **more}
    return page(
        call.request, template, {**shown, "task": {**task, "said": words, "gs1": gs1.DEVICES}}, actor=call.actor
    )


def take(call: Call, model: type[R], do: Callable[[R], Outcome]) -> HttpResponse:
    """Carry out reports, each in its own transaction and once; answers {done, refused, made} by uuid."""
    if call.request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    done, refused, made = [], {}, {}
    for row in parsed(call, model):
        answer = _once(call, row, do)
        if "refused" in answer:
            refused[str(row.uuid)] = answer["refused"]
        else:
            done.append(str(row.uuid))
            made[str(row.uuid)] = answer["made"]
    return JsonResponse({"done": done, "refused": refused, "made": made})


def parsed(call: Call, model: type[R]) -> list[R]:
    """The reports of a request. RefusalError `wrong_scans` when they cannot be read."""
    try:
        rows: list[R] = TypeAdapter(list[model]).validate_json(call.request.body)  # type: ignore[valid-type]
    except ValidationError:
        raise RefusalError(Reason("wrong_scans", N_("These scans cannot be read"))) from None
    return rows[:MAX_REPORTS]


def _once(call: Call, row: R, do: Callable[[R], Outcome]) -> dict[str, Any]:
    """{"made"} or {"refused"}. A refusal undoes the report as a whole, and is not remembered."""
    try:
        return once(
            call.actor.user_id or 0, f"{call.request.path}:{row.uuid}", row.model_dump_json().encode(),
            lambda: {"made": _whole(do(row))}, at=call.at,
        )  # fmt: skip
    except RefusalError as error:
        return {"refused": str(error.reason)}


def _whole(outcome: Outcome) -> list[list[str]]:
    """What a report made, as pairs of texts; a report of which a part is refused is refused."""
    for reason in outcome.refused.values():
        raise RefusalError(reason)
    return [[str(key), str(value)] for key, value in outcome.made.items()]
