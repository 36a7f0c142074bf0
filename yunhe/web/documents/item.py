"""The page of an item: what it is, where it lies, what it costs, who sells it to us, what it is made of."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yunhe.catalog.listings import KINDS, SOURCES, TRACKING, items_of
from yunhe.catalog.models import BomLine, KitLine, Price
from yunhe.erp.purchasing.models import SupplierItem
from yunhe.kernel.actor import Actor
from yunhe.kernel.names import name_of
from yunhe.web.documents.declare import Cell, Document, Fact, Table, left, linked, right, row, rows_of
from yunhe.web.jinja import day, money, qty
from yunhe.web.lists import ITEM_LIST, STOCK_LIST, SUPPLIER_LIST


def find(actor: Actor, code: str) -> Any:
    """An item of the catalogue."""
    return items_of(actor).select_related("unit", "category").filter(code=code).first()


def facts(item: Any, actor: Actor) -> Iterable[Fact]:
    """What it is."""
    yield Fact(_("Name"), name_of(item))
    yield Fact(_("Kind"), _(KINDS[item.kind]))
    yield Fact(_("Category"), name_of(item.category) if item.category else "")
    yield Fact(_("Unit"), name_of(item.unit))
    yield Fact(_("Barcode"), ", ".join(code.code for code in item.barcodes.order_by("id")))
    yield Fact(_("Tracking"), _(TRACKING[item.tracking]))
    yield Fact(_("Source"), _(SOURCES[item.source]))
    yield Fact(_("Lead time in days"), str(item.lead_days))
    yield Fact(_("Weight"), qty(item.weight_kg, "kg"))
    sides = (item.length_mm, item.width_mm, item.height_mm)
    yield Fact(_("Size"), " × ".join(str(side) for side in sides) + " mm" if all(sides) else "")


def tables(item: Any, actor: Actor) -> Iterable[Table]:
    """Stock, prices, offers and parts, each as far as the actor may see it."""
    if actor.may("stock.see_available"):
        query = urlencode({"f.item.eq": item.code, "sort": "warehouse"})
        yield rows_of(STOCK_LIST, query, actor, datetime.now(UTC), title=_("Stock"), leave=("item", "name"))
    if item.kind == "kit":
        yield _parts(_("Contents of the kit"), KitLine.objects.filter(kit=item), actor)
    bills = BomLine.objects.filter(bom__item=item, bom__active=True)
    if item.source == "make":
        yield _parts(_("Bill of material"), bills, actor)
    if actor.may("purchasing.see"):
        yield _offers(item, actor)
    if actor.may("oms.see"):
        yield _prices(item)


def _parts(title: str, lines: Any, actor: Actor) -> Table:
    rows = [
        row(
            linked(ITEM_LIST, line.component.code, actor),
            name_of(line.component),
            qty(line.qty, name_of(line.component.unit)),
        )
        for line in lines.select_related("component__unit").order_by("id")
    ]
    return Table(title, [*left(_("Item"), _("Name")), *right(_("Quantity"))], rows)


def _offers(item: Any, actor: Actor) -> Table:
    offers = SupplierItem.objects.filter(item=item, active=True).select_related("supplier", "unit").order_by("rank")
    columns = [
        *left(_("Supplier")),
        *right(_("Price")),
        *left(_("Per")),
        *right(_("Least quantity"), _("Multiple"), _("Lead time in days")),
    ]
    rows = [
        row(
            Cell(name_of(o.supplier), linked(SUPPLIER_LIST, o.supplier.code, actor).url),
            money(o.price_incl, o.currency),
            name_of(o.unit),
            qty(o.moq),
            qty(o.multiple),
            str(o.lead_days),
        )
        for o in offers
    ]
    return Table(_("Who sells it to us"), columns, rows, empty=_("No supplier offers it."))


def _prices(item: Any) -> Table:
    prices = Price.objects.filter(item=item).select_related("list", "unit").order_by("list__code", "-valid_from")
    columns = [
        *left(_("Price list")),
        *right(_("Price")),
        *left(_("Per")),
        *right(_("From quantity")),
        *left(_("Valid from"), _("Valid to")),
    ]
    rows = [
        row(
            p.list.name,
            money(p.price_incl, p.list.currency),
            name_of(p.unit),
            qty(p.min_qty),
            day(p.valid_from),
            day(p.valid_to),
        )
        for p in prices
    ]
    return Table(_("Prices"), columns, rows, empty=_("It has no price yet."))


ITEM = Document("item", ITEM_LIST, N_("Item"), find, facts, tables, number=lambda item: item.code)
