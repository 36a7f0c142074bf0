"""Rate cards: a card as a grid that is typed into, and a parcel to try against all of them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.outcome import Reason, RefusalError
from yunhe.kernel.quantity import parse, plain
from yunhe.tms.commands import import_rates
from yunhe.tms.queries.cards import rate_grid, tried
from yunhe.tms.rules import Package, Wish
from yunhe.tms.sheets import CardKey, RateLine
from yunhe.web.pages.entry import regions
from yunhe.web.pages.floor.station import warehouses
from yunhe.web.queries.naming import carriers
from yunhe.web.render import page
from yunhe.web.routing import Call

EMPTY_ROWS = 1
MM_PER_CM = 10


class Cell(NamedTuple):
    """A column of the grid: the field of a rate line, its head, and how its text is read."""

    name: str
    label: str
    kind: str = "decimal"


CELLS = (
    Cell("zone", N_("Zone"), "text"),
    Cell("regions", N_("Region codes"), "regions"),
    Cell("first_kg", N_("First kg")),
    Cell("first_price", N_("Price of the first")),
    Cell("step_kg", N_("Step in kg")),
    Cell("step_price", N_("Price of a step")),
    Cell("minimum", N_("Minimum")),
    Cell("transit_days", N_("Days"), "whole"),
    Cell("round_kg", N_("Rounded to kg")),
    Cell("divisor", N_("cm³ per kg"), "whole"),
    Cell("fuel_rate", N_("Fuel share")),
    Cell("remote_surcharge", N_("Remote")),
    Cell("cod_rate", N_("COD share")),
    Cell("cod_minimum", N_("COD minimum")),
    Cell("max_kg", N_("Up to kg"), "limit"),
    Cell("max_mm", N_("Longest side mm"), "whole limit"),
)


def show(call: Call, *, typed: list[dict[str, str]] | None = None, wrong: list[str] | None = None) -> HttpResponse:
    """The cards, the one asked for as a grid, and what became of a parcel that is tried."""
    given, cards, places = call.request.GET, _cards(), regions()
    names = carriers()
    chosen = next((key for key in cards if _text_of(key) == given.get("card")), next(iter(cards), None))
    rows = typed if typed is not None else [_typed(line) for line in cards[chosen]] if chosen else []
    context = {
        "cards": [(key, _text_of(key), names.get(key[0], key[0]), key == chosen) for key in cards],
        "chosen": chosen,
        "card": _text_of(chosen) if chosen else "",
        "currency": cards[chosen][0].currency if chosen else "",
        "day": call.request.POST.get("valid_from") or (chosen and chosen[3].isoformat()),
        "cells": CELLS,
        "rows": [*rows, *[{} for _ in range(EMPTY_ROWS)]],
        "wrong": wrong or [],
        "names": names,
        "given": given,
        "warehouses": list(warehouses(call)),
        "regions": places,
        "places": dict(places),
        **_try(call, given),
    }
    return page(call.request, "rates.html", context, actor=call.actor, status=422 if wrong else 200)


def save(call: Call) -> HttpResponse:
    """Take the grid in as a whole card, from the day given on; or show it again with what is wrong."""
    given = call.request.POST
    key = next((key for key in _cards() if _text_of(key) == call.request.GET.get("card")), None)
    if call.request.method != "POST" or key is None:
        return HttpResponseRedirect(reverse("rates"))
    columns = [given.getlist(cell.name) for cell in CELLS]
    typed = [dict(zip((cell.name for cell in CELLS), texts)) for texts in zip(*columns) if texts[0].strip()]
    try:
        day = date.fromisoformat(given.get("valid_from", ""))
        lines = [_line(key, day, row, given.get("currency", "")) for row in typed]
    except ValueError as error:
        return show(call, typed=typed, wrong=[gettext("{text} cannot be used here").format(text=error)])
    outcome = import_rates(lines, by=call.actor, at=call.at)
    if outcome.refused or not lines:
        said = dict.fromkeys(str(reason) for reason in outcome.refused.values())
        return show(call, typed=typed, wrong=[*said] or [gettext("A card needs a zone")])
    query = urlencode({"card": _text_of((*key[:3], day))})
    return HttpResponseRedirect(f"{reverse('rates')}?{query}")


def _cards() -> dict[CardKey, list[RateLine]]:
    found: dict[CardKey, list[RateLine]] = {}
    for line in rate_grid():
        found.setdefault(line.card, []).append(line)
    return found


def _text_of(key: CardKey) -> str:
    return "/".join((*key[:3], key[3].isoformat()))


def _typed(line: RateLine) -> dict[str, str]:
    return {cell.name: _said(getattr(line, cell.name)) for cell in CELLS}


def _said(value: Any) -> str:
    match value:
        case None:
            return ""
        case tuple():
            return " ".join(value)
        case Decimal():
            return plain(value)
    return str(value)


def _line(key: CardKey, day: date, row: Mapping[str, str], currency: str) -> RateLine:
    """A row of the grid. ValueError names the text that is no value."""
    values = {cell.name: _read(cell.kind, row[cell.name].strip()) for cell in CELLS}
    return RateLine(carrier=key[0], service=key[1], origin=key[2], valid_from=day, currency=currency, **values)


def _read(kind: str, text: str) -> Any:
    if kind == "text":
        return text
    if kind == "regions":
        return tuple(text.replace(",", " ").split())
    if "limit" in kind and not text:
        return None
    try:
        number = parse(text or "0")
    except ValueError:
        raise ValueError(text) from None
    if "whole" in kind and number != int(number):
        raise ValueError(text)
    return int(number) if "whole" in kind else number


def _try(call: Call, given: QueryDict) -> dict[str, Any]:
    """The parcel of the form against all cards; nothing before a weight and a region are given."""
    if not given.get("kg") or not given.get("region"):
        return {"candidates": None}
    source = warehouses(call).filter(code=given.get("from", "")).select_related("entity").first()
    if source is None:
        raise RefusalError(Reason("no_warehouse", N_("There is no such warehouse")))
    length, width, height = (_side(given.get(name, "")) for name in ("length", "width", "height"))
    package = Package(_measure(given["kg"]), length, width, height)
    wish = Wish(package, given["region"], source.entity.currency)
    if given.get("by"):
        wish = replace(wish, promised=_day(given["by"]))
    return {"candidates": tried(wish, source.region_code, at=call.at)}


def _measure(text: str) -> Decimal:
    try:
        found = parse(text)
    except ValueError:
        found = Decimal(0)
    if found <= 0:
        raise RefusalError(Reason("no_measure", N_("{text} is not a measure above zero"), {"text": text.strip()}))
    return found


def _side(text: str) -> int | None:
    return int(_measure(text) * MM_PER_CM) if text.strip() else None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        label = {"label": gettext("Promised for")}
        raise RefusalError(Reason("no_day", N_("{label}: choose a day"), label)) from None
