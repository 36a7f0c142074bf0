"""What a list page adds to a `Listing`: its address, where a row leads, the looks of its states, and batch actions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.utils.translation import gettext_noop as N_

from yunhe.catalog.listings import ITEMS
from yunhe.erp.finance import commands as finance
from yunhe.erp.finance.listings import VOUCHERS
from yunhe.erp.production import commands as production
from yunhe.erp.production.listings import WORK_ORDERS
from yunhe.erp.purchasing import commands as purchasing
from yunhe.erp.purchasing.listings import PURCHASES
from yunhe.kernel.case_list import CASES
from yunhe.kernel.cases import close_case
from yunhe.kernel.listing import Listing
from yunhe.oms import commands as oms
from yunhe.oms.listings import ORDERS
from yunhe.partners.listings import CUSTOMERS
from yunhe.stock import commands as stock
from yunhe.stock.listings import OUTBOUNDS, STOCK
from yunhe.tms import commands as tms
from yunhe.tms.listings import PARCELS
from yunhe.web.queries.cases import case_words


class Action(NamedTuple):
    """A command offered for the rows chosen. `ask` = (parameter, label) of a text that it needs."""

    right: str
    label: str
    icon: str
    run: Callable[..., Any]
    ask: tuple[str, str] | None = None
    danger: bool = False


@dataclass(frozen=True)
class ListPage:
    """`opens` = (column, address prefix): that cell leads to the document. `looks` maps columns to kinds of states.

    `rewords(ids)` gives texts that replace cells, by id and column, in a fixed number of statements.
    """

    listing: Listing
    icon: str
    opens: tuple[str, str] | None = None
    looks: Mapping[str, str] = field(default_factory=dict)
    actions: Sequence[Action] = ()
    rewords: Callable[[Sequence[int]], Mapping[int, Mapping[str, str]]] | None = None
    empty: str = N_("Nothing here yet.")
    first: tuple[str, str] | None = None  # (label, address) of what to do first

    @property
    def path(self) -> str:
        return f"/{self.listing.name}"


LIST_PAGES = [
    ListPage(
        ORDERS,
        "shopping-cart",
        ("number", "/orders/"),
        {"state": "order", "progress": "progress", "payment": "payment"},
        (
            Action("oms.audit", N_("Audit"), "check", oms.audit),
            Action("oms.unaudit", N_("Un-audit"), "arrow-back-up", oms.unaudit),
            Action("oms.allocate", N_("Allocate"), "building-warehouse", oms.allocate),
            Action("oms.deallocate", N_("Deallocate"), "arrows-exchange", oms.deallocate),
            Action("oms.cancel_orders", N_("Cancel"), "ban", oms.cancel_orders, ("reason", N_("Reason")), danger=True),
        ),
        empty=N_("No order matches. Orders come in from shops, from a file, or by hand."),
        first=(N_("Enter an order"), "/orders/new"),
    ),
    ListPage(
        OUTBOUNDS,
        "package-export",
        ("number", "/outbounds/"),
        {"state": "outbound"},
        (
            Action("stock.release", N_("Release"), "player-play", stock.release),
            Action("stock.request_recall", N_("Recall"), "hand-stop", stock.request_recall),
            Action("stock.answer_recalls", N_("Answer recalls"), "arrow-back-up", stock.answer_recalls),
            Action("stock.pack", N_("Pack"), "package", stock.pack),
            Action("stock.ship", N_("Ship"), "truck-delivery", stock.ship),
        ),
        empty=N_("No outbound matches. An order that has found its warehouse makes one."),
    ),
    ListPage(
        STOCK,
        "building-warehouse",
        None,
        {"light": "light"},
        empty=N_("No stock matches. Goods appear here when they are received."),
    ),
    ListPage(ITEMS, "box", empty=N_("No item matches. Items are imported from a file.")),
    ListPage(CUSTOMERS, "users", ("code", "/customers/"), empty=N_("No customer matches.")),
    ListPage(
        PARCELS,
        "truck-delivery",
        None,
        {"state": "parcel"},
        (
            Action("tms.request_waybills", N_("Request waybills"), "refresh", tms.request_waybills),
            Action("tms.hand_over", N_("Hand over"), "truck", tms.hand_over),
            Action("tms.void_waybills", N_("Void waybills"), "ban", tms.void_waybills, danger=True),
        ),
        empty=N_("No parcel matches. A released outbound opens one."),
    ),
    ListPage(
        PURCHASES,
        "package-import",
        None,
        {"state": "purchase", "received": "received"},
        (
            Action("purchasing.approve", N_("Approve"), "check", purchasing.approve),
            Action("purchasing.send", N_("Send"), "mail", purchasing.send),
            Action("purchasing.confirm", N_("Confirm"), "checks", purchasing.confirm),
        ),
        empty=N_("No purchase order matches. Accepted proposals become purchase orders."),
    ),
    ListPage(
        WORK_ORDERS,
        "building-factory-2",
        None,
        {"state": "work"},
        (
            Action("production.firm", N_("Firm"), "lock", production.firm),
            Action("production.release", N_("Release"), "player-play", production.release),
        ),
        empty=N_("No work order matches. What has a bill of material and runs short makes one."),
    ),
    ListPage(
        VOUCHERS,
        "receipt",
        ("number", "/vouchers/"),
        {"state": "voucher"},
        (
            Action("finance.post_vouchers", N_("Post"), "check", finance.post_vouchers),
            Action("finance.reverse_vouchers", N_("Reverse"), "arrow-back-up", finance.reverse_vouchers, danger=True),
        ),
        empty=N_("No voucher matches. The night job sums the day's postings into vouchers."),
    ),
    ListPage(
        CASES,
        "alert-circle",
        None,
        {"state": "case"},
        (Action("kernel.close_case", N_("Close"), "check", close_case, ("resolution", N_("What was done about it"))),),
        case_words,
        empty=N_("No case is open. What goes wrong anywhere appears here."),
    ),
]
