"""Plan work by the order point; write work orders by hand."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils.translation import gettext_noop as N_

from yunhe.catalog.models import Bom, Item
from yunhe.erp.production.drafting import Draft, rewrite, write
from yunhe.erp.production.events import WorkPlanned
from yunhe.erp.production.flows import WORK_ORDER
from yunhe.erp.production.models import MakeTerms, WorkOrder
from yunhe.erp.production.queries import bills, firm_quantities
from yunhe.kernel.actor import Actor
from yunhe.kernel.calendar import business_day
from yunhe.kernel.cases import Trouble, open_cases
from yunhe.kernel.commands import command
from yunhe.kernel.events import record
from yunhe.kernel.flow import not_found
from yunhe.kernel.outcome import Outcome, Reason
from yunhe.kernel.quantity import fits
from yunhe.stock.order_point import Need, need
from yunhe.stock.queries import positions
from yunhe.stock.scopes import WAREHOUSES

ZERO = Decimal(0)
ONE = Decimal(1)
Place = tuple[int, int]  # item, warehouse


@dataclass(frozen=True, slots=True)
class NewWork:
    """Work to be ordered by hand, in base units."""

    item: int
    warehouse: int
    qty: Decimal
    due_on: date


@command("production.plan_work", N_("Plan work orders"), WAREHOUSES.by(1), named=tuple)
def plan_work(places: Sequence[Place], *, by: Actor, at: datetime) -> Outcome:
    """Judge (item, warehouse) pairs by the order-point rule; `made` maps each pair to its planned work order.

    Only items that are made. A planned order is changed to the new quantity, and cancelled when it is no longer needed;
    firm work counts as coming. An item without a bill of material gets a case.
    """
    day = business_day(at)
    items = {i.id: i for i in Item.objects.filter(id__in={i for i, _ in places}, source="make", kind="stocked")}
    asked = sorted({place for place in places if place[0] in items})
    planned = {
        (o.item_id, o.warehouse_id): o
        for o in WorkOrder.objects.filter(item__in=items, state="planned").order_by("id").select_for_update()
    }
    terms = {t.item_id: t for t in MakeTerms.objects.filter(item__in=items)}
    needs = _needs(asked, terms, day)
    boms = bills(items, day)
    WORK_ORDER.move([planned[p].id for p in asked if p in planned and p not in needs], "cancel", by=by, at=at)
    open_cases([_no_bill(items[item]) for item in {i for i, _ in needs} if item not in boms], by=by, at=at)
    drafts = {p: _draft(n, boms[p[0]], items[p[0]], day) for p, n in needs.items() if p[0] in boms}
    orders = _write(drafts, planned, terms, by=by, at=at)
    return Outcome(done=list(asked), made={p: o.id for p, o in orders.items()})


@command("production.order", N_("Write work orders"), WAREHOUSES.by("warehouse"), numbered=("done", "made"))
def order(rows: Sequence[NewWork], *, by: Actor, at: datetime) -> Outcome:
    """Write firm work orders by hand; `made` maps the row number to the order. Refused by row number: an item that is
    not there or has no bill, a quantity that its unit does not allow."""
    items = {i.id: i for i in Item.objects.filter(id__in={row.item for row in rows})}
    boms = bills(items, business_day(at))
    outcome = Outcome()
    for n, row in enumerate(rows):
        if row.item not in items:
            outcome.refused[n] = not_found(row.item)
        elif row.item not in boms:
            outcome.refused[n] = _without_bill(items[row.item])
        elif row.qty <= 0 or not fits(row.qty, items[row.item].decimals):
            outcome.refused[n] = Reason("bad_quantity", N_("{item} is not made in {qty}"), _said(items[row.item], row))
        else:
            outcome.done.append(n)
    drafts = [Draft(boms[rows[n].item], rows[n].warehouse, rows[n].qty, rows[n].due_on) for n in outcome.done]
    orders = write(drafts, "firm", by=by, at=at)
    record([_planned(o, auto=False) for o in orders], by=by, at=at)
    outcome.made = {n: o.id for n, o in zip(outcome.done, orders)}
    return outcome


def _needs(asked: Collection[Place], terms: Mapping[int, MakeTerms], day: date) -> dict[Place, Need]:
    firm = firm_quantities(asked)
    needs: dict[Place, Need] = {}
    for position in positions(asked, day):
        place, t = (position.item, position.warehouse), terms.get(position.item)
        coming = replace(position, incoming=position.incoming + firm.get(place, ZERO))
        if found := need(coming, t.min_qty if t else ONE, t.multiple if t else ONE):
            needs[place] = found
    return needs


def _draft(n: Need, bom: Bom, item: Item, day: date) -> Draft:
    return Draft(bom, n.warehouse, n.qty, day + timedelta(days=item.lead_days), n.why)


def _write(
    drafts: Mapping[Place, Draft],
    planned: Mapping[Place, WorkOrder],
    terms: Mapping[int, MakeTerms],
    *,
    by: Actor,
    at: datetime,
) -> dict[Place, WorkOrder]:
    old = {p: planned[p] for p in drafts if p in planned}
    changed = [(o, drafts[p]) for p, o in old.items() if (o.qty, o.bom_id) != (drafts[p].qty, drafts[p].bom.id)]
    rewrite(changed)
    fresh = [p for p in drafts if p not in planned]
    new = dict(zip(fresh, write([drafts[p] for p in fresh], "planned", by=by, at=at)))
    told = [*new.values(), *(o for o, _ in changed)]
    auto = {item for item, t in terms.items() if t.auto}
    record([_planned(o, auto=o.item_id in auto) for o in told], by=by, at=at)
    return old | new


def _planned(o: WorkOrder, *, auto: bool) -> WorkPlanned:
    return WorkPlanned(subject=o.id, item=o.item_id, warehouse=o.warehouse_id, qty=o.qty, auto=auto, state=o.state)


def _no_bill(item: Item) -> Trouble:
    return Trouble("no_bom", "item", item.id, _without_bill(item), next_step="write_bom", owner_role="planner")


def _without_bill(item: Item) -> Reason:
    return Reason("no_bom", N_("{item} has no bill of material that holds today"), {"item": item.code})


def _said(item: Item, row: NewWork) -> dict[str, object]:
    return {"item": item.code, "qty": row.qty}
