"""The page of a supplier: what it offers, what is under way, what we owe it, and how it kept its days."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yunhe.erp.purchasing.models import SupplierItem
from yunhe.erp.purchasing.supplier_list import suppliers_of
from yunhe.kernel.actor import Actor
from yunhe.kernel.names import name_of
from yunhe.web.documents.declare import Document, Fact, Table, left, linked, right, row, rows_of
from yunhe.web.jinja import day, money, qty
from yunhe.web.lists import ITEM_LIST, PAYABLE_LIST, PURCHASE_LIST, SUPPLIER_LIST


def find(actor: Actor, code: str) -> Any:
    """A supplier."""
    return suppliers_of(actor).filter(code=code).first()


def facts(supplier: Any, actor: Actor) -> Iterable[Fact]:
    """Who it is, and how it delivers."""
    yield Fact(_("Name"), name_of(supplier))
    yield Fact(_("Tax number"), supplier.tax_number)
    yield Fact(_("Days to pay"), str(supplier.terms_days))
    yield Fact(_("Currency"), supplier.currency)
    yield Fact(_("Orders under way"), str(supplier.waiting))
    yield Fact(_("Next due"), day(supplier.next_due))
    if supplier.kept is not None:
        yield Fact(_("On time"), qty(supplier.kept, "%"))


def tables(supplier: Any, actor: Actor) -> Iterable[Table]:
    """Orders, debts and offers, each as far as the actor may see it."""
    at = datetime.now(UTC)
    query = urlencode({"f.supplier_code.eq": supplier.code, "sort": "-business_date", "size": "20"})
    yield rows_of(PURCHASE_LIST, query, actor, at, leave=("supplier",))
    if actor.may(PAYABLE_LIST.listing.right):
        owed = urlencode({"tab": "open", "f.partner_code.eq": supplier.code})
        yield rows_of(PAYABLE_LIST, owed, actor, at, leave=("partner",))
    yield _offers(supplier, actor)


def _offers(supplier: Any, actor: Actor) -> Table:
    offers = SupplierItem.objects.filter(supplier=supplier, active=True).select_related("item__unit", "unit")
    columns = [
        *left(_("Item"), _("Name")),
        *right(_("Price")),
        *left(_("Per")),
        *right(_("Least quantity"), _("Multiple"), _("Lead time in days")),
    ]
    rows = [
        row(
            linked(ITEM_LIST, one.item.code, actor),
            name_of(one.item),
            money(one.price_incl, one.currency),
            name_of(one.unit),
            qty(one.moq, name_of(one.item.unit)),
            qty(one.multiple),
            str(one.lead_days),
        )
        for one in offers.order_by("item__code")
    ]
    return Table(_("What it offers"), columns, rows, empty=_("It offers nothing yet."))


SUPPLIER = Document(
    "partner",
    SUPPLIER_LIST,
    N_("Supplier"),
    find,
    facts,
    tables,
    number=lambda supplier: str(supplier.code),
    name="supplier",
)
