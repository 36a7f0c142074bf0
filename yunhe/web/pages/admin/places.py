"""Forms of shops and warehouses: the few facts that matter, and what has happened to them."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django.db.models import Model
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.flow import not_found
from yunhe.kernel.models import Entity
from yunhe.kernel.names import name_of
from yunhe.kernel.outcome import Outcome, RefusalError
from yunhe.kernel.scope import unlimited
from yunhe.oms import commands as oms
from yunhe.oms.models import Shop
from yunhe.oms.words import CHANNELS
from yunhe.stock import commands as stock
from yunhe.stock.models import Warehouse
from yunhe.web.lists.places import KINDS, SHOP_LIST, WAREHOUSE_LIST
from yunhe.web.pages.entry import regions
from yunhe.web.queries.timeline import timeline
from yunhe.web.render import page
from yunhe.web.routing import Call

Choices = Callable[[], list[tuple[str, str]]]


class Fact(NamedTuple):
    """An input: the column, its label, text, number, time, flag or choice; what may be chosen; whether it may be empty;
    in a sentence what follows from it, where the label does not say that."""

    name: str
    label: str
    kind: str = "text"
    choices: Choices | None = None
    empty: bool = True
    effect: str = ""


class Place(NamedTuple):
    """A kind of place: its rows, its story's kind, the list it is in, the inputs, and the commands that save it."""

    model: type[Model]
    kind: str
    path: str
    label: str
    new: str
    facts: tuple[Fact, ...]
    save: Callable[..., Outcome]
    add: Callable[..., Outcome]
    once: frozenset[str] = frozenset()  # what is chosen when it is opened and stays


def _words(words: Mapping[str, str]) -> Choices:
    return lambda: [(value, gettext(label)) for value, label in words.items()]


def _entities() -> list[tuple[str, str]]:
    return [(str(one.pk), name_of(one)) for one in Entity.objects.filter(active=True).order_by("code")]


def _warehouses() -> list[tuple[str, str]]:
    return [(str(one.pk), name_of(one)) for one in Warehouse.objects.exclude(kind="transit").order_by("code")]


SHOP = Place(
    Shop,
    "shop",
    SHOP_LIST.path,
    N_("Shops"),
    N_("New shop"),
    (
        Fact("name", N_("Name"), empty=False),
        Fact("name_en", N_("Name in English")),
        Fact("channel", N_("Channel"), "choice", _words(CHANNELS), empty=False),
        Fact("entity_id", N_("Company"), "choice", _entities, empty=False),
        Fact("warehouse_id", N_("Warehouse where shortages wait"), "choice", _warehouses),
        Fact("priority", N_("Priority, smaller is served first"), "number", empty=False),
        Fact("ship_hours", N_("Hours to dispatch, where the channel names none"), "number", empty=False),
        Fact(
            "recognise",
            N_("Revenue counts when"),
            "choice",
            _words({"shipped": N_("shipped"), "delivered": N_("delivered")}),
            empty=False,
        ),
        Fact("auto_audit", N_("New orders are audited by themselves"), "flag"),
        Fact("auto_release", N_("Allocated orders go to the warehouse by themselves"), "flag"),
        Fact("ship_partial", N_("What is there goes first, the rest follows"), "flag"),
        Fact("active", N_("Active"), "flag"),
    ),
    oms.save_shops,
    oms.save_shops,
)
WAREHOUSE = Place(
    Warehouse,
    "warehouse",
    WAREHOUSE_LIST.path,
    N_("Warehouses"),
    N_("New warehouse"),
    (
        Fact("name", N_("Name"), empty=False),
        Fact("name_en", N_("Name in English")),
        Fact("kind", N_("Kind"), "choice", _words(KINDS), empty=False),
        Fact("entity_id", N_("Company"), "choice", _entities, empty=False),
        Fact("region_code", N_("Region"), "choice", regions),
        Fact("address", N_("Address")),
        Fact("priority", N_("Priority, smaller ships first"), "number", empty=False),
        Fact("daily_capacity", N_("Orders a day, empty without limit"), "number"),
        Fact("cut_off", N_("After this time today's parcels are tomorrow's"), "time"),
        Fact(
            "label_at",
            N_("Waybill and label come"),
            "choice",
            _words({"release": N_("before picking"), "pack": N_("when packing")}),
            empty=False,
        ),
        Fact(
            "scan_bins",
            N_("Pickers scan the bin before the goods"),
            "flag",
            effect=N_("What is taken from a wrong bin is noticed at the shelf; each bin costs one scan more."),
        ),
        Fact("active", N_("Active"), "flag"),
    ),
    stock.change_warehouses,
    stock.open_warehouses,
    frozenset({"kind", "entity_id"}),
)


def new(call: Call, of: Place) -> HttpResponse:
    """The form of a new place."""
    unlimited(call.actor)
    return _answer(call, of, of.model(), of.add, "")


def show(call: Call, of: Place, code: str) -> HttpResponse:
    """A place, its facts to be changed, and its story."""
    unlimited(call.actor)
    row = of.model._default_manager.filter(code=code).first()
    if row is None:
        raise RefusalError(not_found(code))
    return _answer(call, of, row, of.save, code)


def _answer(call: Call, of: Place, row: Any, save: Callable[..., Outcome], code: str) -> HttpResponse:
    facts = [fact for fact in of.facts if not (code and fact.name in of.once)]
    wrong: list[str] = []
    if call.request.method == "POST":
        given = call.request.POST
        named = code or given.get("code", "").strip()
        outcome = save([{"code": named, **_typed(facts, given)}], by=call.actor, at=call.at)
        if not outcome.refused:
            return HttpResponseRedirect(f"{of.path}/{named}?saved=1")
        wrong = [str(reason) for reason in outcome.refused.values()]
        for fact in facts:
            setattr(row, fact.name, _typed([fact], given)[fact.name])
        row.code = named
    context = {
        "place": of,
        "row": row,
        "code": code,
        "facts": [(fact, fact.choices() if fact.choices else [], _said(getattr(row, fact.name))) for fact in facts],
        "story": timeline([(of.kind, row.pk)], call.actor) if code else [],
        "wrong": wrong,
        "saved": call.request.GET.get("saved") and not wrong,
        "at": call.at,
    }
    return page(call.request, "admin/place.html", context, actor=call.actor, status=422 if wrong else 200)


def _typed(facts: list[Fact], given: QueryDict) -> dict[str, Any]:
    """What the form gives, by column: flags as such, an empty figure as none."""
    return {fact.name: _value(fact, given.get(fact.name, "").strip()) for fact in facts}


def _value(fact: Fact, text: str) -> Any:
    if fact.kind == "flag":
        return bool(text)
    if not text and (fact.kind in ("number", "time") or fact.name.endswith("_id")):
        return None
    return int(text) if fact.name.endswith("_id") and text.isdecimal() else text


def _said(value: Any) -> Any:
    return (
        value
        if isinstance(value, bool)
        else ""
        if value is None
        else f"{value:%H:%M}"
        if hasattr(value, "hour")
        else str(value)
    )
