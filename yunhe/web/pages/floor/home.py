"""The floor's own page: what waits at each station, and one field that takes any code to where it is worked on."""

from django.http import HttpResponse
from django.utils.translation import gettext_noop as N_

from yunhe.web.pages.floor.station import here, warehouses
from yunhe.web.queries.floor import waiting_at
from yunhe.web.render import page
from yunhe.web.routing import Call

STATIONS = (
    ("receive", N_("Receive"), "package-import", "stock.receive"),
    ("put_away", N_("Put away"), "stack-2", "wms.put_away"),
    ("pick", N_("Pick"), "scan", "wms.confirm_picks"),
    ("pack", N_("Pack"), "package", "stock.pack"),
    ("count", N_("Count"), "clipboard-list", "wms.count_bins"),
    ("move", N_("Move"), "arrows-exchange", "stock.move_bins"),
)
ADDRESSES = {name: f"floor_{name}" for name, *_ in STATIONS} | {"pick": "waves"}


def home(call: Call) -> HttpResponse:
    """The stations that this person may work at, with what waits there."""
    house = here(call)
    counts = waiting_at(house.id)
    tiles = [
        (ADDRESSES[name], label, icon, counts.get(name))
        for name, label, icon, right in STATIONS
        if call.actor.may(right)
    ]
    context = {"tiles": tiles, "house": house, "houses": list(warehouses(call))}
    return page(call.request, "floor/home.html", context, actor=call.actor)
