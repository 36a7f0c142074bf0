"""Every address of pages and API, its parameters filled in from a place's own rows.

A route with parameters that nobody fills in here stops the walk: so it stays whole.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote

from django.urls import URLPattern

from tests.laws.test_routes import operations, pages
from tests.laws.walking.company import Place
from yunhe.erp.finance.models import Invoice, Payable, Payment, Receivable, Voucher
from yunhe.erp.production.models import WorkOrder
from yunhe.erp.purchasing.models import Proposal, PurchaseOrder
from yunhe.kernel.actor import Actor
from yunhe.kernel.listing import Listing
from yunhe.kernel.models import Attachment, Notification
from yunhe.oms.models import Order, Refund, Return
from yunhe.stock.models import Inbound, Outbound, Parcel, Receipt
from yunhe.web.lists import LIST_PAGES
from yunhe.wms.models import Wave

Fill = Callable[[Place], Any]
FILLED_IN = re.compile(r"<(?:\w+:)?(\w+)>")
EVERYBODYS = {"partner", "supplier", "item", "customers"}  # kinds of documents that are the whole company's
FILES = (".json", ".xlsx", ".csv")  # a list for machines and for other programs
LISTS = {page.listing.name: page.listing for page in LIST_PAGES}


@dataclass(frozen=True)
class Address:
    """An address to be asked for. `given` is what was filled in: an answer may repeat it."""

    name: str
    path: str
    given: tuple[str, ...] = ()

    @property
    def of_api(self) -> bool:
        return self.path.startswith("/api/")

    @property
    def of_everybody(self) -> bool:
        """Whether what it shows is the whole company's: what a customer owes is what it owes to all shops."""
        return re.split(r"[_.]", self.name.removeprefix("GET /"))[0] in EVERYBODYS


def right_of(one: Address) -> str:
    """The right that an address needs; empty for everybody inside."""
    return _rights()[one.name]


@cache
def _rights() -> dict[str, str]:
    rights = {str(page.name): page.callback.right for _, page in pages() if hasattr(page.callback, "right")}
    return rights | {name: getattr(operation.view_func, "right", "") for name, operation in operations()}


def without_parameters() -> list[tuple[str, URLPattern]]:
    return [(path, one) for path, one in pages() if "<" not in path and not getattr(one.callback, "public", False)]


def with_parameters() -> list[tuple[str, URLPattern]]:
    return [(path, one) for path, one in pages() if "<" in path and not getattr(one.callback, "public", False)]


def unfilled() -> set[str]:
    """The routes, and what the API is asked by GET, whose parameters nobody fills in."""
    api = {name for name, _ in operations() if name.startswith("GET") and "{" in name}
    return {str(one.name) for _, one in with_parameters() if one.name not in FILLS} | api


def common(actor: Actor, texts: list[str]) -> Iterator[Address]:
    """Every address without parameters, with everything that it can be asked: all columns, all tabs, these texts."""
    for path, one in without_parameters():
        name = str(one.name)
        asked = list(_asked(name, actor, texts))
        if not (asked and name.endswith(FILES)):
            yield Address(name, f"/{path}")
        for question in asked:
            yield Address(name, f"/{path}?{question}", (question,))


def of_api(actor: Actor) -> Iterator[Address]:
    """Every list of the API with all columns."""
    for name, _ in operations():
        if name.startswith("GET "):
            listing = LISTS.get(name.removeprefix("GET /"))
            asked = f"?columns={_columns(listing, actor)}" if listing and actor.may(listing.right) else ""
            yield Address(name, f"/api/v1{name.removeprefix('GET ')}{asked}")


def of_place(place: Place) -> Iterator[Address]:
    """Every address with parameters, filled in from a place."""
    for path, one in with_parameters():
        for values in FILLS[str(one.name)](place):
            filled = "/" + path
            for value in values:
                filled = FILLED_IN.sub(quote(value), filled, count=1)
            yield Address(str(one.name), filled, values)


def _asked(name: str, actor: Actor, texts: list[str]) -> Iterator[str]:
    listing = LISTS.get(name.split(".")[0])
    if name in ("find", "order_items", "what", "floor_bin", "floor_count_bin"):
        word = {"find": "q", "order_items": "shop=T1&q"}.get(name, "code")
        yield from (f"{word}={quote(text)}" for text in texts)
    elif listing and name.endswith(FILES) and actor.may(listing.right):
        yield f"columns={_columns(listing, actor)}"
        if name.endswith(".json") and (listing.search or listing.search_key):
            yield f"q={quote(texts[0])}"


def _columns(listing: Listing, actor: Actor) -> str:
    return ",".join(listing.seen_by(actor).columns)


def _numbers(rows: Any) -> list[tuple[str, ...]]:
    """One row of each state."""
    return [(number,) for _, number in sorted(dict(rows.order_by("id").values_list("state", "number")).items())]


def _orders(p: Place) -> Any:
    return Order.objects.filter(shop=p.shop)


def _outbounds(p: Place) -> Any:
    return Outbound.objects.filter(warehouse=p.warehouse)


def _parcels(p: Place) -> Any:
    return Parcel.objects.filter(outbound__warehouse=p.warehouse)


def _inbounds(p: Place) -> Any:
    return Inbound.objects.filter(warehouse=p.warehouse)


def _waves(p: Place) -> Any:
    return Wave.objects.filter(warehouse=p.warehouse)


def _vouchers(p: Place) -> list[tuple[str, ...]]:
    return _some(Voucher.objects.filter(shop_id=p.shop.id).exclude(number=""))


def _some(rows: Any) -> list[tuple[str, ...]]:
    return [(number,) for number in rows.order_by("id").values_list("number", flat=True)[:2]]


def _some_notes(p: Place) -> list[tuple[str, ...]]:
    """Messages about an order of our place: who opens one of his own has read it, and his own bell says so."""
    if p.tag != "OURS":
        return []
    found = Notification.objects.filter(subject_kind="order", subject_id__in=p.orders.values())
    return [(str(id),) for id in found.order_by("id").values_list("id", flat=True)[:2]]


def _file(p: Place) -> list[tuple[str, ...]]:
    order = Order.objects.get(id=p.orders["HERE"])
    return [(order.number, str(Attachment.objects.get(subject_kind="order", subject_id=order.id).id))]


def _unfolds(rows: Callable[[Place], Any]) -> Fill:
    return lambda p: [(str(id),) for id in rows(p).order_by("-id").values_list("id", flat=True)[:2]]


DOCUMENTS: dict[str, Fill] = {
    "order": lambda p: _numbers(_orders(p)),
    "outbound": lambda p: _numbers(_outbounds(p)),
    "inbound": lambda p: _numbers(_inbounds(p)),
    "parcel": lambda p: _numbers(_parcels(p)),
    "purchase": lambda p: _numbers(PurchaseOrder.objects.filter(warehouse=p.warehouse)),
    "work_order": lambda p: _numbers(WorkOrder.objects.filter(warehouse=p.warehouse)),
    "voucher": _vouchers,
    "return": lambda p: _numbers(Return.objects.filter(order__shop=p.shop)),
    "refund": lambda p: _numbers(Refund.objects.filter(order__shop=p.shop)),
    "payment": lambda p: _numbers(Payment.objects.filter(shop_id=p.shop.id)),
    "receivable": lambda p: _some(Receivable.objects.filter(shop_id=p.shop.id)),
    "payable": lambda p: _some(Payable.objects.all()),
    "invoice": lambda p: _some(Invoice.objects.all()),
    "item": lambda p: [(p.item.code,), (p.lotted.code,)],
    "partner": lambda p: [("WANG",)],
    "supplier": lambda p: [("HILL",)],
}
NO_FILE = "0"
FILLS: dict[str, Fill] = {
    **DOCUMENTS,
    **{f"{kind}_act": fill for kind, fill in DOCUMENTS.items()},
    **{f"{kind}_undo": fill for kind, fill in DOCUMENTS.items()},
    **{f"{kind}_files": fill for kind, fill in DOCUMENTS.items()},
    **{f"{kind}_file": (lambda p, fill=fill: [(*v, NO_FILE) for v in fill(p)[:1]]) for kind, fill in DOCUMENTS.items()},
    "order_file": _file,
    "withdraw_links": DOCUMENTS["order"],
    **{
        name: (lambda p: _numbers(_orders(p).filter(id=p.orders["HELD"])))
        for name in ("release_hold", "hold", "hold_mend")
    },
    "payment_apply": DOCUMENTS["payment"],
    "outbound_labels": DOCUMENTS["outbound"],
    "user": lambda p: [("colleague",)],
    "rules": lambda p: [("oms.audit",)],
    "shop": lambda p: [(p.shop.code,)],
    "connection": lambda p: [(p.shop.code,)],
    "warehouse": lambda p: [("W1",)],
    "voucher_behind": lambda p: [(*number, "1") for number in _vouchers(p)],
    **{name: (lambda p: [("1",)]) for name in ("import_errors", "job", "job_stop", "job_file")},
    **{name: (lambda p: [("1",)]) for name in ("sent", "sent_columns", "sent_take", "sent_file")},
    "notification": _some_notes,
    "waybill": DOCUMENTS["parcel"],
    "orders/unfold/<int:id>": _unfolds(_orders),
    "returns/unfold/<int:id>": _unfolds(lambda p: Return.objects.filter(order__shop=p.shop)),
    "purchases/unfold/<int:id>": _unfolds(lambda p: PurchaseOrder.objects.filter(warehouse=p.warehouse)),
    "receipts/unfold/<int:id>": _unfolds(lambda p: Receipt.objects.filter(warehouse=p.warehouse)),
    "proposals/unfold/<int:id>": _unfolds(lambda p: Proposal.objects.filter(warehouse=p.warehouse)),
    "work-orders/unfold/<int:id>": _unfolds(lambda p: WorkOrder.objects.filter(warehouse=p.warehouse)),
    **{name: (lambda p: _numbers(_inbounds(p))) for name in ("floor_receive_one", "floor_received")},
    **{name: (lambda p: _numbers(_outbounds(p))) for name in ("floor_pack_one", "floor_packed", "floor_label")},
    **{name: (lambda p: _numbers(_waves(p))) for name in ("pick", "scans", "wave_sheet", "wave_labels")},
}
