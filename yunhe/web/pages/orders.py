"""The page of an order, and what is done from it."""

from typing import Any

from django.http import HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse

from yunhe.crm.commands.surveys import secret_of
from yunhe.kernel.flow import not_found
from yunhe.kernel.outcome import RefusalError
from yunhe.oms.commands import release_holds
from yunhe.oms.listings import orders_of
from yunhe.oms.models import Hold, Order
from yunhe.web.lists import ORDER_LIST
from yunhe.web.pages.lists import run
from yunhe.web.queries import order as reads
from yunhe.web.queries.cases import cases_about
from yunhe.web.queries.timeline import reached, timeline
from yunhe.web.render import page
from yunhe.web.routing import Call
from yunhe.web.stations import ORDER_WAY, way
from yunhe.web.words import SURVEY_CAUSES


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
        "actions": ORDER_LIST.offered(call.actor, order),
        "at": call.at,
        "result": result,
    }
    return page(call.request, "order.html", context, actor=call.actor)


def act(call: Call, number: str) -> HttpResponse:
    """Run an action on the order; its page comes back with what became of it."""
    if call.request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    action, outcome = run(call, ORDER_LIST, [_order(call, number).id])
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
