"""Take so much material out of stock for work: what was used ships, the rest of the plan waits in a child."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db import connection
from django.utils.translation import gettext_noop as N_

from yunhe.erp.production.models import WorkOrder
from yunhe.kernel import locks
from yunhe.kernel.actor import Actor
from yunhe.kernel.bulk import array
from yunhe.kernel.outcome import Reason
from yunhe.stock import commands as stock
from yunhe.stock.models import Outbound, Owner
from yunhe.stock.outbounds import NewLine, NewOutbound

ZERO = Decimal(0)


class PlannedLine(NamedTuple):
    """A line of an issue outbound that still is planned."""

    order: int
    outbound: int
    id: int
    item: int
    qty: Decimal
    allocated: Decimal


@dataclass(slots=True)
class Taking:
    """What one order takes: of its planned lines, and beside them."""

    lines: dict[int, Decimal] = field(default_factory=dict)
    outbounds: set[int] = field(default_factory=set)
    beside: dict[int, Decimal] = field(default_factory=dict)


def take(
    orders: Mapping[int, WorkOrder], wanted: Mapping[int, Mapping[int, Decimal]], *, by: Actor, at: datetime
) -> dict[int, Reason]:
    """Ship material of orders at once, {order: {item: quantity}}; returns the orders that get nothing, with the reason.

    Planned and allocated material is used first; what the plan does not hold is taken beside it. Orders must be locked.
    """
    lines = _planned_lines(wanted)
    takings: dict[int, Taking] = {}
    refused: dict[int, Reason] = {}
    for order, items in wanted.items():
        taking = Taking()
        if lacking := [item for item, qty in items.items() if not _take_line(taking, lines[order, item], item, qty)]:
            refused[order] = _short(orders[order], lacking)
        else:
            takings[order] = taking
    beside, short = _beside(orders, takings, by=by, at=at)
    refused |= short
    good = {order: taking for order, taking in takings.items() if order not in short}
    of = {outbound: order for order, taking in good.items() for outbound in taking.outbounds}
    stock.split_outbounds(_rest(lines.values(), good, of), by=by, at=at)
    of |= {outbound: order for order, outbound in beside.items()}
    shipped = stock.ship_whole(sorted(of), by=by, at=at)
    return refused | {of[id]: reason for id, reason in shipped.refused.items()}


def _planned_lines(order_ids: Iterable[int]) -> defaultdict[tuple[int, int], list[PlannedLine]]:
    """By (order, item), locked, what is allocated first."""
    outbounds = Outbound.objects.filter(source_kind="work_order", source_id__in=list(order_ids), kind="issue")
    ids = locks.lock("stock_outbound", outbounds.filter(state="planned").values_list("id", flat=True))
    found: defaultdict[tuple[int, int], list[PlannedLine]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT b.source_id, b.id, l.id, l.item_id, l.qty, l.allocated
               FROM stock_outbound b JOIN stock_outboundline l ON l.outbound_id = b.id
               WHERE b.id = ANY(%s::bigint[]) AND b.state = 'planned' ORDER BY l.qty - l.allocated, l.id""",
            [array(ids)],
        )
        for line in map(PlannedLine._make, cursor.fetchall()):
            found[line.order, line.item].append(line)
    return found


def _take_line(taking: Taking, lines: Sequence[PlannedLine], item: int, qty: Decimal) -> bool:
    """Take `qty` of these lines and the rest beside them; False when a planned line still waits for goods."""
    left = qty
    for line in lines:
        part = min(left, line.allocated)
        if part:
            taking.lines[line.id] = part
            taking.outbounds.add(line.outbound)
            left -= part
    if left:
        taking.beside[item] = left
    return not left or all(line.allocated == line.qty for line in lines)


def _beside(
    orders: Mapping[int, WorkOrder], takings: Mapping[int, Taking], *, by: Actor, at: datetime
) -> tuple[dict[int, int], dict[int, Reason]]:
    """Outbounds for what the plans do not hold, {order: outbound}; orders for which it is not there are refused."""
    asked = [order for order, taking in takings.items() if taking.beside]
    entities = {orders[order].entity_id for order in asked}
    owners = dict(Owner.objects.filter(entity__in=entities).values_list("entity_id", "id"))
    new = [_outbound(orders[order], owners[orders[order].entity_id], takings[order].beside) for order in asked]
    stock.plan_outbounds(new, by=by, at=at)
    short = {
        order: (o, [line.item for line in o.lines if line.short])
        for order, o in zip(asked, new)
        if any(line.short for line in o.lines)
    }
    stock.cancel_outbounds([o.id for o, _ in short.values()], by=by, at=at)
    refused = {order: _short(orders[order], items) for order, (_, items) in short.items()}
    return {order: o.id for order, o in zip(asked, new) if order not in refused}, refused


def _outbound(o: WorkOrder, owner: int, items: Mapping[int, Decimal]) -> NewOutbound:
    lines = [NewLine(item, qty) for item, qty in items.items()]
    return NewOutbound(Outbound.Kind.ISSUE, o.warehouse_id, owner, o.entity_id, lines, source=("work_order", o.id))


def _rest(
    lines: Iterable[Sequence[PlannedLine]], takings: Mapping[int, Taking], outbounds: Mapping[int, int]
) -> dict[int, Decimal]:
    """What stays behind of the outbounds that ship: it goes to their children, what lacks goods first."""
    rest: dict[int, Decimal] = {}
    for line in (line for rows in lines for line in rows if line.outbound in outbounds):
        left = line.qty - takings[line.order].lines.get(line.id, ZERO)
        if left:
            rest[line.id] = left
    return rest


def _short(o: WorkOrder, items: Sequence[int]) -> Reason:
    return Reason("material_short", N_("Material of {number} is not there"), {"number": o.number, "items": items})
