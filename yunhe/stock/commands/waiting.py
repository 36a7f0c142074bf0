"""Serve waiting lines: goods came, so promised lines get theirs first, then by priority."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db import connection
from django.utils.translation import gettext_noop as N_

from yunhe.kernel import locks
from yunhe.kernel.actor import Actor
from yunhe.kernel.bulk import array
from yunhe.kernel.commands import command
from yunhe.kernel.events import record
from yunhe.kernel.outcome import Outcome
from yunhe.stock.allocations import insert_allocations, set_lines
from yunhe.stock.events import LinesAllocated
from yunhe.stock.levels import LevelBook
from yunhe.stock.promising import keep_promises
from yunhe.stock.scopes import WAREHOUSES

LIMIT = 5_000  # lines in one transaction; the rest is served by the next call


class Waiting(NamedTuple):
    """A line that lacks goods."""

    line: int
    outbound: int
    root: int | None
    item: int
    warehouse: int
    owner: int
    grade: str
    short: Decimal


@command("stock.allocate_waiting", N_("Serve waiting lines"), WAREHOUSES.by(1), named=tuple)
def allocate_waiting(places: Sequence[tuple[int, int]], *, by: Actor, at: datetime) -> Outcome:
    """Allocate free stock of (item, warehouse) pairs to planned lines that lack it: first promised first served, then
    priority, latest ship time, age. `done` lists the outbounds that got something."""
    queue = _queue(places)
    if not queue:
        return Outcome()
    locked = set(locks.lock("stock_outbound", {w.outbound for w in queue}))
    # as it stands under the lock; who came since was not locked and is served next time
    queue = [w for w in _queue(places) if w.outbound in locked]
    book = LevelBook.lock((w.item, w.warehouse, w.owner, w.grade) for w in queue)
    served: dict[int, Decimal] = {}
    allocations = []
    for w in queue:
        key = (w.item, w.warehouse, w.owner, w.grade)
        if got := book.take(key, w.short):
            served[w.line] = got
            allocations.append((book.levels[key].id, got, w.line))
    book.write()
    insert_allocations(allocations)
    set_lines({line: {"allocated": qty} for line, qty in served.items()})
    keep_promises(served)
    reached = {w.outbound: w.root for w in queue if w.line in served}
    complete = _complete(reached)
    record(
        [LinesAllocated(subject=id, root=root, complete=id in complete) for id, root in reached.items()], by=by, at=at
    )
    return Outcome(done=list(reached))


def _queue(places: Sequence[tuple[int, int]]) -> list[Waiting]:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT l.id, l.outbound_id, o.root_id, l.item_id, o.warehouse_id, o.owner_id, l.grade, l.qty - l.allocated
               FROM stock_outboundline l
               JOIN stock_outbound o ON o.id = l.outbound_id
               JOIN unnest(%s::bigint[], %s::bigint[]) AS k(item, warehouse)
                 ON (l.item_id, o.warehouse_id) = (k.item, k.warehouse)
               LEFT JOIN LATERAL (
                   SELECT min(p.made_at) AS made_at FROM stock_promise p
                   WHERE p.outbound_line_id = l.id AND p.state = 'open') p ON true
               WHERE l.allocated < l.qty AND o.state = 'planned'
               ORDER BY p.made_at NULLS LAST, o.priority, o.ship_by NULLS LAST, l.id LIMIT %s""",
            [array(item for item, _ in set(places)), array(warehouse for _, warehouse in set(places)), LIMIT],
        )
        return [Waiting(*row) for row in cursor.fetchall()]


def _complete(outbound_ids: Iterable[int]) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT outbound_id FROM stock_outboundline WHERE outbound_id = ANY(%s::bigint[])
               GROUP BY outbound_id HAVING bool_and(allocated = qty)""",
            [array(outbound_ids)],
        )
        return {id for (id,) in cursor.fetchall()}
