"""The pages of purchase orders and work orders."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yunhe.erp.production.listings import work_of
from yunhe.erp.production.models import Material, WorkReport
from yunhe.erp.purchasing.listings import purchases_of
from yunhe.erp.purchasing.models import PurchaseLine
from yunhe.kernel.actor import Actor
from yunhe.kernel.names import name_of
from yunhe.web.documents.declare import PART, Cell, Document, Fact, Lines, Panel, Table, left, linked, right, row
from yunhe.web.jinja import badge, day, moment, money, qty
from yunhe.web.lists import ITEM_LIST, PURCHASE_LIST, SUPPLIER_LIST, WORK_LIST
from yunhe.web.queries.timeline import who
from yunhe.web.queries.why import order_point
from yunhe.web.stations import Way

PURCHASE_WAY: Way = (
    (N_("Draft"), ("draft",)),
    (N_("Approved"), ("approved",)),
    (N_("Sent"), ("sent",)),
    (N_("Confirmed"), ("confirmed",)),
    (N_("Closed"), ("closed", "closed_short")),
)
WORK_WAY: Way = (
    (N_("Scheduled"), ("planned",)),
    (N_("Firmed"), ("firm",)),
    (N_("Released"), ("released",)),
    (N_("Started"), ("started", "paused")),
    (N_("Finished"), ("finished",)),
    (N_("Closed"), ("closed",)),
)


def find_purchase(actor: Actor, number: str) -> Any:
    """A purchase order that the actor may see."""
    return purchases_of(actor).select_related("supplier", "warehouse", "entity").filter(number=number).first()


def purchase_facts(po: Any, actor: Actor) -> Iterable[Fact]:
    """Who delivers what worth where, and when."""
    yield Fact(_("Supplier"), name_of(po.supplier), linked(SUPPLIER_LIST, po.supplier.code, actor).url)
    yield Fact(_("Warehouse"), name_of(po.warehouse))
    yield Fact(_("Amount"), money(po.total, po.currency))
    yield Fact(_("Due"), day(po.due_on))
    yield Fact(_("Receipts"), badge("received", po.received))
    yield Fact(_("Company"), name_of(po.entity))
    yield Fact(_("Written by"), f"{who(po.created_by)}, {moment(po.recorded_at)}")


def purchase_tables(po: Any, actor: Actor) -> Iterable[Table]:
    """The lines."""
    lines = PurchaseLine.objects.filter(order=po).select_related("item", "unit", "proposal").order_by("n")
    columns = [*right(_("No.")), *left(_("Item"), _("Name")), *right(_("Quantity"), _("Price"), _("Tax"), _("Amount"))]

    def cells(line: PurchaseLine) -> list[Cell]:
        return row(
            str(line.n),
            linked(ITEM_LIST, line.item.code, actor),
            name_of(line.item),
            qty(line.qty, name_of(line.unit)),
            money(line.price_incl),
            money(line.tax),
            money(line.amount_incl, line.currency),
        )

    yield Table(_("Lines"), columns, Lines(lines, cells), foot=(_("Total"), *[""] * 5, money(po.total, po.currency)))


def purchase_panels(po: Any, actor: Actor) -> Iterable[Panel]:
    """Why each of the first lines was proposed."""
    lines = PurchaseLine.objects.filter(order=po, proposal__isnull=False).select_related("proposal", "item__unit")
    points = [(line.item.code, order_point(line.proposal.why, line.item.unit)) for line in lines.order_by("n")[:PART]]
    yield Panel(_("Why"), "parts/why_points.html", {"points": [point for point in points if point[1]]})


def find_work(actor: Actor, number: str) -> Any:
    """A work order that the actor may see."""
    return work_of(actor).select_related("item__unit", "warehouse").filter(number=number).first()


def work_facts(wo: Any, actor: Actor) -> Iterable[Fact]:
    """What is made, how much of it is done, where, and until when."""
    unit = name_of(wo.item.unit)
    yield Fact(_("Item"), f"{wo.item.code} {name_of(wo.item)}", linked(ITEM_LIST, wo.item.code, actor).url)
    yield Fact(_("Quantity"), qty(wo.qty, unit))
    yield Fact(_("Made"), qty(wo.good, unit))
    yield Fact(_("Scrap"), qty(wo.scrap, unit))
    yield Fact(_("Due"), day(wo.due_on))
    yield Fact(_("Warehouse"), name_of(wo.warehouse))
    yield Fact(_("Material"), badge("kit", wo.kit))


def work_tables(wo: Any, actor: Actor) -> Iterable[Table]:
    """Material, and what the floor reported."""
    materials = Material.objects.filter(order=wo).select_related("item__unit").order_by("n")
    columns = [*right(_("No.")), *left(_("Item"), _("Name")), *right(_("Scheduled"), _("Issued"), _("Returned"))]

    def cells(m: Material) -> list[Cell]:
        return row(
            str(m.n),
            linked(ITEM_LIST, m.item.code, actor),
            name_of(m.item),
            qty(m.planned, name_of(m.item.unit)),
            qty(m.issued),
            qty(m.returned),
        )

    yield Table(_("Material"), columns, Lines(materials, cells), empty=_("This work takes no material."))
    reports = WorkReport.objects.filter(order=wo).order_by("-recorded_at")
    made = [
        row(r.number, moment(r.recorded_at), qty(r.good), qty(r.scrap), r.cause, who(r.created_by)) for r in reports
    ]
    heads = [*left(_("Number"), _("When")), *right(_("Made"), _("Scrap")), *left(_("Cause"), _("By"))]
    yield Table(_("Reports of the floor"), heads, made, empty=_("Nothing has been reported yet."))


def work_panels(wo: Any, actor: Actor) -> Iterable[Panel]:
    """Why it is made."""
    point = order_point(wo.why, wo.item.unit)
    yield Panel(_("Why"), "parts/why_points.html", {"points": [(wo.item.code, point)] if point else []})


PURCHASE = Document(
    "purchase",
    PURCHASE_LIST,
    N_("Purchase order"),
    find_purchase,
    purchase_facts,
    purchase_tables,
    purchase_panels,
    look="purchase",
    way=PURCHASE_WAY,
)
WORK = Document(
    "work_order",
    WORK_LIST,
    N_("Work order"),
    find_work,
    work_facts,
    work_tables,
    work_panels,
    look="work",
    way=WORK_WAY,
)
