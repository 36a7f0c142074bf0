"""List pages of the warehouse: inbounds, receipts, transfers, stock by bin, age and order, the ledger."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_noop as N_

from yunhe.insight.promised import PROMISED
from yunhe.stock import commands as stock
from yunhe.stock.arrival_listings import INBOUNDS, RECEIPTS, TRANSFERS
from yunhe.stock.goods_listings import BINS, LEDGER
from yunhe.stock.models import Move
from yunhe.web.lists.declare import Action, Back, Final, ListPage, in_states
from yunhe.web.lists.ground import ITEM_LIST, OUTBOUND_LIST
from yunhe.web.lists.sales import ORDER_LIST
from yunhe.web.lists.sheets import PAPER, of_bins
from yunhe.web.queries.naming import papers
from yunhe.web.queries.timeline import who
from yunhe.web.queries.unfolding import receipt_lines
from yunhe.wms import commands as wms
from yunhe.wms.listings import PLACES


def _documents(ids: Sequence[int]) -> Mapping[int, Mapping[str, str]]:
    """The documents behind ledger rows by their numbers, and who wrote them."""
    rows = list(Move.objects.filter(id__in=ids).values_list("id", "subject_kind", "subject_id", "by"))
    named = papers((kind, id) for _, kind, id, _ in rows)
    found = {}
    for row, kind, id, by in rows:
        paper = named.get((kind, id))
        found[row] = {"by": who(by), **({"document": paper.number} if paper else {})}
    return found


INBOUND_LIST = ListPage(
    INBOUNDS,
    "package-import",
    ("number", "/inbounds/"),
    {"state": "inbound"},
    (
        Action(
            "stock.arrive",
            N_("It has arrived"),
            "truck",
            stock.arrive,
            back=Back.STEP,
            key="a",
            fits=in_states("expected"),
        ),
        Action(
            "stock.close_inbounds",
            N_("Nothing more comes"),
            "checks",
            stock.close_inbounds,
            back=Final(N_("What has not come is not expected any more.")),
            fits=in_states("expected", "arrived", "part_received", "received"),
        ),
        Action(
            "stock.cancel_inbounds",
            N_("Cancel"),
            "ban",
            stock.cancel_inbounds,
            back=Final(N_("Nothing of them is expected any more.")),
            fits=in_states("expected", "arrived"),
            danger=True,
        ),
    ),
    begins="open",
    empty=N_("No inbound matches. Purchase orders, returns, transfers and production announce what comes."),
)
TRANSFER_LIST = ListPage(
    TRANSFERS,
    "arrows-exchange",
    ("number", "/outbounds/"),
    {"state": "outbound", "arrival": "inbound"},
    (
        Action(
            "stock.release",
            N_("Release"),
            "player-play",
            stock.release,
            back=Back.STEP,
            key="r",
            fits=in_states("planned"),
        ),
        Action(
            "stock.ship",
            N_("Ship"),
            "truck-delivery",
            stock.ship,
            back=Final(N_("The goods leave the house and the stock.")),
            key="s",
            fits=in_states("packed"),
        ),
    ),
    begins="here",
    empty=N_("No transfer matches. A transfer is an outbound here and an inbound there."),
    first=(N_("New transfer"), "/transfers/new", "stock.transfer"),
)
BIN_LIST = ListPage(
    BINS,
    "map-pin",
    ("item", "/items/"),
    empty=N_("No bin matches. Goods lie in bins from their receipt on."),
)
PLACE_LIST = ListPage(
    PLACES,
    "barcode",
    ("code", "/bins?q="),
    actions=(
        Action(
            "wms.print_bin_labels",
            N_("Print bin labels"),
            "printer",
            wms.print_bin_labels,
            back=Back.STEP,
            ask=PAPER,
            key="p",
            sheets=of_bins,
        ),
    ),
    empty=N_("No bin matches. Every warehouse is born with a dock, a pack table and a main floor."),
    first=(N_("New bins"), "/enter/bins", "stock.add_bins"),
)
LEDGER_LIST = ListPage(
    LEDGER,
    "history",
    ("item", "/items/"),
    rewords=_documents,
    exact=("recorded_at",),
    empty=N_("No move matches. Every change of a quantity is one row here, and none is ever changed."),
)
RECEIPT_LIST = ListPage(
    RECEIPTS,
    "checks",
    looks={"state": "receipt"},
    links={"inbound": INBOUND_LIST},
    unfolds=receipt_lines,
    exact=("recorded_at",),
    empty=N_("No receipt matches. The floor writes one for every truck whose goods it takes in."),
)
PROMISED_LIST = ListPage(
    PROMISED,
    "tags",
    looks={"state": "outbound"},
    links={"order": ORDER_LIST, "outbound": OUTBOUND_LIST, "item": ITEM_LIST},
    exact=("expires_at",),
    empty=N_("Nothing is promised to anybody. Allocation promises stock to audited orders."),
)
