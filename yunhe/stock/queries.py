"""Reads of the ground: what there is, what comes, what waits and what was used, by item and warehouse."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import connection

from yunhe.kernel.bulk import array
from yunhe.kernel.events import Recorded

USE_DAYS = 90
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Position:
    """An item in a warehouse, in base units: `waiting` = what planned lines lack, `incoming` = expected within the item's
    lead time, `months` = use of the last twelve calendar months, `per_day` = mean daily use of the last 90 days."""

    item: int
    warehouse: int
    lead_days: int
    on_hand: Decimal
    allocated: Decimal
    waiting: Decimal
    incoming: Decimal
    months: tuple[Decimal, ...]
    per_day: Decimal

    @property
    def demand_in_lead_time(self) -> Decimal:
        return (self.per_day * self.lead_days).quantize(Decimal("0.000001"))


# Events of outbounds (and their parcels) that serve several orders: they name none of them, the lines know (%(roots)s).
SHARED_EVENTS = """
    SELECT e.id FROM kernel_event e JOIN (
        SELECT 'outbound' AS kind, l.outbound_id AS id FROM stock_outboundline l WHERE l.root_id = ANY(%(roots)s::bigint[])
        UNION
        SELECT 'parcel', p.id FROM stock_outboundline l JOIN stock_parcel p ON p.outbound_id = l.outbound_id
        WHERE l.root_id = ANY(%(roots)s::bigint[])) s ON (e.subject_kind, e.subject_id) = (s.kind, s.id)
    WHERE e.root_id IS NULL
"""
# Each part is looked up for its own pair: joined with all pairs' uses, the statement would grow with the square of the pairs.
POSITIONS = """
    SELECT k.item, k.warehouse, i.lead_days, level.on_hand, level.allocated,
           coalesce((SELECT sum(l.qty - l.allocated) FROM stock_outboundline l JOIN stock_outbound o ON o.id = l.outbound_id
                     WHERE l.item_id = k.item AND l.allocated < l.qty AND o.state = 'planned' AND o.warehouse_id = k.warehouse), 0),
           coalesce((SELECT sum(l.qty - l.received) FROM stock_inboundline l JOIN stock_inbound b ON b.id = l.inbound_id
                     WHERE l.item_id = k.item AND b.warehouse_id = k.warehouse AND l.received < l.qty
                       AND b.state IN ('expected', 'arrived', 'part_received') AND b.due_on <= %(day)s + i.lead_days), 0),
           used.months, used.recent / %(days)s
    FROM (SELECT DISTINCT item, warehouse FROM unnest(%(items)s::bigint[], %(warehouses)s::bigint[]) AS k(item, warehouse)) k
    JOIN catalog_item i ON i.id = k.item
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(l.on_hand), 0) AS on_hand, coalesce(sum(l.allocated), 0) AS allocated FROM stock_level l
        WHERE (l.item_id, l.warehouse_id) = (k.item, k.warehouse) AND l.grade = 'good') level
    CROSS JOIN LATERAL (
        SELECT coalesce(array_agg(m.qty ORDER BY m.month), '{}') AS months, coalesce(sum(m.recent), 0) AS recent FROM (
            SELECT date_trunc('month', u.day) AS month, sum(u.qty) AS qty, sum(u.qty) FILTER (WHERE u.day > %(recent)s) AS recent
            FROM stock_level l JOIN stock_use u ON u.level_id = l.id
            WHERE (l.item_id, l.warehouse_id) = (k.item, k.warehouse) AND u.day > %(year)s GROUP BY 1) m) used
    ORDER BY 1, 2
"""


def positions(places: Iterable[tuple[int, int]], day: date) -> list[Position]:
    """Positions of (item, warehouse) pairs on a day, one statement."""
    pairs = sorted(set(places))
    with connection.cursor() as cursor:
        cursor.execute(
            POSITIONS,
            {
                "items": array(item for item, _ in pairs),
                "warehouses": array(warehouse for _, warehouse in pairs),
                "day": day,
                "recent": day - timedelta(days=USE_DAYS),
                "year": day.replace(year=day.year - 1, day=1),
                "days": USE_DAYS,
            },
        )
        return [Position(*(*row[:7], tuple(row[7]), row[8])) for row in cursor.fetchall()]


# Summed up below: for some thousand rows that is half the time of GROUP BY over numeric.
AVAILABLE = """
    SELECT l.item_id, l.warehouse_id, l.on_hand - l.allocated, p.safety
    FROM stock_level l LEFT JOIN stock_policy p ON (p.item_id, p.warehouse_id) = (l.item_id, l.warehouse_id) AND p.safety > 0
    WHERE l.item_id = ANY(%s::bigint[]) AND l.warehouse_id = ANY(%s::bigint[]) AND l.grade = 'good'
"""


def available(item_ids: Iterable[int], warehouse_ids: Iterable[int]) -> dict[tuple[int, int], Decimal]:
    """What may be sold, by (item, warehouse), in base units: good stock − allocated − safety stock, never below zero.

    What was never in a warehouse has no entry. One statement.
    """
    with connection.cursor() as cursor:
        cursor.execute(AVAILABLE, [array(item_ids), array(warehouse_ids)])
        rows = cursor.fetchall()
    found: dict[tuple[int, int], Decimal] = {(item, warehouse): free for item, warehouse, free, _ in rows}
    if len(found) < len(rows):  # goods of several owners
        found = dict.fromkeys(found, ZERO)
        for item, warehouse, free, _ in rows:
            found[item, warehouse] += free
    hidden = {(item, warehouse): safety for item, warehouse, _, safety in rows if safety is not None}
    for place, safety in hidden.items():
        found[place] = max(found[place] - safety, ZERO)
    return found


def places_of(events: Sequence[Recorded]) -> set[tuple[int, int]]:
    """The (item, warehouse) pairs that events speak of; an outbound's event speaks of its lines."""
    places: set[tuple[int, int]] = set()
    outbounds = set()
    for e in events:
        if e.subject_kind == "outbound":
            outbounds.add(e.subject)
        elif "items" in e.payload:
            places |= {(int(item), int(e.payload["warehouse"])) for item in e.payload["items"]}
        else:
            places.add((int(e.payload["item"]), int(e.payload["warehouse"])))
    if outbounds:
        with connection.cursor() as cursor:
            cursor.execute(
                """SELECT DISTINCT l.item_id, o.warehouse_id FROM stock_outboundline l JOIN stock_outbound o ON o.id = l.outbound_id
                   WHERE o.id = ANY(%s::bigint[])""",
                [array(outbounds)],
            )
            places |= set(cursor.fetchall())
    return places
