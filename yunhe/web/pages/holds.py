"""The holds desk: one held order after the other, with what it takes to let it pass, mend it or give it up."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.flow import not_found
from yunhe.kernel.outcome import Outcome, Reason, RefusalError
from yunhe.kernel.quantity import parse
from yunhe.oms import commands as oms
from yunhe.oms.listings import orders_of
from yunhe.oms.models import Hold, Order, OrderLine
from yunhe.partners.commands import set_credit_limits
from yunhe.web.pages.entry import regions
from yunhe.web.queries import holds as reads
from yunhe.web.queries import order as orders
from yunhe.web.render import page
from yunhe.web.routing import Call

Mend = Callable[[Call, Order, QueryDict], Outcome]


def desk(call: Call, number: str = "") -> HttpResponse:
    """The queue, and beside it the order asked for; the first one when none is, or when nothing holds it any more."""
    if number and not orders_of(call.actor).filter(number=number).exists():
        raise RefusalError(not_found(number))
    return _show(call, number)


def mend(call: Call, number: str) -> HttpResponse:
    """Do what the form asks with the order; the next one comes up, or the same one with what was refused."""
    if call.request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    given = call.request.POST
    order = orders_of(call.actor).filter(number=number).first()
    if order is None:
        raise RefusalError(not_found(number))
    if given.get("do") not in VERBS:
        raise RefusalError(Reason("unknown_action", N_("There is no such action")))
    label, verb = VERBS[given["do"]]
    following = _after(number, [held.number for held in reads.queue(call.actor, given.get("type", ""))])
    outcome = verb(call, order, given)
    if outcome.refused:
        return _show(call, number, wrong=[f"{gettext(label)}: {reason}" for reason in outcome.refused.values()])
    if call.actor.may("oms.audit"):
        oms.audit([order.pk], by=call.actor, at=call.at)
    order.refresh_from_db()
    still = reads.reasons(order) if order.state == "new" else []
    query = urlencode({"type": given.get("type", ""), "done": number, "did": given["do"]})
    return HttpResponseRedirect(f"{reverse('hold', kwargs={'number': number if still else following})}?{query}")


def _show(call: Call, number: str, *, wrong: list[str] | None = None) -> HttpResponse:
    asked = call.request.POST if wrong else call.request.GET
    type = asked.get("type", "")
    waiting = reads.queue(call.actor, type)
    numbers = [held.number for held in waiting]
    chosen = number if number in numbers else next(iter(numbers), "")
    context: dict[str, Any] = {
        "kinds": reads.kinds(call.actor),
        "type": type,
        "queue": waiting,
        "order": None,
        "following": _after(chosen, numbers),
        "place": numbers.index(chosen) + 1 if chosen else 0,
        "wrong": wrong or [],
        "done": asked.get("done", "") if not wrong else "",
        "did": VERBS[asked["did"]][0] if asked.get("did") in VERBS and not wrong else "",
        "given": call.request.POST,
        "at": call.at,
    }
    if chosen:
        context |= _decision(call, chosen)
    return page(call.request, "holds.html", context, actor=call.actor, status=422 if wrong else 200)


def _decision(call: Call, number: str) -> dict[str, Any]:
    order = orders_of(call.actor).select_related("shop", "partner__exposure").get(number=number)
    why = reads.reasons(order)
    types = {one.type for one in why}
    return {
        "order": order,
        "why": why,
        "types": types,
        "lines": orders.lines(order.pk),
        "region": orders.region(order.region_code),
        "regions": regions() if "address" in types else [],
        "lacking": _lacking(order),
        "unknown": reads.unknown_lines(order, call.actor, call.at) if "item" in types else [],
        "twins": reads.same_again(order, call.actor) if "duplicate" in types else [],
        "exposure": getattr(order.partner, "exposure", None) if "credit" in types else None,
    }


def _lacking(order: Order) -> str:
    """The field of the address that wants mending first."""
    empty = [name for name in ("recipient", "phone", "detail") if not getattr(order, name)]
    return "region_code" if not orders.region(order.region_code) else next(iter(empty), "recipient")


def _after(number: str, numbers: list[str]) -> str:
    """The next one in the queue, round to the first; the same one when it is alone."""
    return numbers[(numbers.index(number) + 1) % len(numbers)] if number in numbers else number


def _release(call: Call, order: Order, given: QueryDict) -> Outcome:
    ids = list(Hold.objects.filter(order=order, released_at=None).values_list("id", flat=True))
    note = given.get("note", "").strip()
    released: Outcome = oms.release_holds(ids, by=call.actor, at=call.at, note=note)
    return released


def _cancel(call: Call, order: Order, given: QueryDict) -> Outcome:
    reason = given.get("reason", "").strip()
    cancelled: Outcome = oms.cancel_orders([order.pk], by=call.actor, at=call.at, reason=reason)
    return cancelled


def _address(call: Call, order: Order, given: QueryDict) -> Outcome:
    row = oms.NewAddress(*(given.get(name, "").strip() for name in ("recipient", "phone", "region_code", "detail")))
    changed: Outcome = oms.change_addresses({order.pk: row}, by=call.actor, at=call.at)
    return changed


def _match(call: Call, order: Order, given: QueryDict) -> Outcome:
    lines = {line.n: line.pk for line in OrderLine.objects.filter(order=order, item=None)}
    codes = {id: given.get(f"code.{n}", "").strip() for n, id in lines.items()}
    rows = [oms.Match(id, code, remember=bool(given.get("remember"))) for id, code in codes.items() if code]
    if not rows:
        return Outcome(refused={order.pk: Reason("no_code", N_("Give the item's code"))})
    matched: Outcome = oms.match_items(rows, by=call.actor, at=call.at)
    return matched


def _credit(call: Call, order: Order, given: QueryDict) -> Outcome:
    limits = {order.partner_id: _limit(given.get("limit", ""))} if order.partner_id else {}
    outcome: Outcome = set_credit_limits(limits, by=call.actor, at=call.at)
    return outcome if outcome.refused else oms.judge_again([order.pk], by=call.actor, at=call.at)


def _limit(text: str) -> Decimal | None:
    try:
        return parse(text) if text.strip() else None
    except ValueError:
        raise RefusalError(Reason("no_amount", N_("{text} is not an amount"), {"text": text.strip()})) from None


VERBS: dict[str, tuple[str, Mend]] = {
    "release": (N_("Let it pass"), _release),
    "cancel": (N_("Cancel the order"), _cancel),
    "address": (N_("Change the address"), _address),
    "match": (N_("Match the items"), _match),
    "credit": (N_("Set the credit limit"), _credit),
}
