"""What is done from the page of an order besides its actions: a held order is let pass, its public links are ended."""

from django.http import HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse

from yunhe.oms.commands import release_holds
from yunhe.oms.models import Hold
from yunhe.web.documents.order import ORDER
from yunhe.web.links import withdraw
from yunhe.web.pages.documents import find
from yunhe.web.routing import Call


def release_hold(call: Call, number: str) -> HttpResponse:
    """Let a held order pass, with a note why."""
    if call.request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    given = call.request.POST
    asked = [int(id) for id in given.getlist("hold") if id.isdecimal()]
    order = find(call, number, ORDER)
    ids = list(Hold.objects.filter(order=order, id__in=asked).values_list("id", flat=True))
    release_holds(ids, by=call.actor, at=call.at, note=given.get("note", "").strip())
    return HttpResponseRedirect(reverse("order", kwargs={"number": number}))


def withdraw_links(call: Call, number: str) -> HttpResponse:
    """End the public links about this order and its parcels: they went to the wrong person."""
    if call.request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    withdraw(find(call, number, ORDER), by=call.actor.name, at=call.at)
    return HttpResponseRedirect(reverse("order", kwargs={"number": number}))
