"""List pages of the ground floor: outbounds, stock, items."""

from django.utils.translation import gettext_noop as N_

from yunhe.catalog.listings import ITEMS
from yunhe.stock import commands as stock
from yunhe.stock.listings import OUTBOUNDS, STOCK
from yunhe.web.lists.declare import Action, Back, Final, Inverse, ListPage, in_states
from yunhe.web.lists.sheets import PAPER, of_cartons, of_items
from yunhe.wms import commands as wms

OUTBOUND_LIST = ListPage(
    OUTBOUNDS,
    "package-export",
    ("number", "/outbounds/"),
    {"state": "outbound"},
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
            "stock.request_recall",
            N_("Recall"),
            "hand-stop",
            stock.request_recall,
            back=Back.STEP,
            key="h",
            fits=lambda o: o.state in ("released", "picking", "picked", "packed") and not o.recall_requested,
        ),
        Action(
            "stock.answer_recalls",
            N_("Answer recalls"),
            "arrow-back-up",
            stock.answer_recalls,
            back=Back.STEP,
            fits=lambda o: o.recall_requested,
        ),
        Action(
            "stock.pack",
            N_("Pack"),
            "package",
            stock.pack,
            back=Inverse("stock.unpack"),
            key="p",
            fits=in_states("picked"),
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
    exact=("ship_by",),
    begins="open",
    empty=N_("No outbound matches. An order that has found its warehouse makes one."),
)
STOCK_LIST = ListPage(
    STOCK,
    "building-warehouse",
    ("item", "/items/"),
    {"light": "light"},
    empty=N_("No stock matches. Goods appear here when they are received."),
    first=(N_("Stock to begin with"), "/enter/stock", "stock.open_stock"),
)
ITEM_LIST = ListPage(
    ITEMS,
    "box",
    ("code", "/items/"),
    empty=N_("No item matches. Items are typed, pasted from Excel or imported from a file."),
    actions=(
        Action(
            "wms.print_item_labels",
            N_("Print item labels"),
            "printer",
            wms.print_item_labels,
            back=Back.STEP,
            ask=PAPER,
            sheets=of_items,
        ),
        Action(
            "wms.print_carton_labels",
            N_("Print carton labels"),
            "barcode",
            wms.print_carton_labels,
            back=Back.STEP,
            ask=PAPER,
            sheets=of_cartons,
        ),
    ),
    first=(N_("New items"), "/enter/items", "catalog.save_items"),
)
