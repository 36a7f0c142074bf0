"""What the ground does about its own events: serve who waits, peg what comes, watch the safety stock."""

from datetime import datetime

from django.db import connection

from yunhe.kernel.actor import Actor
from yunhe.kernel.bulk import array
from yunhe.kernel.events import Recorded, record
from yunhe.stock import commands
from yunhe.stock.events import LevelBelowSafety, LevelRecovered
from yunhe.stock.models import Outbound
from yunhe.stock.promising import promise
from yunhe.stock.queries import places_of


def serve_waiting(events: list[Recorded], *, by: Actor, at: datetime) -> None:
    """Goods are free again or new: lines that wait for them are served."""
    commands.allocate_waiting(sorted(places_of(events)), by=by, at=at)


def promise_expected(events: list[Recorded], *, by: Actor, at: datetime) -> None:
    """Goods are expected, or lines lost theirs: what lacks is pegged to what comes."""
    places = places_of(events)
    promise({item for item, _ in places}, {warehouse for _, warehouse in places}, by=by, at=at)


def answer_untouched(events: list[Recorded], *, by: Actor, at: datetime) -> None:
    """A recall of what nobody has begun to pick needs no person."""
    ids = Outbound.objects.filter(id__in={e.subject for e in events}, state="released", recall_requested=True)
    commands.answer_recalls(list(ids.order_by("id").values_list("id", flat=True)), by=by, at=at)


def watch_safety(events: list[Recorded], *, by: Actor, at: datetime) -> None:
    """Available = on hand − allocated fell below the safety stock, or recovered: said once each way."""
    places = sorted(places_of(events))
    with connection.cursor() as cursor:
        cursor.execute(WATCH, [array(item for item, _ in places), array(warehouse for _, warehouse in places)])
        changed = cursor.fetchall()
    record(
        [
            LevelBelowSafety(subject=policy, item=item, warehouse=warehouse, available=available, safety=safety)
            if below
            else LevelRecovered(subject=policy, item=item, warehouse=warehouse)
            for policy, item, warehouse, below, available, safety in changed
        ],
        by=by,
        at=at,
    )


WATCH = """
    UPDATE stock_policy p SET below = n.available < p.safety
    FROM (SELECT p.id, coalesce(sum(l.on_hand - l.allocated), 0) AS available
          FROM stock_policy p
          JOIN unnest(%s::bigint[], %s::bigint[]) AS k(item, warehouse) ON (p.item_id, p.warehouse_id) = (k.item, k.warehouse)
          LEFT JOIN stock_level l ON (l.item_id, l.warehouse_id) = (p.item_id, p.warehouse_id) AND l.grade = 'good'
          GROUP BY p.id) n
    WHERE n.id = p.id AND p.below <> (n.available < p.safety)
    RETURNING p.id, p.item_id, p.warehouse_id, p.below, n.available, p.safety
"""
