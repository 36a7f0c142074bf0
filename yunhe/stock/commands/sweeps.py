"""Sweeps: what time alone changes. Lots expire, holds run out; and a lot that is blocked leaves the good goods."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.bulk import array
from yunhe.kernel.calendar import business_day
from yunhe.kernel.commands import command
from yunhe.kernel.flow import not_found
from yunhe.kernel.outcome import Outcome
from yunhe.stock.commands.adjust import Adjustment, regrade
from yunhe.stock.commands.holds import end_holds
from yunhe.stock.models import Hold, Lot
from yunhe.stock.scopes import LOTS

LIMIT = 1_000  # bin levels or holds in one transaction; the rest is swept by the next call

# Goods of lots by bin, without what is picked for somebody or between warehouses: that is graded when it lies again.
LYING = """
    SELECT b.item_id, b.warehouse_id, b.bin_id, b.owner_id, b.qty - coalesce(k.picked, 0) AS free, b.lot_id, b.grade
    FROM stock_lot t JOIN stock_binlevel b ON b.lot_id = t.id AND b.qty > 0
    JOIN stock_bin n ON n.id = b.bin_id JOIN stock_warehouse w ON w.id = b.warehouse_id AND w.kind <> 'transit'
    LEFT JOIN LATERAL (
        SELECT sum(x.picked) AS picked FROM stock_binlevel p JOIN stock_binding x ON x.bin_level_id = p.id
        JOIN stock_outboundline l ON l.id = x.outbound_line_id
        JOIN stock_outbound o ON o.id = l.outbound_id AND o.state IN ('picking', 'picked', 'packed')
        WHERE n.kind = 'pack' AND p.lot_id = b.lot_id
          AND (p.warehouse_id, p.owner_id, p.grade) = (b.warehouse_id, b.owner_id, b.grade)
    ) k ON true
    WHERE {which} AND b.qty > coalesce(k.picked, 0) ORDER BY b.id LIMIT {limit}
"""
EXPIRED = LYING.format(which="t.expires_on < %s AND b.grade NOT IN ('expired', 'damaged')", limit=LIMIT)
BLOCKED = LYING.format(which="t.blocked AND t.id = ANY(%s::bigint[]) AND b.grade IN ('good', 'second')", limit="ALL")


@command("stock.sweep_expired", N_("Sweep expired lots"))
def sweep_expired(*, by: Actor, at: datetime) -> Outcome:
    """Goods of lots whose last day of sale is over get the grade `expired`; promises on them give way. At most 1,000 bins
    a call; `done` has a row for each, none when everything is swept."""
    return regrade(_lying(EXPIRED, business_day(at), "expired", "expired"), by=by, at=at)


@command("stock.sweep_holds", N_("Sweep holds"))
def sweep_holds(*, by: Actor, at: datetime) -> Outcome:
    """Holds that ran out give their stock back; at most 1,000 a call. `done` lists them."""
    over = Hold.objects.filter(expires_at__lte=at, ended_at=None).order_by("expires_at", "id")
    return end_holds(list(over.values_list("id", flat=True)[:LIMIT]), by=by, at=at)


@command("stock.block_lots", N_("Block lots"), LOTS)
def block_lots(lot_ids: Sequence[int], *, by: Actor, at: datetime, reason: str = "blocked") -> Outcome:
    """Nothing of these lots is picked or promised any more: what is good becomes `inspect`, until somebody grades it."""
    found = set(Lot.objects.filter(id__in=lot_ids).order_by("id").select_for_update().values_list("id", flat=True))
    Lot.objects.filter(id__in=found).update(blocked=True)
    regrade(_lying(BLOCKED, array(found), "inspect", reason), by=by, at=at)
    outcome = Outcome(done=[id for id in dict.fromkeys(lot_ids) if id in found])
    outcome.refused = {id: not_found(id) for id in lot_ids if id not in found}
    return outcome


@command("stock.unblock_lots", N_("Unblock lots"), LOTS)
def unblock_lots(lot_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """These lots may be picked again; their goods keep the grade they have."""
    found = set(Lot.objects.filter(id__in=lot_ids).values_list("id", flat=True))
    Lot.objects.filter(id__in=found).update(blocked=False)
    outcome = Outcome(done=[id for id in dict.fromkeys(lot_ids) if id in found])
    outcome.refused = {id: not_found(id) for id in lot_ids if id not in found}
    return outcome


def _lying(sql: str, which: Any, to_grade: str, reason: str) -> list[Adjustment]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [which])
        return [
            Adjustment(item, warehouse, bin, owner, free, reason, lot, grade, to_grade)
            for item, warehouse, bin, owner, free, lot, grade in cursor.fetchall()
        ]
