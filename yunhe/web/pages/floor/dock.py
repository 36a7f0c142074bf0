"""The dock board: what must leave and what comes, by when it is due and how far it is."""

from django.http import HttpResponse

from yunhe.web.queries.dock import coming, leaving
from yunhe.web.render import page
from yunhe.web.routing import Call


def board(call: Call) -> HttpResponse:
    """Two tables of counts; each count leads to the list behind it."""
    context = {"leaving": leaving(call.actor, at=call.at), "coming": coming(call.actor, at=call.at), "at": call.at}
    return page(call.request, "floor/dock.html", context, actor=call.actor)
