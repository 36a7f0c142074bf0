"""What a row of a list shows when it is opened: the lines of an order, or the figures behind a proposal."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from yunhe.erp.production.listings import work_of
from yunhe.erp.production.models import Material
from yunhe.erp.purchasing.listings import proposals_of, purchases_of
from yunhe.erp.purchasing.models import PurchaseLine
from yunhe.kernel.actor import Actor
from yunhe.kernel.names import name_of
from yunhe.oms.listings import orders_of
from yunhe.oms.models import OrderLine, ReturnLine
from yunhe.oms.return_lists import returns_of
from yunhe.stock.arrival_listings import receipts_of
from yunhe.stock.models import ReceiptLine
from yunhe.stock.words import GRADES
from yunhe.web.queries.why import order_point

Unfolded = tuple[str, Mapping[str, Any]]


class Line(NamedTuple):
    """A line of a document: item, quantity with its unit, what of it is done or lacks, and its amount."""

    code: str
    name: str
    qty: Decimal
    unit: str
    lacking: Decimal
    amount: Decimal | None = None
    currency: str = ""


def order_lines(actor: Actor, id: int) -> Unfolded:
    """The lines of an order with what is short."""
    rows = OrderLine.objects.filter(order=id, order__in=orders_of(actor)).select_related("item", "unit").order_by("n")
    return _lines(
        Line(
            row.item.code if row.item else row.sku,
            name_of(row.item) if row.item else row.item_name,
            row.qty,
            name_of(row.unit) if row.unit else "",
            row.short,
            row.amount_incl,
            row.currency,
        )
        for row in rows
    )


def return_lines(actor: Actor, id: int) -> Unfolded:
    """What comes back, and what of it has not come yet."""
    rows = ReturnLine.objects.filter(parent=id, parent__in=returns_of(actor)).select_related("item__unit")
    return _lines(
        Line(row.item.code, name_of(row.item), row.qty, name_of(row.item.unit), max(row.qty - row.received, Decimal(0)))
        for row in rows.order_by("id")
    )


def receipt_lines(actor: Actor, id: int) -> Unfolded:
    """What came with one truck, with the bin, the lot and why it differs from what was expected."""
    rows = ReceiptLine.objects.filter(receipt=id, receipt__in=receipts_of(actor)).order_by("id")
    return "parts/unfold_receipt.html", {
        "lines": list(rows.select_related("item__unit", "bin", "lot")),
        "grades": GRADES,
    }


def purchase_lines(actor: Actor, id: int) -> Unfolded:
    """The lines of a purchase order."""
    rows = PurchaseLine.objects.filter(order=id, order__in=purchases_of(actor)).select_related("item", "unit")
    return _lines(
        Line(row.item.code, name_of(row.item), row.qty, name_of(row.unit), Decimal(0), row.amount_incl, row.currency)
        for row in rows.order_by("n")
    )


def material_lines(actor: Actor, id: int) -> Unfolded:
    """The material of a work order with what is not issued yet."""
    rows = Material.objects.filter(order=id, order__in=work_of(actor)).select_related("item__unit").order_by("n")
    return _lines(
        Line(
            row.item.code,
            name_of(row.item),
            row.planned,
            name_of(row.item.unit),
            max(row.planned - row.issued + row.returned, Decimal(0)),
        )
        for row in rows
    )


def proposal_why(actor: Actor, id: int) -> Unfolded:
    """The figures of the order point, as a sum that a buyer can follow."""
    proposal = proposals_of(actor).filter(pk=id).select_related("item__unit").first()
    return "parts/unfold_why.html", {"point": order_point(proposal.why, proposal.item.unit) if proposal else None}


def _lines(lines: Any) -> Unfolded:
    return "parts/unfold_lines.html", {"lines": list(lines)}
