"""Saved views of a list: keep its present state under a name, or let one go."""

from urllib.parse import quote

from django.http import HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.listing import State, delete_views, save_views
from yunhe.kernel.outcome import Reason, RefusalError
from yunhe.web.lists import ListPage
from yunhe.web.routing import Call

MAX_NAME = 80


def keep(call: Call, of: ListPage) -> HttpResponse:
    """Keep the state in the address under `name`, for oneself or (`shared`) for all; or with `drop` delete that view."""
    if call.request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    given, query = call.request.POST, call.request.META["QUERY_STRING"]
    if given.get("drop", "").isdecimal():
        dropped = delete_views([int(given["drop"])], by=call.actor)
        if dropped.refused:
            raise RefusalError(next(iter(dropped.refused.values())))
        return HttpResponseRedirect(of.path)
    name = given.get("name", "").strip()[:MAX_NAME]
    if not name:
        raise RefusalError(Reason("no_name", N_("Give the view a name")))
    save_views(of.listing.name, {name: State.parse(query)}, by=call.actor, shared=bool(given.get("shared")))
    return HttpResponseRedirect(f"{of.path}?{quote(query, safe='=&%+')}")
