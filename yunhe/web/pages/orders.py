"""The page of an order, and what is done from it."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse

from yunhe.crm.commands.surveys import secret_of
from yunhe.kernel.flow import not_found
from yunhe.kernel.outcome import RefusalError
from yunhe.oms.commands import release_holds
from yunhe.oms.listings import orders_of
from yunhe.oms.models import Hold, Order
from yunhe.web.lists import LIST_PAGES
from yunhe.web.pages.lists import run
from yunhe.web.queries import order as reads
from yunhe.web.queries.cases import cases_about
from yunhe.web.queries.timeline import reached, timeline
from yunhe.web.render import page
from yunhe.web.routing import Call
from yunhe.web.stations import ORDER_WAY, way
from yunhe.web.words import SURVEY_CAUSES

ORDERS = LIST_PAGES[0]
# Which actions make sense for an order as it stands; the command itself is the judge.
FITS: dict[str, Callable[[Order], bool]] = {
    "oms.audit": lambda o: o.state == "new",
    "oms.unaudit": lambda o: o.state == "audited" and o.progress == "none",
    "oms.allocate": lambda o: o.state == "audited" and o.progress in ("none", "part_allocated"),
    "oms.deallocate": lambda o: o.state == "audited" and o.progress in ("part_allocated", "allocated"),
    "oms.cancel_orders": lambda o: (
        o.state in ("draft", "new", "audited") and o.progress not in ("shipped", "part_delivered")
    ),
}


def show(call: Call, number: str, result: dict[str, Any] | None = None) -> HttpResponse:
    """Head, lines, story, related papers, and why."""
    order = _order(call, number)
    story = timeline([("order", order.id)], roots=[order.id])
    context = {
        "order": order,
        "steps": way(ORDER_WAY, order.progress if order.state in ("audited", "completed") else order.state),
        "lines": reads.lines(order.id),
        "holds": reads.holds(order.id),
        "outbounds": reads.outbounds(order.id),
        "sourcing": reads.sourcing(order),
        "survey": reads.survey(order.id),
        "survey_link": reverse("survey", kwargs={"secret": secret_of(order.id)}),
        "causes": SURVEY_CAUSES,
        "region": reads.region(order.region_code),
        "cases": cases_about([("order", order.id)], root=order.id),
        "story": story,
        "related": [paper for paper in reached(story) if paper.number != order.number],
        "actions": [action for action in ORDERS.actions if call.actor.may(action.right) and FITS[action.right](order)],
        "at": call.at,
        "result": result,
    }
    return page(call.request, "order.html", context, actor=call.actor)


def act(call: Call, number: str) -> HttpResponse:
    """Run an action on the order; its page comes back with what became of it."""
    if call.request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    action, outcome = run(call, ORDERS, [_order(call, number).id])
    return show(call, number, {"label": action.label, "refused": [str(reason) for reason in outcome.refused.values()]})


def release_hold(call: Call, number: str) -> HttpResponse:
    """Let a held order pass, with a note why."""
    if call.request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    given = call.request.POST
    asked = [int(id) for id in given.getlist("hold") if id.isdecimal()]
    ids = list(Hold.objects.filter(order=_order(call, number), id__in=asked).values_list("id", flat=True))
    release_holds(ids, by=call.actor, at=call.at, note=given.get("note", "").strip())
    return HttpResponseRedirect(reverse("order", kwargs={"number": number}))


def _order(call: Call, number: str) -> Order:
    order: Order | None = (
        orders_of(call.actor).select_related("shop", "partner", "entity").filter(number=number).first()
    )
    if order is None:
        raise RefusalError(not_found(number))
    return order
