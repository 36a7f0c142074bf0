"""Write work orders with the materials that their bill asks for."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from yunhe.catalog.models import Bom, Item
from yunhe.erp.production.models import Material, WorkOrder
from yunhe.erp.production.rules import Ingredient, explode
from yunhe.kernel.actor import Actor
from yunhe.kernel.calendar import bookings, business_day
from yunhe.kernel.numbering import draw
from yunhe.stock.models import Warehouse


@dataclass(frozen=True, slots=True)
class Draft:
    """A work order to be written: `qty` in base units of the bill's item."""

    bom: Bom
    warehouse: int
    qty: Decimal
    due_on: date
    why: dict[str, Any] = field(default_factory=dict)


def write(drafts: Sequence[Draft], state: str, *, by: Actor, at: datetime) -> list[WorkOrder]:
    """Insert work orders in this state with their materials; the caller records the events."""
    if not drafts:
        return []
    day = business_day(at)
    entity = dict(Warehouse.objects.filter(id__in={d.warehouse for d in drafts}).values_list("id", "entity_id"))
    booked = bookings(set(entity.values()), day)
    made = WorkOrder.objects.bulk_create(
        [
            WorkOrder(
                number=number,
                state=state,
                state_at=at,
                business_date=day,
                period_id=booked[entity[d.warehouse]].period_id,
                late=booked[entity[d.warehouse]].late,
                created_by=by.name,
                item_id=d.bom.item_id,
                bom=d.bom,
                entity_id=entity[d.warehouse],
                warehouse_id=d.warehouse,
                qty=d.qty,
                due_on=d.due_on,
                backflush=d.bom.backflush,
                why=d.why,
            )
            for d, number in zip(drafts, draw("WO", day, len(drafts)))
        ]
    )
    _write_materials(list(zip(made, drafts)))
    return made


def rewrite(orders: Sequence[tuple[WorkOrder, Draft]]) -> None:
    """Change planned work orders to other drafts of the same item and warehouse, materials and all."""
    for order, d in orders:
        order.bom, order.qty, order.due_on, order.why, order.backflush = d.bom, d.qty, d.due_on, d.why, d.bom.backflush
    WorkOrder.objects.bulk_update([order for order, _ in orders], ["bom", "qty", "due_on", "why", "backflush"])
    Material.objects.filter(order__in=[order.id for order, _ in orders]).delete()
    _write_materials(orders)


def _write_materials(orders: Sequence[tuple[WorkOrder, Draft]]) -> None:
    Material.objects.bulk_create(
        [
            Material(order=order, n=n, item_id=item, planned=qty)
            for order, d in orders
            for n, (item, qty) in enumerate(explode(d.qty, d.bom.qty, _ingredients(d.bom)).items(), 1)
        ]
    )


def _ingredients(bom: Bom) -> list[Ingredient]:
    """Labour and other services of a bill are no material."""
    lines = sorted(bom.lines.all(), key=lambda line: line.id)
    return [
        Ingredient(line.component_id, line.qty, line.scrap, line.component.decimals)
        for line in lines
        if line.component.kind == Item.Kind.STOCKED
    ]
