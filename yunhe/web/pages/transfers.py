"""A transfer by hand: goods that go from one warehouse to another."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_

from yunhe.catalog.codes import codes_of
from yunhe.catalog.models import Item
from yunhe.kernel.calendar import business_day
from yunhe.kernel.outcome import Reason, RefusalError
from yunhe.kernel.quantity import fits, parse
from yunhe.stock.commands import transfer
from yunhe.stock.commands.moving import NewTransfer
from yunhe.stock.models import Outbound, Owner, Warehouse
from yunhe.web.pages.floor.station import STAFFED, warehouses
from yunhe.web.render import page
from yunhe.web.routing import Call

LINES = 6


def form(call: Call) -> HttpResponse:
    """The empty form; on POST the transfer is made and its outbound opens, or the form says what is wrong."""
    if call.request.method != "POST":
        return _form(call, {"due_on": (business_day(call.at) + timedelta(days=2)).isoformat()}, [], "")
    given = call.request.POST
    rows = [row for row in zip(given.getlist("sku"), given.getlist("qty")) if row[0].strip()]
    try:
        new = _transfer(call, given.dict(), rows)
    except RefusalError as error:
        return _form(call, given.dict(), rows, str(error.reason))
    (outbound,) = transfer([new], by=call.actor, at=call.at).done
    number = Outbound.objects.values_list("number", flat=True).get(id=outbound)
    return HttpResponseRedirect(reverse("outbound", kwargs={"number": number}))


def _form(call: Call, given: Mapping[str, Any], rows: list[tuple[str, str]], wrong: str) -> HttpResponse:
    context = {
        "given": given,
        "rows": [*rows, *[("", "")] * max(LINES - len(rows), 1)],
        "wrong": wrong,
        "sources": list(warehouses(call)),
        "targets": list(Warehouse.objects.filter(active=True, kind__in=STAFFED).order_by("priority", "code")),
    }
    return page(call.request, "transfer.html", context, actor=call.actor, status=422 if wrong else 200)


def _transfer(call: Call, given: Mapping[str, str], rows: list[tuple[str, str]]) -> NewTransfer:
    source = warehouses(call).filter(code=given.get("from", "")).first()
    target = Warehouse.objects.filter(active=True, kind__in=STAFFED, code=given.get("to", "")).first()
    if source is None or target is None or source == target:
        raise RefusalError(Reason("same_warehouse", N_("Choose two different warehouses")))
    if not rows:
        raise RefusalError(Reason("no_lines", N_("Say what is to go: an item's code and how many")))
    lines = _lines(rows)
    owner = Owner.objects.get(entity=source.entity_id)
    return NewTransfer(source.id, target.id, owner.id, source.entity_id, _day(given.get("due_on", "")), lines)


def _lines(rows: list[tuple[str, str]]) -> list[tuple[int, Decimal]]:
    """(item, base units): a carton's barcode means what is in it."""
    asked = [code.strip() for code, _ in rows]
    items = {i.id: i for i in Item.objects.filter(Q(code__in=asked) | Q(barcodes__code__in=asked)).distinct()}
    means = {
        code: (id, factor)
        for id, codes in codes_of({i.id: i.code for i in items.values()}).items()
        for code, factor in codes.items()
    }
    found = []
    for code, text in zip(asked, (text for _, text in rows)):
        if code not in means:
            raise RefusalError(Reason("no_item", N_("There is no item {code}"), {"code": code}))
        id, factor = means[code]
        qty = _qty(text) * factor
        if qty <= 0 or not fits(qty, items[id].decimals):
            raise RefusalError(Reason("qty", N_("{code}: this is not a quantity of it"), {"code": code}))
        found.append((id, qty))
    return found


def _qty(text: str) -> Decimal:
    try:
        return parse(text or "1")
    except ValueError:
        return Decimal(0)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        label = {"label": gettext("Expected there")}
        raise RefusalError(Reason("no_day", N_("{label}: choose a day"), label)) from None
