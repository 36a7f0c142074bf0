"""A recorded event as handlers and timelines get it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Recorded:
    """A row of the ledger at its position."""

    position: int
    id: int
    kind: str
    subject_kind: str
    subject: int
    root: int | None
    business_date: date
    occurred_at: datetime
    by: str
    payload: Mapping[str, Any]


COLUMNS = (
    "p.position, e.id, e.kind, e.subject_kind, e.subject_id, e.root_id, e.business_date, e.occurred_at, e.by, e.payload"
)
