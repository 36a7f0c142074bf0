"""The style guide: every part of the pages with a live example. In developer mode only."""

from datetime import date, timedelta
from decimal import Decimal

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext_noop as N_

from yunhe.catalog.models import Unit
from yunhe.kernel.conditions import Type
from yunhe.kernel.models import Progress
from yunhe.kernel.outcome import Reason, RefusalError
from yunhe.kernel.progress import State
from yunhe.web import looks
from yunhe.web.documents.declare import Cell, Column, Table, row
from yunhe.web.jinja import badge, money, qty
from yunhe.web.lists.declare import Action, Ask, Back, Final, Inverse
from yunhe.web.pages.jobs import Card
from yunhe.web.queries.cases import CaseLine
from yunhe.web.queries.first_order import Step
from yunhe.web.queries.inbox import Heap, Inbox, Note
from yunhe.web.queries.naming import Paper
from yunhe.web.queries.timeline import Moment
from yunhe.web.queries.tree import Branch
from yunhe.web.queries.trends import Chart, Series
from yunhe.web.queries.why import order_point
from yunhe.web.render import page
from yunhe.web.routing import Call
from yunhe.web.stations import OUTBOUND_WAY, way
from yunhe.web.undoing import Offer

FIGURES = {"on_hand": "12", "allocated": "9", "waiting": "4", "incoming": "0", "safety": "18", "demand": "6"}


def show(call: Call) -> HttpResponse:
    """All parts; RefusalError `not_found` outside developer mode."""
    if not settings.DEBUG:
        raise RefusalError(Reason("not_found", N_("There is no such page")))
    context = {
        "tones": [(tone, icon) for tone, icon in looks.ICONS.items()],
        "actions": _actions(),
        "steps": way(OUTBOUND_WAY, "picked"),
        "table": _table(),
        "moments": _moments(call),
        "tree": _tree(),
        "cases": [CaseLine("Goods short", "TEA lacks 3", "Buy or make", "open", call.at - timedelta(hours=3))],
        "point": order_point({**FIGURES, "moq": "12", "multiple": "12"}, Unit(code="pc", name="件", name_en="pc")),
        "outcome": {
            "label": N_("Audit"),
            "done": 487,
            "desk": None,
            "undo": Offer("#", "example", 10),
            "refused": [("SO1", "SO1 is held"), ("SO2", "SO2 is cancelled")],
        },
        "charts": _charts(call.at.date()),
        "ages": [call.at - timedelta(minutes=n) for n in (0, 5, 90, 4 * 1440, 150 * 1440)],
        "inbox": _inbox(call),
        "first_steps": [
            Step("Items", "Type what you sell.", "#", "done"),
            Step("A carrier", "Name who drives for you.", "#", "here"),
            Step("An order", "Type an order.", "#", "ahead"),
        ],
        "card": _job(call),
        "roles": ("clerk", "warehouse"),
        "at": call.at,
    }
    return page(call.request, "styleguide.html", context, actor=call.actor)


def _actions() -> list[Action]:
    day, reason = Ask("day", N_("Day of delivery"), Type.DATE), Ask("reason", N_("Reason"))
    final = Final(N_("The goods leave the house and the stock."))
    return [
        Action("example.approve", N_("Approve"), "check", _nothing, back=Inverse("example.reject"), key="a"),
        Action("example.confirm", N_("Confirm"), "checks", _nothing, back=Back.STEP, ask=day),
        Action("example.cancel", N_("Cancel"), "ban", _nothing, back=Back.ASKED, ask=reason, danger=True),
        Action("example.ship", N_("Ship"), "truck-delivery", _nothing, back=final),
    ]


def _nothing() -> None:
    """The examples do nothing."""


def _table() -> Table:
    columns = [Column("Item"), Column("State"), Column("Quantity", right=True), Column("Amount", right=True)]
    rows = [
        row(Cell("TEA", "#"), badge("light", "safe"), qty(Decimal(12), "pc"), money(Decimal("1234.50"), "CNY")),
        row(Cell("CUP", "#"), badge("light", "short"), qty(Decimal("0.5"), "kg"), money(Decimal(7), "CNY")),
    ]
    return Table("Lines", columns, rows, foot=("Total", "", "", money(Decimal("1241.50"), "CNY")))


def _moments(call: Call) -> list[Moment]:
    paper = Paper("Outbound", "OB202611210001", "#", "outbound", "picked")
    return [
        Moment("Outbound picked", paper, "clerk", call.at - timedelta(minutes=5), "OutboundPicked"),
        Moment("Outbound released to the warehouse", paper, "Yunhe", call.at - timedelta(hours=2), "OutboundReleased"),
    ]


def _tree() -> list[Branch]:
    parcel = Branch(Paper("Parcel", "PC202611210001", "#", "parcel", "labelled"), here=True)
    outbound = Branch(Paper("Outbound", "OB202611210001", "#", "outbound", "packed"), here=False, below=[parcel])
    return [Branch(Paper("Order", "SO202611210001", "#", "order", "audited"), here=False, below=[outbound])]


def _inbox(call: Call) -> Inbox:
    paper = Paper("Order", "SO202611210001", "#", "order", "audited")
    heap = Heap("Goods short", 3, call.at - timedelta(hours=5), "#")
    return Inbox(1, [Note(0, "TEA lacks 3", paper, "#", call.at - timedelta(minutes=5), True)], [heap])


def _job(call: Call) -> Card:
    done = {"done": 1997, "refused": 3, "reasons": [], "run": None}
    times = {"started_at": call.at - timedelta(seconds=12), "finished_at": call.at}
    return Card(
        Progress(pk=0, state=State.DONE, done=2000, total=2000, result=done, **times), "Audit", "Orders", "#", call.at
    )


def _charts(day: date) -> list[Chart]:
    labels = [f"{day - timedelta(days=n):%m-%d}" for n in range(6, -1, -1)]
    series = [
        Series("Came in", [12, 18, 9, 22, 31, 28, 17], "grey"),
        Series("Shipped", [10, 17, 12, 19, 27, 30, 21], "blue"),
    ]
    causes = [Series("Open cases", [2, 5, 14], "amber")]
    return [
        Chart("Does as much go out as comes in?", "136 shipped in 7 days", labels, series),
        Chart("What goes wrong?", "21 cases are open", ["Late", "Stalled", "Short"], causes, lying=True),
    ]
