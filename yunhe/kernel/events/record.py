"""Record events: rows of the ledger in the caller's own transaction, one statement for all of them."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from yunhe.kernel.actor import Actor
from yunhe.kernel.bulk import copy_rows
from yunhe.kernel.calendar import business_day
from yunhe.kernel.events.kinds import Event
from yunhe.kernel.models import Event as EventRow

COLUMNS = (
    *(
        "kind",
        "v",
        "subject_kind",
        "subject_id",
        "root_id",
        "caused_by",
        "business_date",
        "occurred_at",
        "by",
        "payload",
    ),
)


def record(events: Sequence[Event], *, by: Actor, at: datetime) -> None:
    """Append events that happened at `at`; they become visible to subscriptions once this transaction has committed.

    An event's business date is its own, or the day of `at` in the company's time zone. A trigger wakes the pump.
    """
    if not events:
        return
    today = business_day(at)
    copy_rows(
        EventRow,
        COLUMNS,
        [
            (
                *(type(e).__name__, e.V, e.subject_kind, e.subject, e.root, e.caused_by, e.business_date or today),
                *(at, by.name, _PAYLOAD.encode(e.payload())),
            )
            for e in events
        ],
    )


def _json(value: Any) -> Any:
    if isinstance(value, (Decimal, date, datetime)):
        return str(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    raise TypeError(f"an event cannot carry a {type(value).__name__}")


_PAYLOAD = json.JSONEncoder(ensure_ascii=False, default=_json)
