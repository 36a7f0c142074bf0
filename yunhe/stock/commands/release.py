"""Release: hand planned outbounds to the warehouse; lots and bins are bound here."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import connection
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.bulk import array
from yunhe.kernel.calendar import business_day
from yunhe.kernel.commands import command
from yunhe.kernel.flow import not_found, wrong_state
from yunhe.kernel.outcome import Outcome, Reason
from yunhe.stock.allocations import LineRow, lines_of
from yunhe.stock.bindings import Shelves, bind
from yunhe.stock.flows import OUTBOUND
from yunhe.stock.scopes import OUTBOUNDS


@command("stock.release", N_("Release to the warehouse"), OUTBOUNDS)
def release(outbound_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """Bind bins and lots (first expired first) and release, by priority; refused when short or not pickable."""
    outcome = Outcome()
    heads = _lock(outbound_ids)
    lines: defaultdict[int, list[LineRow]] = defaultdict(list)
    for line in lines_of(heads):
        lines[line.outbound].append(line)
    shelves = Shelves.lock((line.level for rows in lines.values() for line in rows), business_day(at))
    bindings: list[tuple[LineRow, Sequence[tuple[int, Decimal]]]] = []
    ready = []
    for id, (number, state, recall, min_days) in heads.items():
        if state != "planned":
            outcome.refused[id] = wrong_state(number, state, ("planned",))
        elif recall:
            outcome.refused[id] = Reason("recall_requested", N_("{number} is being recalled"), {"number": number})
        elif short := [line.item for line in lines[id] if line.short]:
            outcome.refused[id] = Reason("short", N_("{number} waits for goods"), {"number": number, "items": short})
        elif (taken := _places(lines[id], shelves, min_days)) is None:
            outcome.refused[id] = Reason(
                "not_in_bins", N_("Goods of {number} are in no pickable bin"), {"number": number}
            )
        else:
            bindings += taken
            ready.append(id)
    outcome.refuse([id for id in outbound_ids if id not in heads], not_found("outbound"))
    bind(bindings)
    warehouse = {id: {"warehouse": lines[id][0].warehouse} for id in ready}
    return outcome.merge(OUTBOUND.move(ready, "release", by=by, at=at, payload=warehouse))


def _lock(ids: Sequence[int]) -> dict[int, tuple[str, str, bool, int]]:
    """Lock outbounds by id; answered by priority, latest ship time and id: who comes first gets the better bin.

    Their facts come from the locked rows: a join back to the table would see them as they were before the wait.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH locked AS (
                   SELECT id, number, state, recall_requested, partner_id, priority, ship_by FROM stock_outbound
                   WHERE id = ANY(%s::bigint[]) ORDER BY id FOR UPDATE)
               SELECT o.id, o.number, o.state, o.recall_requested, coalesce(p.min_shelf_days, 0)
               FROM locked o LEFT JOIN partners_partner p ON p.id = o.partner_id
               ORDER BY o.priority, o.ship_by NULLS LAST, o.id""",
            [array(set(ids))],
        )
        return {id: (number, state, recall, days) for id, number, state, recall, days in cursor.fetchall()}


def _places(
    lines: Sequence[LineRow], shelves: Shelves, min_days: int
) -> list[tuple[LineRow, Sequence[tuple[int, Decimal]]]] | None:
    """Where each line is picked from, or None (and nothing kept) when one of them can't be."""
    found: list[tuple[LineRow, Sequence[tuple[int, Decimal]]]] = []
    for line in lines:
        taken = shelves.take(line.level, line.qty, min_days)
        if taken is None:
            for _, kept in found:
                shelves.give(kept)
            return None
        found.append((line, taken))
    return found
