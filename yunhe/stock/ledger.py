"""The quantity ledger: the only place that writes moves and quantities. Moves, bin levels, levels and use change together."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db import connection
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.bulk import array, copy_rows, draw_ids
from yunhe.kernel.calendar import bookings
from yunhe.kernel.flow import not_found
from yunhe.kernel.outcome import Reason, RefusalError
from yunhe.stock.levels import LevelBook, LevelKey
from yunhe.stock.models import Move

ZERO = Decimal(0)


class Entry(NamedTuple):
    """One move to be posted: `qty` signed, in base units; (subject_kind, subject_id, line) is what caused it.

    `since` is when goods that enter a bin first came to us (first in, first out survives a move between bins).
    """

    item: int
    warehouse: int
    bin: int
    lot: int | None
    owner: int
    grade: str
    qty: Decimal
    cause: str
    subject_kind: str
    subject_id: int
    line: int | None = None
    reason: str = ""
    since: date | None = None

    @property
    def level(self) -> LevelKey:
        return (self.item, self.warehouse, self.owner, self.grade)


COLUMNS = (
    *("id", "item_id", "warehouse_id", "bin_id", "lot_id", "owner_id", "grade", "qty", "cause"),
    *("subject_kind", "subject_id", "line_id", "reason", "business_date", "period_id", "late", "by"),
)


def post(entries: Sequence[Entry], *, book: LevelBook, business_date: date, by: Actor) -> list[int]:
    """Append moves and bring bin levels, levels and what was used up to date; returns the moves' ids in the entries' order.

    `book` must hold the lock of every level touched: ids are drawn under it, so that id order is the order in which
    each level changed. Raises RefusalError for an unknown owner or warehouse, and when a bin would hold less than
    nothing or less than is bound there; the caller looks first where people can be at fault.
    """
    entries = [e for e in entries if e.qty]
    if not entries:
        return []
    entity_of = _entities({e.owner for e in entries}, {e.warehouse for e in entries})
    for e in entries:
        if (e.owner, e.warehouse) not in entity_of:
            raise RefusalError(not_found(e.warehouse))
    booked = bookings({entity_of[e.owner, e.warehouse] for e in entries}, business_date)
    ids = _ids(entries)
    rows = []
    for id, e in zip(ids, entries):
        period = booked[entity_of[e.owner, e.warehouse]]
        head = (id, e.item, e.warehouse, e.bin, e.lot, e.owner, e.grade, e.qty, e.cause, e.subject_kind, e.subject_id)
        rows.append((*head, e.line, e.reason, business_date, period.period_id, period.late, by.name))
    copy_rows(Move, COLUMNS, rows)
    _bins(entries, business_date)
    _levels(entries, book)
    _use(entries, book, business_date)
    return ids


def _ids(entries: Sequence[Entry]) -> list[int]:
    """Arrivals get the smaller ids: a move between bins of one level then never dips below what is promised there."""
    order = sorted(range(len(entries)), key=lambda n: entries[n].qty < 0)
    drawn = draw_ids("stock_ledger_seq", len(entries))
    ids = [0] * len(entries)
    for n, id in zip(order, drawn):
        ids[n] = id
    return ids


def _levels(entries: Sequence[Entry], book: LevelBook) -> None:
    change: defaultdict[LevelKey, Decimal] = defaultdict(Decimal)
    for e in entries:
        change[e.level] += e.qty
    changed = [(book.levels[key], qty) for key, qty in change.items() if qty]
    for level, qty in changed:
        level.on_hand += qty
    with connection.cursor() as cursor:
        # allocated is written with on_hand: a shipment lowers both, and the CHECK must never see one without the other
        cursor.execute(
            """UPDATE stock_level l SET on_hand = l.on_hand + c.qty, allocated = c.allocated
               FROM unnest(%s::bigint[], %s::numeric[], %s::numeric[]) AS c(id, qty, allocated) WHERE l.id = c.id""",
            [
                array(level.id for level, _ in changed),
                array(qty for _, qty in changed),
                array(level.allocated for level, _ in changed),
            ],
        )
    for level, _ in changed:
        level.was_allocated = level.allocated


def _use(entries: Sequence[Entry], book: LevelBook, day: date) -> None:
    """The level's lock is the lock of its days."""
    used = [e for e in entries if e.cause == "ship" and e.subject_kind == "outbound" and e.qty < 0]
    if not used:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            ADD_USE,
            [
                day,
                array(book.levels[e.level].id for e in used),
                array(e.subject_id for e in used),
                array(-e.qty for e in used),
            ],
        )


ADD_USE = """
    INSERT INTO stock_use AS u (level_id, day, qty)
    SELECT c.level, %s, sum(c.qty) FROM unnest(%s::bigint[], %s::bigint[], %s::numeric[]) AS c(level, outbound, qty)
    JOIN stock_outbound o ON o.id = c.outbound AND o.kind <> 'transfer' GROUP BY 1
    ON CONFLICT (level_id, day) DO UPDATE SET qty = u.qty + excluded.qty
"""
# The same from the ledger: what the doctor compares it with.
USED = """
    SELECT l.id AS level_id, m.business_date AS day, -sum(m.qty) AS qty FROM stock_move m
    JOIN stock_outbound o ON o.id = m.subject_id AND o.kind <> 'transfer'
    JOIN stock_level l ON (l.item_id, l.warehouse_id, l.owner_id, l.grade) = (m.item_id, m.warehouse_id, m.owner_id, m.grade)
    WHERE m.cause = 'ship' AND m.subject_kind = 'outbound' AND m.qty < 0 GROUP BY 1, 2
"""


def _bins(entries: Sequence[Entry], today: date) -> None:
    change: defaultdict[tuple[int, int, int, int | None, int, str], Decimal] = defaultdict(Decimal)
    since: dict[tuple[int, int, int, int | None, int, str], date] = {}
    for e in entries:
        key = (e.item, e.warehouse, e.bin, e.lot, e.owner, e.grade)
        change[key] += e.qty
        if e.qty > 0:
            since[key] = min(since.get(key, e.since or today), e.since or today)
    rows = [(*key, qty, since.get(key)) for key, qty in change.items() if qty]
    columns = [array(column) for column in zip(*rows)] if rows else []
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(UPDATE_BINS, columns)
        missing = cursor.fetchall()
        if any(qty < 0 for *_, qty, _ in missing):
            raise RefusalError(Reason("bin_short", N_("A bin does not hold that much")))
        if missing:
            cursor.execute(MAKE_BINS, [array(column) for column in zip(*missing)])


# Locked by ascending id, as whoever binds goods in bins does.
UPDATE_BINS = """
    WITH c AS (SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::text[],
                                    %s::numeric[], %s::date[]) AS c(item, warehouse, bin, lot, owner, grade, qty, since)),
    locked AS (
        SELECT b.id, c.* FROM stock_binlevel b JOIN c
          ON (b.item_id, b.warehouse_id, b.bin_id, b.owner_id, b.grade) = (c.item, c.warehouse, c.bin, c.owner, c.grade)
         AND b.lot_id IS NOT DISTINCT FROM c.lot
        ORDER BY b.id FOR UPDATE OF b),
    done AS (
        UPDATE stock_binlevel b
        SET qty = b.qty + l.qty, since = CASE WHEN b.qty = 0 THEN l.since ELSE least(b.since, l.since) END
        FROM locked l WHERE b.id = l.id
        RETURNING l.item, l.warehouse, l.bin, l.lot, l.owner, l.grade)
    SELECT c.* FROM c LEFT JOIN done d
      ON (d.item, d.warehouse, d.bin, d.owner, d.grade) = (c.item, c.warehouse, c.bin, c.owner, c.grade)
     AND d.lot IS NOT DISTINCT FROM c.lot
    WHERE d.item IS NULL
"""
MAKE_BINS = """
    INSERT INTO stock_binlevel (item_id, warehouse_id, bin_id, lot_id, owner_id, grade, qty, since, bound)
    SELECT c.*, 0 FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::text[],
                              %s::numeric[], %s::date[]) AS c
"""


def _entities(owner_ids: set[int], warehouse_ids: set[int]) -> dict[tuple[int, int], int]:
    """The entity in whose periods a move counts: the owner's, or for a consignor's goods the warehouse's."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT o.id, w.id, coalesce(o.entity_id, w.entity_id) FROM stock_owner o, stock_warehouse w
               WHERE o.id = ANY(%s::bigint[]) AND w.id = ANY(%s::bigint[])""",
            [array(owner_ids), array(warehouse_ids)],
        )
        return {(owner, warehouse): entity for owner, warehouse, entity in cursor.fetchall()}
