"""The board: what waits at each stage of the river, how old the oldest is, and a way to the list behind each figure."""

from django.http import HttpResponse

from yunhe.insight.backups import backups
from yunhe.web.pages.installation import RIGHT, warning
from yunhe.web.queries.board import river
from yunhe.web.queries.first_order import first_order
from yunhe.web.queries.trends import trends
from yunhe.web.render import page
from yunhe.web.routing import Call


def home(call: Call) -> HttpResponse:
    """The board of whoever is logged in: only reaches that this person may see; for the owner, what is wrong with
    backups, and the way to the first order while none was delivered."""
    reaches = river(call.actor, at=call.at)
    trouble = warning(backups(), call.at) if call.actor.may(RIGHT) else ""
    shown = {"reaches": reaches, "at": call.at, "trouble": trouble, "steps": first_order(call.actor)}
    return page(call.request, "home.html", shown, actor=call.actor)


def show_trends(call: Call) -> HttpResponse:
    """The charts, fetched behind the figures that somebody must act on; a part of the board."""
    return page(call.request, "parts/trends.html", {"charts": trends(call.actor, at=call.at)}, actor=call.actor)
