"""Every right that somebody can hold, by room, in words: what the matrix of roles shows as rows."""

from collections import defaultdict
from typing import NamedTuple

from django.utils.translation import gettext_noop as N_

from yunhe.kernel.commands import COMMANDS

# Rights to see; the other rights are those of commands, which bring their words along.
SEEING = {
    "catalog.see": N_("See items"),
    "crm.see": N_("See surveys and tags"),
    "finance.see": N_("See the books"),
    "kernel.see_events": N_("See the event log"),
    "kernel.see_installation": N_("See the installation"),
    "oms.see": N_("See orders and returns"),
    "partners.see": N_("See customers"),
    "production.see": N_("See work orders"),
    "purchasing.see": N_("See purchases and suppliers"),
    "stock.see": N_("See outbounds and inbounds"),
    "stock.see_available": N_("See what is available"),
    "stock.see_physical": N_("See what lies in the warehouse"),
    "stock.see_to_buy": N_("See what is to be bought"),
    "stock.see_value": N_("See the value of stock"),
    "tms.see": N_("See parcels and rate cards"),
}
ROOMS = {
    "oms": N_("Sales"),
    "partners": N_("Partners"),
    "crm": N_("Customer care"),
    "stock": N_("Stock"),
    "wms": N_("Warehouse"),
    "tms": N_("Transport"),
    "catalog": N_("Items"),
    "purchasing": N_("Procurement"),
    "production": N_("Production"),
    "finance": N_("Books"),
    "shops": N_("Connections to shops"),
    "kernel": N_("Administration"),
}
EVERYTHING = "*"


class Right(NamedTuple):
    """A right and what it is called."""

    code: str
    label: str


def rights_by_room() -> list[tuple[str, str, list[Right]]]:
    """(room, its name, its rights), seeing first; rooms in the order of the menu, those without a name last."""
    found: defaultdict[str, list[Right]] = defaultdict(list)
    for code, label in SEEING.items():
        found[code.split(".")[0]].append(Right(code, label))
    for code, command in COMMANDS.items():
        found[code.split(".")[0]].append(Right(code, command.label))
    order = [*ROOMS, *sorted(found.keys() - ROOMS.keys())]
    return [(room, ROOMS.get(room, room), found[room]) for room in order if room in found]
