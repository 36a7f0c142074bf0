"""Material that comes back from the floor: an inbound, and its receipt at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from django.db import connection

from yunhe.erp.production.models import WorkOrder
from yunhe.kernel.actor import Actor
from yunhe.kernel.bulk import array
from yunhe.kernel.calendar import business_day
from yunhe.stock import commands as stock
from yunhe.stock.commands.inbound import Expected, NewInbound
from yunhe.stock.commands.receiving import Received
from yunhe.stock.models import Inbound, InboundLine, Outbound, Owner

# What left for the work and has not come back, by lot, the last one that left first.
LOTS = """
    SELECT o.order_id, o.item_id, coalesce(t.code, ''), t.expires_on, sum(o.qty)
    FROM (
        SELECT b.source_id AS order_id, m.item_id, m.lot_id, -m.qty AS qty, m.id AS left_as
        FROM stock_outbound b
        JOIN stock_move m ON m.subject_kind = 'outbound' AND m.subject_id = b.id AND m.cause = 'ship'
        WHERE b.source_kind = 'work_order' AND b.kind = 'issue' AND b.source_id = ANY(%(ids)s::bigint[])
        UNION ALL
        SELECT i.source_id, m.item_id, m.lot_id, -m.qty, NULL
        FROM stock_inbound i
        JOIN stock_receipt r ON r.inbound_id = i.id
        JOIN stock_move m ON m.subject_kind = 'receipt' AND m.subject_id = r.id AND m.cause IN ('receive', 'reverse')
        WHERE i.source_kind = 'work_order' AND i.kind = 'material_return' AND i.source_id = ANY(%(ids)s::bigint[])) o
    LEFT JOIN stock_lot t ON t.id = o.lot_id
    GROUP BY 1, 2, 3, 4 HAVING sum(o.qty) > 0 ORDER BY max(o.left_as) DESC
"""


class Back(NamedTuple):
    """So much of an item comes back from an order, in base units; `bin` empty = the dock."""

    order: int
    item: int
    qty: Decimal
    lot: str = ""
    expires_on: date | None = None
    grade: str = "good"
    bin: int | None = None


def give_back(orders: Mapping[int, WorkOrder], rows: Sequence[Back], *, by: Actor, at: datetime) -> dict[int, int]:
    """Receive material that was issued to these orders; {order: inbound}. It costs what the last issue cost."""
    by_order: defaultdict[int, defaultdict[int, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for row in rows:
        by_order[row.order][row.item] += row.qty
    issues = dict(
        Outbound.objects.filter(
            source_kind="work_order", source_id__in=by_order, kind="issue", shipped_at__isnull=False
        )
        .order_by("id")
        .values_list("source_id", "id")
    )
    entities = {orders[id].entity_id for id in by_order}
    owners = dict(Owner.objects.filter(entity__in=entities).values_list("entity_id", "id"))
    inbounds = stock.expect(
        [_inbound(orders[id], owners[orders[id].entity_id], items, issues[id], at) for id, items in by_order.items()],
        by=by,
        at=at,
    ).done
    made = dict(zip(by_order, inbounds))
    lines = {
        (inbound, item): id
        for id, inbound, item in InboundLine.objects.filter(inbound__in=inbounds).values_list(
            "id", "inbound_id", "item_id"
        )
    }
    stock.receive([_received(row, lines[made[row.order], row.item]) for row in rows], by=by, at=at)
    return made


def by_lot(wanted: Mapping[tuple[int, int], Decimal]) -> list[Back]:
    """Share {(order, item): quantity} over the lots that left for the work, the last first."""
    left = dict(wanted)
    rows = []
    for order, item, lot, expires_on, qty in _lots({order for order, _ in wanted}):
        part = min(left.get((order, item), Decimal(0)), qty)
        if part > 0:
            left[order, item] -= part
            rows.append(Back(order, item, part, lot, expires_on))
    return rows


def _lots(order_ids: Iterable[int]) -> list[tuple[int, int, str, date | None, Decimal]]:
    with connection.cursor() as cursor:
        cursor.execute(LOTS, {"ids": array(order_ids)})
        return cursor.fetchall()


def _inbound(o: WorkOrder, owner: int, items: Mapping[int, Decimal], outbound: int, at: datetime) -> NewInbound:
    return NewInbound(
        Inbound.Kind.MATERIAL_RETURN,
        o.warehouse_id,
        owner,
        o.entity_id,
        business_day(at),
        [Expected(item, qty) for item, qty in items.items()],
        source=("work_order", o.id),
        outbound=outbound,
    )


def _received(row: Back, line: int) -> Received:
    return Received(line, row.qty, lot=row.lot, expires_on=row.expires_on, grade=row.grade, bin=row.bin)
