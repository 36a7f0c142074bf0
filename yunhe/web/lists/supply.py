"""List pages of buying and making: proposals, purchase orders, work orders."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext_noop as N_

from yunhe.erp.production import commands as production
from yunhe.erp.production.listings import WORK_ORDERS
from yunhe.erp.purchasing import commands as purchasing
from yunhe.erp.purchasing.listings import PROPOSALS, PURCHASES
from yunhe.erp.purchasing.supplier_list import SUPPLIERS
from yunhe.kernel.actor import Actor
from yunhe.kernel.conditions import Type
from yunhe.kernel.outcome import Outcome
from yunhe.web.lists.declare import Action, Ask, Back, Final, Inverse, ListPage, in_states
from yunhe.web.lists.ground import ITEM_LIST
from yunhe.web.queries.unfolding import material_lines, proposal_why, purchase_lines


def confirm_on(ids: Sequence[int], *, day: date, by: Actor, at: datetime) -> Outcome:
    """The supplier names one day for all of them."""
    outcome: Outcome = purchasing.confirm(dict.fromkeys(ids, day), by=by, at=at)
    return outcome


PROPOSAL_LIST = ListPage(
    PROPOSALS,
    "clipboard-list",
    None,
    {"state": "proposal"},
    (
        Action("purchasing.accept", N_("Accept"), "check", purchasing.accept, back=Back.STEP, key="a"),
        Action("purchasing.dismiss", N_("Dismiss"), "x", purchasing.dismiss, back=Back.STEP, key="d", danger=True),
    ),
    links={"item": ITEM_LIST},
    unfolds=proposal_why,
    begins="open",
    empty=N_(
        "Nothing is to be bought. A proposal appears when an item falls below its safety stock or an order lacks it."
    ),
)
PURCHASE_LIST = ListPage(
    PURCHASES,
    "package-import",
    ("number", "/purchases/"),
    {"state": "purchase", "received": "received"},
    (
        Action(
            "purchasing.approve",
            N_("Approve"),
            "check",
            purchasing.approve,
            back=Back.STEP,
            key="a",
            fits=in_states("draft"),
        ),
        Action(
            "purchasing.send", N_("Send"), "mail", purchasing.send, back=Back.STEP, key="s", fits=in_states("approved")
        ),
        Action(
            "purchasing.confirm",
            N_("Confirm"),
            "checks",
            confirm_on,
            back=Back.STEP,
            ask=Ask("day", N_("Day of delivery"), Type.DATE),
            key="c",
            fits=in_states("sent", "confirmed"),
        ),
        Action(
            "purchasing.close",
            N_("Close"),
            "lock",
            purchasing.close,
            back=Final(N_("What has not come is given up.")),
            fits=in_states("sent", "confirmed"),
        ),
        Action(
            "purchasing.cancel",
            N_("Cancel"),
            "ban",
            purchasing.cancel,
            back=Final(N_("The orders are called off; nothing of them is expected any more.")),
            fits=in_states("draft", "approved", "sent", "confirmed"),
            danger=True,
        ),
    ),
    unfolds=purchase_lines,
    empty=N_("No purchase order matches. Accepted proposals become purchase orders."),
)
SUPPLIER_LIST = ListPage(
    SUPPLIERS,
    "building-store",
    ("code", "/suppliers/"),
    empty=N_("No supplier matches. Suppliers are typed, pasted from Excel or imported from a file."),
    first=(N_("New partner"), "/enter/partners", "partners.save_partners"),
)
WORK_LIST = ListPage(
    WORK_ORDERS,
    "building-factory-2",
    ("number", "/work-orders/"),
    {"state": "work"},
    (
        Action(
            "production.firm", N_("Firm"), "lock", production.firm, back=Back.STEP, key="f", fits=in_states("planned")
        ),
        Action(
            "production.release",
            N_("Release"),
            "player-play",
            production.release,
            back=Back.STEP,
            key="r",
            fits=in_states("firm"),
        ),
        Action(
            "production.start",
            N_("Start"),
            "tool",
            production.start,
            back=Back.STEP,
            key="s",
            fits=in_states("released"),
        ),
        Action(
            "production.pause",
            N_("Pause"),
            "player-pause",
            production.pause,
            back=Inverse("production.resume"),
            key="p",
            fits=in_states("started"),
        ),
        Action(
            "production.resume",
            N_("Resume"),
            "player-play",
            production.resume,
            back=Inverse("production.pause"),
            fits=in_states("paused"),
        ),
        Action(
            "production.finish",
            N_("Finish"),
            "checks",
            production.finish,
            back=Final(N_("Nothing more is made; planned material is given back, and the cost is settled.")),
            fits=in_states("started", "paused"),
        ),
        Action(
            "production.close",
            N_("Close"),
            "circle-check",
            production.close,
            back=Final(N_("What was used beyond the bill is written down, and the work orders end.")),
            fits=in_states("finished"),
        ),
        Action(
            "production.cancel",
            N_("Cancel"),
            "ban",
            production.cancel,
            back=Final(N_("The work orders end, and their material is free again.")),
            fits=in_states("planned", "firm", "released"),
            danger=True,
        ),
    ),
    links={"item": ITEM_LIST},
    unfolds=material_lines,
    empty=N_("No work order matches. What has a bill of material and runs short makes one."),
)
