"""Promises: expected goods pegged to waiting lines. First promised, first served."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import connection
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.bulk import array, copy_rows
from yunhe.kernel.cases import Trouble, open_cases
from yunhe.kernel.events import record
from yunhe.kernel.outcome import Reason
from yunhe.stock.events import PromiseBroken, PromiseMade
from yunhe.stock.models import Promise

ZERO = Decimal(0)

# A waiting line: what it lacks and is not promised yet, in the order in which it is served.
WAITING = """
    SELECT l.id, l.outbound_id, o.root_id, l.item_id, o.warehouse_id, o.owner_id,
           l.qty - l.allocated - coalesce((
               SELECT sum(p.qty) FROM stock_promise p WHERE p.outbound_line_id = l.id AND p.state = 'open'), 0)
    FROM stock_outboundline l JOIN stock_outbound o ON o.id = l.outbound_id
    WHERE l.allocated < l.qty AND o.state = 'planned' AND l.item_id = ANY(%s::bigint[]) AND o.warehouse_id = ANY(%s::bigint[])
    ORDER BY o.priority, o.ship_by NULLS LAST, l.id
"""
# What is on its way and not promised to anyone, soonest first.
COMING = """
    SELECT l.id, l.item_id, i.warehouse_id, i.owner_id, i.due_on,
           l.qty - l.received - coalesce((
               SELECT sum(p.qty) FROM stock_promise p WHERE p.inbound_line_id = l.id AND p.state = 'open'), 0)
    FROM stock_inboundline l JOIN stock_inbound i ON i.id = l.inbound_id
    WHERE i.state IN ('expected', 'arrived', 'part_received') AND l.received < l.qty
      AND l.item_id = ANY(%s::bigint[]) AND i.warehouse_id = ANY(%s::bigint[])
    ORDER BY i.due_on, l.id
"""


def promise(items: Iterable[int], warehouses: Iterable[int], *, by: Actor, at: datetime) -> int:
    """Peg what waiting lines lack to what is expected and free; returns the number of promises made. Four statements."""
    parameters = [array(set(items)), array(set(warehouses))]
    with connection.cursor() as cursor:
        cursor.execute(WAITING, parameters)
        waiting = cursor.fetchall()
        if not waiting:
            return 0
        cursor.execute(COMING, parameters)
        coming: defaultdict[tuple[int, int, int], list[list]] = defaultdict(list)
        for line, item, warehouse, owner, due, free in cursor.fetchall():
            if free > 0:
                coming[item, warehouse, owner].append([line, due, free])
    rows: list[tuple[int, int, Decimal, date]] = []
    made: defaultdict[tuple[int, int | None], list[dict[str, object]]] = defaultdict(list)
    for line, outbound, root, item, warehouse, owner, lacks in waiting:
        for source in coming[item, warehouse, owner]:
            part = min(lacks, source[2])
            if part > 0:
                source[2] -= part
                lacks -= part
                rows.append((line, source[0], part, source[1]))
                made[outbound, root].append(
                    {"line": line, "inbound_line": source[0], "qty": str(part), "due": str(source[1])}
                )
    copy_rows(
        Promise,
        ("outbound_line_id", "inbound_line_id", "qty", "due", "state", "made_at"),
        [(*row, Promise.State.OPEN, at) for row in rows],
    )
    record(
        [PromiseMade(subject=outbound, root=root, lines=lines) for (outbound, root), lines in made.items()],
        by=by,
        at=at,
    )
    return len(rows)


def break_promises_on(inbound_ids: Sequence[int], *, by: Actor, at: datetime) -> None:
    """The goods of these inbounds will not come: the promises end, each waiting outbound hears it and gets a case."""
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE stock_promise p SET state = 'broken'
               FROM stock_inboundline i, stock_outboundline l, stock_outbound o
               WHERE i.id = p.inbound_line_id AND i.inbound_id = ANY(%s::bigint[]) AND p.state = 'open'
                 AND l.id = p.outbound_line_id AND o.id = l.outbound_id
               RETURNING o.id, o.root_id, o.number, l.id, p.qty""",
            [array(inbound_ids)],
        )
        broken = cursor.fetchall()
    by_outbound: defaultdict[tuple[int, int | None, str], list[dict[str, object]]] = defaultdict(list)
    for outbound, root, number, line, qty in broken:
        by_outbound[outbound, root, number].append({"line": line, "qty": str(qty)})
    record(
        [PromiseBroken(subject=id, root=root, lines=rows) for (id, root, _), rows in by_outbound.items()], by=by, at=at
    )
    open_cases(
        [
            Trouble(
                "promise_broken",
                "outbound",
                id,
                Reason("promise_broken", N_("Goods promised to {number} will not come"), {"number": number}),
                root_id=root,
                next_step="buy_elsewhere",
                owner_role="buyer",
            )
            for id, root, number in by_outbound
        ],
        by=by,
        at=at,
    )


def keep_promises(served: Mapping[int, Decimal]) -> None:
    """Lines were served so much: their open promises are kept, soonest due first; one kept in part stays for the rest."""
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH served AS (SELECT * FROM unnest(%s::bigint[], %s::numeric[]) AS s(line, qty)),
               queue AS (
                   SELECT p.id, p.qty, s.qty AS got,
                          sum(p.qty) OVER (PARTITION BY p.outbound_line_id ORDER BY p.due, p.id) AS upto
                   FROM stock_promise p JOIN served s ON s.line = p.outbound_line_id WHERE p.state = 'open')
               UPDATE stock_promise p
               SET state = CASE WHEN q.upto <= q.got THEN 'kept' ELSE 'open' END,
                   qty = CASE WHEN q.upto <= q.got THEN p.qty ELSE q.upto - q.got END
               FROM queue q WHERE q.id = p.id AND p.state = 'open' AND q.upto - q.qty < q.got""",
            [array(served), array(served.values())],
        )


def hand_over_promises(keeps: Mapping[int, tuple[int, Decimal]]) -> None:
    """Lines were divided: {line: (its child line, how much of it still lacks)}. What was promised beyond that, latest due,
    is promised to the child from the same inbound."""
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH k AS (SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::numeric[]) AS k(line, child, keeps)),
               queue AS (
                   SELECT p.*, k.child,
                          least(p.qty, greatest(k.keeps - (sum(p.qty) OVER (PARTITION BY p.outbound_line_id ORDER BY p.due, p.id)
                                                           - p.qty), 0)) AS stays
                   FROM stock_promise p JOIN k ON k.line = p.outbound_line_id WHERE p.state = 'open'),
               shrunk AS (
                   UPDATE stock_promise p SET qty = q.stays FROM queue q
                   WHERE q.id = p.id AND q.stays > 0 AND q.stays < p.qty),
               moved AS (
                   UPDATE stock_promise p SET outbound_line_id = q.child FROM queue q WHERE q.id = p.id AND q.stays = 0)
               INSERT INTO stock_promise (outbound_line_id, inbound_line_id, qty, due, state, made_at)
               SELECT child, inbound_line_id, qty - stays, due, state, made_at FROM queue WHERE stays > 0 AND stays < qty""",
            [
                array(keeps),
                array(child for child, _ in keeps.values()),
                array(keeps_qty for _, keeps_qty in keeps.values()),
            ],
        )


def move_promises(due: Mapping[int, date]) -> None:
    """Open promises on these inbounds are due on another day: {inbound id: day}."""
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE stock_promise p SET due = d.day
               FROM unnest(%s::bigint[], %s::date[]) AS d(inbound, day)
               JOIN stock_inboundline l ON l.inbound_id = d.inbound
               WHERE p.inbound_line_id = l.id AND p.state = 'open'""",
            [array(due), array(due.values())],
        )
