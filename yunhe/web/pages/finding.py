"""What the palette finds, and what the bell says."""

from django.http import HttpResponse

from yunhe.web.queries.finding import found_papers
from yunhe.web.queries.inbox import inbox
from yunhe.web.render import page
from yunhe.web.routing import Call

SHORTEST = 2


def find(call: Call) -> HttpResponse:
    """Documents by number, channel number, waybill, phone tail, code or name; a part of the palette."""
    text = call.request.GET.get("q", "").strip()
    papers = found_papers(text, call.actor) if len(text) >= SHORTEST else []
    return page(call.request, "parts/found.html", {"papers": papers, "text": text}, actor=call.actor)


def bell(call: Call) -> HttpResponse:
    """What waits for this person: messages, and open cases of his roles; a part of the frame."""
    return page(call.request, "parts/bell.html", {"inbox": inbox(call.actor), "at": call.at}, actor=call.actor)
