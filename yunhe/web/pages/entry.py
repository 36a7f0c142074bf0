"""An order by hand: items found by code, barcode, name or pinyin; the order goes the way of every other one."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_
from pydantic import ValidationError

from yunhe.kernel.names import name_of
from yunhe.kernel.outcome import Reason
from yunhe.oms.commands import intake
from yunhe.oms.messages import Message
from yunhe.oms.models import Order
from yunhe.oms.words import PAYMENTS
from yunhe.partners.models import Region
from yunhe.web.incoming.nouns import shops
from yunhe.web.queries.items import found_items
from yunhe.web.render import page
from yunhe.web.routing import Call

LINES = 5
PAYABLE = ("paid", "unpaid", "cod", "credit")
FIELDS = {
    "external_id": N_("Channel number"),
    "placed_at": N_("Placed"),
    "qty": N_("Quantity"),
    "price_incl": N_("Price"),
    "sku": N_("Item"),
    "freight": N_("Freight"),
    "lines": N_("Lines"),
    "shop": N_("Shop"),
}


def form(call: Call) -> HttpResponse:
    """The empty form; on POST the order is taken in and its page opens, or the form comes back with what is wrong."""
    if call.request.method != "POST":
        return _form(call, {"external_id": f"H{call.at:%Y%m%d%H%M%S}"}, [{}] * LINES, [])
    given = call.request.POST
    lines = _lines(given)
    try:
        message = Message.model_validate(_message(given.dict(), lines, call.at))
    except ValidationError as error:
        return _form(call, given.dict(), lines, [_said(one) for one in error.errors()])
    if message.shop not in dict(shops(call.actor)):
        return _form(call, given.dict(), lines, [gettext("Choose a shop")])
    outcome = intake([message], by=call.actor, at=call.at, source="hand")
    if outcome.refused:
        return _form(call, given.dict(), lines, [str(outcome.refused[0])])
    number = Order.objects.values_list("number", flat=True).get(pk=outcome.made[0])
    return HttpResponseRedirect(reverse("order", kwargs={"number": number}))


def items(call: Call) -> HttpResponse:
    """Items that match what was typed, with price and free stock; a part of the form."""
    text = call.request.GET.get("q", "").strip()
    shop = call.request.GET.get("shop", "")
    return page(
        call.request,
        "parts/items.html",
        {"items": found_items(text, shop, call.actor, call.at) if text else []},
        actor=call.actor,
    )


def _form(call: Call, given: dict[str, Any], lines: list[dict[str, str]], wrong: list[str]) -> HttpResponse:
    context = {
        "given": given,
        "lines": lines + [{}] * max(0, LINES - len(lines)),
        "wrong": wrong,
        "shops": shops(call.actor),
        "payments": [(value, PAYMENTS[value]) for value in PAYABLE],
        "regions": regions(),
    }
    return page(call.request, "entry.html", context, actor=call.actor, status=422 if wrong else 200)


def regions() -> list[tuple[str, str]]:
    """Districts with the city and province above them."""
    rows = {r.code: r for r in Region.objects.all()}
    ends = [r for r in rows.values() if not r.code.endswith("00")]
    return [(r.code, " ".join(dict.fromkeys(_path(r, rows)))) for r in sorted(ends, key=lambda r: r.code)]


def _path(region: Region, rows: dict[str, Region]) -> list[str]:
    above = _path(rows[region.parent_id], rows) if region.parent_id in rows else []
    return [*above, name_of(region)]


def _lines(given: Any) -> list[dict[str, str]]:
    """The rows of the form that say something."""
    columns = [given.getlist(name) for name in ("sku", "qty", "price_incl")]
    rows = [dict(zip(("sku", "qty", "price_incl"), (cell.strip() for cell in row))) for row in zip(*columns)]
    return [row for row in rows if row["sku"]]


def _message(given: dict[str, Any], lines: list[dict[str, str]], at: datetime) -> dict[str, Any]:
    return {
        "shop": given.get("shop", ""),
        "external_id": given.get("external_id", "").strip(),
        "version": at,
        "placed_at": at,
        "customer": given.get("customer", "").strip(),
        "payment": given.get("payment", "paid"),
        "freight": given.get("freight") or "0",
        "lines": [{**line, "qty": line["qty"] or "1", "price_incl": line["price_incl"] or "0"} for line in lines],
        "address": {name: given.get(name, "").strip() for name in ("recipient", "phone", "region_code", "detail")},
        "seller_memo": given.get("seller_memo", "").strip(),
    }


def _said(error: Any) -> str:
    """A form error in words: which field of which line."""
    place = [part for part in error["loc"] if isinstance(part, int)]
    field = next((FIELDS[part] for part in reversed(error["loc"]) if part in FIELDS), N_("Entry"))
    line = gettext("line {n}").format(n=place[0] + 1) + ", " if place else ""
    return f"{line}{gettext(field)}: {Reason('wrong', N_('this value cannot be used'))}"
