"""What the palette finds."""

from django.http import HttpResponse

from yunhe.web.queries.finding import found_papers
from yunhe.web.render import page
from yunhe.web.routing import Call

SHORTEST = 2


def find(call: Call) -> HttpResponse:
    """Documents by number, channel number, waybill, phone tail, code or name; a part of the palette."""
    text = call.request.GET.get("q", "").strip()
    papers = found_papers(text, call.actor) if len(text) >= SHORTEST else []
    return page(call.request, "parts/found.html", {"papers": papers, "text": text}, actor=call.actor)
