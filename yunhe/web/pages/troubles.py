"""Scripts that fail in somebody's browser say so to the server's log."""

import logging

from django.http import HttpResponse, HttpResponseNotAllowed

from yunhe.web.routing import Call

LOG = logging.getLogger("yunhe.web.scripts")
LONGEST = 500


def report(call: Call) -> HttpResponse:
    """Write one line: what, in which file, on which page, for whom."""
    if call.request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    what, where, page = (" ".join(call.request.POST.get(name, "").split())[:LONGEST] for name in ("text", "at", "page"))
    LOG.error("script failed: %s (%s) on %s for %s", what, where, page, call.actor.name)
    return HttpResponse(status=204)
