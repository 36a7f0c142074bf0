"""What a replay says at the end: counts by SQL of its own, seconds by stage, and the doctor's verdict."""

import time
from typing import TYPE_CHECKING, Any

from django.db import connection

from yunhe.insight.doctor import examine

if TYPE_CHECKING:
    from yunhe.cli.replay.run import Replay

COUNTS = {
    "orders_in": "SELECT count(*) FROM oms_order",
    "lines_in": "SELECT count(*) FROM oms_orderline",
    "stale_ignored": "SELECT count(*) FROM oms_raworder WHERE verdict = 'stale'",
    "delivered": "SELECT count(*) FROM oms_order WHERE state = 'completed'",
    "cancelled": "SELECT count(*) FROM oms_order WHERE state = 'cancelled'",
    "held": """SELECT count(*) FROM oms_order o WHERE state IN ('draft', 'new')
               AND EXISTS (SELECT FROM oms_hold h WHERE h.order_id = o.id AND h.released_at IS NULL)""",
    "in_work": """SELECT count(*) FROM oms_order o WHERE state = 'audited' OR state IN ('draft', 'new')
                  AND NOT EXISTS (SELECT FROM oms_hold h WHERE h.order_id = o.id AND h.released_at IS NULL)""",
    "waiting_for_goods": """SELECT count(DISTINCT l.order_id) FROM oms_orderline l JOIN oms_order o ON o.id = l.order_id
                            WHERE l.short > 0 AND o.state = 'audited'""",
    "ever_held": "SELECT count(DISTINCT subject_id) FROM kernel_event WHERE kind = 'OrderHeld'",
    "short": "SELECT count(DISTINCT subject_id) FROM kernel_event WHERE kind = 'OrderShort'",
    "allocated": "SELECT count(DISTINCT subject_id) FROM kernel_event WHERE kind = 'OrderAllocated'",
    "picked": "SELECT count(DISTINCT root_id) FROM kernel_event WHERE kind = 'OutboundPicked'",
    "shipped": "SELECT count(DISTINCT root_id) FROM stock_outbound WHERE kind = 'sale' AND shipped_at IS NOT NULL",
    "short_picks": "SELECT count(*) FROM kernel_event WHERE kind = 'LineShortPicked'",
    "cancelled_after_release": """SELECT count(*) FROM oms_order o WHERE state = 'cancelled' AND EXISTS (
                                  SELECT FROM kernel_event e WHERE e.kind = 'OrderReleased' AND e.subject_id = o.id)""",
    "returned": """SELECT count(DISTINCT r.order_id) FROM oms_return r JOIN oms_order o ON o.id = r.order_id
                   WHERE r.state = 'settled' AND o.state = 'completed'""",
    "surveyed": "SELECT count(*) FROM crm_survey WHERE answered_at IS NOT NULL",
    "parcels": "SELECT count(*) FROM stock_parcel WHERE state <> 'voided'",
    "purchase_orders": "SELECT count(*) FROM purchasing_order WHERE state <> 'cancelled'",
    "work_orders": "SELECT count(*) FROM production_order WHERE state <> 'cancelled'",
    "work_finished": "SELECT count(*) FROM production_order WHERE state IN ('finished', 'closed')",
    "supplier_invoices": "SELECT count(*) FROM finance_invoice WHERE kind = 'purchase'",
    "receipts": "SELECT count(*) FROM stock_receipt WHERE state = 'posted'",
    "vouchers": "SELECT count(*) FROM finance_voucher",
    "events": "SELECT count(*) FROM kernel_event",
    "parked": "SELECT count(*) FROM kernel_parked",
}
# Units by which issues exceeded receipts, or promises exceeded what was there, at the worst moment of each level.
OVERSOLD = """
    WITH facts AS (
        SELECT item_id, warehouse_id, owner_id, grade, id AS seq, qty AS moved, 0 AS promised FROM stock_move
        UNION ALL SELECT l.item_id, l.warehouse_id, l.owner_id, l.grade, a.id, 0, a.qty
        FROM stock_allocation a JOIN stock_level l ON l.id = a.level_id
        UNION ALL SELECT l.item_id, l.warehouse_id, l.owner_id, l.grade, a.closed_seq, 0, -a.qty
        FROM stock_allocation a JOIN stock_level l ON l.id = a.level_id WHERE a.closed_seq IS NOT NULL),
    running AS (
        SELECT item_id, warehouse_id, owner_id, grade, sum(moved) OVER w AS there, sum(promised) OVER w AS promised
        FROM facts WINDOW w AS (PARTITION BY item_id, warehouse_id, owner_id, grade ORDER BY seq))
    SELECT coalesce(sum(missing), 0)::float8 FROM (
        SELECT greatest(max(-there), 0) + greatest(max(promised - there), 0) AS missing
        FROM running GROUP BY item_id, warehouse_id, owner_id, grade) worst
"""
LOSS = ("raw_has_order", "in_one_queue")


def figures(run: "Replay") -> dict[str, Any]:
    """The report of a finished run."""
    stages, flags = run.stages, run.inbox.flags
    whole = time.perf_counter() - stages.begun - stages.seconds["setup"] - stages.seconds["opening"]
    with stages("counting"):
        counted = {name: _one(sql) for name, sql in COUNTS.items()}
        oversold = _one(OVERSOLD)
    with stages("doctor"):
        findings = {f.name: f for f in examine()}
    raw = _one("SELECT count(*) FROM oms_raworder")
    first = stages.seconds["intake"] + stages.seconds["allocate"]
    stages.weigh()
    return {
        **counted,
        "rejected": sum(flags.rejected.values()),
        "rejected_by_reason": dict(flags.rejected),
        "duplicates_ignored": run.received - raw,
        "oversold": oversold,
        "lost": sum(findings[name].broken for name in LOSS),
        "doctor_clean": all(f.holds for f in findings.values()),
        "doctor_found": {name: f.broken for name, f in findings.items() if not f.holds},
        "disturbances": dict(sorted(flags.sent.items())),
        "seconds": {name: round(seconds, 2) for name, seconds in stages.seconds.items()},
        "orders_per_second": {
            "intake_to_allocated": round(counted["orders_in"] / first, 1) if first else None,
            "whole_loop": round(counted["orders_in"] / whole, 1),
        },
        "cost_of_an_order": stages.cost(),
        "peak_pss_mb": round(stages.peak_mb, 1),
        "seed": run.plan.seed,
    }


def as_table(report: dict[str, Any]) -> str:
    """The report as lines of text."""
    return "\n".join(f"{name:24} {value}" for name, value in report.items())


def _one(sql: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]
