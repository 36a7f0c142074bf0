"""Which orders share a planned outbound, line by line, and how their parts are taken out of it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db import connection

from yunhe.kernel.actor import Actor
from yunhe.kernel.bulk import array
from yunhe.kernel.outcome import Outcome, Reason
from yunhe.oms.models import Order
from yunhe.stock import commands as stock
from yunhe.stock.commands.merge import Part
from yunhe.stock.merging import Heading
from yunhe.stock.models import OutboundLine

ZERO = Decimal(0)
Shares = dict[int, dict[int, list[int]]]  # outbound → order → its lines there

PLANNED = """
    SELECT l.outbound_id, l.root_id, l.id FROM stock_outbound o JOIN stock_outboundline l ON l.outbound_id = o.id
    WHERE o.state = 'planned' AND l.root_line_id IS NOT NULL AND o.id IN (
        SELECT outbound_id FROM stock_outboundline WHERE {asked} = ANY(%s::bigint[]))
    ORDER BY l.outbound_id, l.root_id, l.n
"""


def planned_for(order_ids: Iterable[int]) -> Shares:
    """The planned outbounds that serve any of these orders, with everyone's lines."""
    return _shares(PLANNED.format(asked="root_id"), order_ids)


def planned_on(outbound_ids: Iterable[int]) -> Shares:
    """Those of these outbounds that are planned, with everyone's lines."""
    return _shares(PLANNED.format(asked="outbound_id"), outbound_ids)


def heading(orders: Collection[Order]) -> Heading:
    """What an outbound that serves these orders has of them: order and shop only where there is one, the most urgent time."""
    shops = {o.shop_id for o in orders}
    return Heading(
        next(iter(orders)).id if len(orders) == 1 else None,
        shops.pop() if len(shops) == 1 else None,
        min(o.priority for o in orders),
        min((o.ship_by for o in orders if o.ship_by), default=None),
    )


def part(shares: Shares, out: Mapping[int, Collection[int]], *, by: Actor, at: datetime) -> Outcome:
    """Give each of the orders `out` = {outbound: orders} an outbound of its own; `made` and `refused` go by (outbound,
    order)."""
    orders = Order.objects.in_bulk({order for share in shares.values() for order in share})
    asked = [(outbound, order) for outbound, leaving in out.items() for order in sorted(leaving)]
    parts = [Part(outbound, shares[outbound][order], heading([orders[order]])) for outbound, order in asked]
    rest = {
        outbound: heading([orders[order] for order in shares[outbound] if order not in leaving])
        for outbound, leaving in out.items()
    }
    answer = stock.part_outbounds(parts, by=by, at=at, rest=rest)
    return Outcome(
        [asked[n] for n in answer.done],
        {asked[n]: reason for n, reason in answer.refused.items()},
        {asked[n]: child for n, child in answer.made.items()},
    )


def give_up_planned(order_ids: Collection[int], *, by: Actor, at: datetime) -> dict[int, Reason]:
    """Cancel what is planned for these orders; on an outbound that others share, only their own lines. Returns the orders
    of which something was not given up, with the reason."""
    if not order_ids:
        return {}
    asked, shares = set(order_ids), planned_for(order_ids)
    shared = {id: asked & set(share) for id, share in shares.items() if not set(share) <= asked}
    parted = part(shares, shared, by=by, at=at)
    serving = {id: set(share) for id, share in shares.items() if id not in shared}
    serving |= {child: {order} for (_, order), child in parted.made.items()}
    cancelled = stock.cancel_outbounds(sorted(serving), by=by, at=at)
    refused = {order: reason for (_, order), reason in parted.refused.items()}
    return refused | {order: reason for id, reason in cancelled.refused.items() for order in serving[id]}


class PlannedLine(NamedTuple):
    """A planned outbound line that serves an order line, `ratio` of its units per base unit of that one."""

    id: int
    item: int
    qty: Decimal
    ratio: Decimal


def planned_lines(order_lines: Iterable[int]) -> dict[int, list[PlannedLine]]:
    """What is planned by order line; what waits for goods first."""
    found: defaultdict[int, list[PlannedLine]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT f.order_line_id, l.id, l.item_id, l.qty, f.ratio FROM oms_fulfilment f
               JOIN stock_outboundline l ON l.id = f.outbound_line_id JOIN stock_outbound o ON o.id = l.outbound_id
               WHERE f.order_line_id = ANY(%s::bigint[]) AND o.state = 'planned'
               ORDER BY l.qty = l.allocated, l.outbound_id, l.id""",
            [array(order_lines)],
        )
        for order_line, *rest in cursor.fetchall():
            found[order_line].append(PlannedLine(*rest))
    return found


def take_out(rows: Iterable[PlannedLine], wanted: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """How much of each line makes the `wanted` quantities by item, in their order, as far as there is so much."""
    left, taken = dict(wanted), {}
    for row in rows:
        if (part := min(row.qty, left.get(row.item, ZERO))) > 0:
            taken[row.id] = part
            left[row.item] -= part
    return taken


def give_up_lines(parts: Mapping[int, Decimal], *, by: Actor, at: datetime) -> None:
    """Cancel so much of planned outbound lines: an outbound of which nothing would be left as it is, else a part of it."""
    outbound_of = dict(OutboundLine.objects.filter(id__in=parts).values_list("id", "outbound_id"))
    lines = OutboundLine.objects.filter(outbound__in=set(outbound_of.values())).values_list("id", "outbound_id", "qty")
    touched = {outbound for id, outbound, qty in lines if parts.get(id) != qty}
    split = {id: qty for id, qty in parts.items() if outbound_of[id] in touched}
    children = stock.split_outbounds(split, by=by, at=at).made.values()
    stock.cancel_outbounds(sorted({*set(outbound_of.values()) - touched, *children}), by=by, at=at)


def _shares(sql: str, ids: Iterable[int]) -> Shares:
    found: defaultdict[int, dict[int, list[int]]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(sql, [array(ids)])
        for outbound, order, line in cursor.fetchall():
            found[outbound].setdefault(order, []).append(line)
    return dict(found)
