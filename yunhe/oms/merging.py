"""Which orders share a planned outbound, line by line, and how their parts are taken out of it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.db import connection

from yunhe.kernel.actor import Actor
from yunhe.kernel.bulk import array
from yunhe.oms.models import Order
from yunhe.stock import commands as stock
from yunhe.stock.commands.merge import Part
from yunhe.stock.merging import Heading

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


def part(shares: Shares, out: Mapping[int, Collection[int]], *, by: Actor, at: datetime) -> dict[int, list[int]]:
    """Give each of the orders `out` = {outbound: orders} an outbound of its own; {outbound: the new ones}."""
    orders = Order.objects.in_bulk({order for share in shares.values() for order in share})
    parts = [
        Part(outbound, shares[outbound][order], heading([orders[order]]))
        for outbound, leaving in out.items()
        for order in sorted(leaving)
    ]
    rest = {
        outbound: heading([orders[order] for order in shares[outbound] if order not in leaving])
        for outbound, leaving in out.items()
    }
    made = stock.part_outbounds(parts, by=by, at=at, rest=rest).made
    children: defaultdict[int, list[int]] = defaultdict(list)
    for n, child in made.items():
        children[parts[n].outbound].append(child)
    return dict(children)


def give_up_planned(order_ids: Collection[int], *, by: Actor, at: datetime) -> None:
    """Cancel what is planned for these orders; on an outbound that others share, only their own lines."""
    if not order_ids:
        return
    asked, shares = set(order_ids), planned_for(order_ids)
    shared = {id: asked & set(share) for id, share in shares.items() if not set(share) <= asked}
    own = [child for children in part(shares, shared, by=by, at=at).values() for child in children]
    stock.cancel_outbounds(sorted([id for id in shares if id not in shared] + own), by=by, at=at)


def _shares(sql: str, ids: Iterable[int]) -> Shares:
    found: defaultdict[int, dict[int, list[int]]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(sql, [array(ids)])
        for outbound, order, line in cursor.fetchall():
            found[outbound].setdefault(order, []).append(line)
    return dict(found)
