"""One sequencer gives every event its position, only after every transaction that could still add an earlier one is over.

Reading the ledger by `id > cursor` loses events: a transaction that took a small id may commit after a larger one was
read. So positions are given only to events whose transaction is below `pg_snapshot_xmin`: everything below it has
ended. Positions are our own numbers; a restore into another cluster, where transaction numbers start anew, keeps them.
"""

from django.db import connection, transaction

LOCK = 0x59756E6865  # "Yunhe": one sequencer per database

READY = """e.xid >= coalesce((SELECT below_xid::text::xid8 FROM kernel_sequencer), '0'::xid8)
    AND e.xid < pg_snapshot_xmin(pg_current_snapshot())"""
# Also of what is ready: a restored event carries a number of its old cluster, which this one reaches later.
ANY_WITHOUT = "NOT EXISTS (SELECT FROM kernel_eventposition p WHERE p.event_id = e.id)"

BEGIN = """
    SELECT pg_try_advisory_xact_lock(%s), EXISTS (
        SELECT FROM kernel_sequencer s, pg_control_system() c WHERE s.cluster <> c.system_identifier)
"""
# One statement, hence one snapshot for choosing and for the mark: an event that becomes ready between two would be lost.
PLACE = """
    WITH last AS (SELECT coalesce(max(position), 0) AS position FROM kernel_eventposition),
    ready AS MATERIALIZED (SELECT e.id, e.recorded_at, e.kind FROM kernel_event e WHERE {ready}),
    placed AS (
        INSERT INTO kernel_eventposition (position, event_id, recorded_at)
        SELECT last.position + row_number() OVER (ORDER BY r.id), r.id, r.recorded_at FROM ready r, last),
    marked AS (
        INSERT INTO kernel_sequencer (id, cluster, below_xid)
        SELECT 1, system_identifier, pg_snapshot_xmin(pg_current_snapshot())::text::bigint FROM pg_control_system()
        ON CONFLICT (id) DO UPDATE SET cluster = excluded.cluster, below_xid = excluded.below_xid)
    SELECT kind, count(*) FROM ready GROUP BY kind
"""


def sequence() -> dict[str, int]:
    """Give positions to all events that are ready; returns how many of each kind got one. A second caller at the same
    time gets none."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(BEGIN, [LOCK])
        alone, restored_elsewhere = cursor.fetchone()
        if not alone:
            return {}
        cursor.execute(PLACE.format(ready=ANY_WITHOUT if restored_elsewhere else f"{READY} AND {ANY_WITHOUT}"))
        return dict(cursor.fetchall())


def oldest_unsequenced_seconds() -> float:
    """The age of the oldest event without a position, in seconds; 0 when there is none. A health figure."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT coalesce(extract(epoch FROM now() - min(e.recorded_at)), 0)::float8 FROM kernel_event e
                WHERE e.xid >= coalesce((SELECT below_xid::text::xid8 FROM kernel_sequencer), '0'::xid8) AND {ANY_WITHOUT}"""
        )
        age: float = cursor.fetchone()[0]
        return age
