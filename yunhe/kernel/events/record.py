"""Record events: rows of the ledger in the caller's own transaction, one statement for all of them."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from yunhe.kernel.actor import Actor
from yunhe.kernel.calendar import business_day
from yunhe.kernel.events.kinds import Event

# The pump is woken when this transaction commits.
INSERT = """
    WITH added AS (
        INSERT INTO kernel_event
            (kind, v, subject_kind, subject_id, root_id, caused_by, business_date, occurred_at, by, payload)
        SELECT e.kind, e.v, e.sk, e.s, e.r, e.c, e.d, %s, %s, e.p FROM jsonb_to_recordset(%s::jsonb)
            AS e(kind text, v smallint, sk text, s bigint, r bigint, c bigint, d date, p jsonb))
    SELECT pg_notify('yunhe_events', '')
"""


def record(events: Sequence[Event], *, by: Actor, at: datetime) -> None:
    """Append events that happened at `at`; they become visible to subscriptions once this transaction has committed.

    An event's business date is its own, or the day of `at` in the company's time zone.
    """
    if not events:
        return
    today = business_day(at)
    rows = [
        {
            "kind": type(e).__name__,
            "v": e.V,
            "sk": e.SUBJECT,
            "s": e.subject,
            "r": e.root,
            "c": e.caused_by,
            "d": str(e.business_date or today),
            "p": e.payload(),
        }
        for e in events
    ]
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [at, by.name, json.dumps(rows, default=_json)])


def _json(value: Any) -> Any:
    if isinstance(value, (Decimal, date, datetime)):
        return str(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    raise TypeError(f"an event cannot carry a {type(value).__name__}")
