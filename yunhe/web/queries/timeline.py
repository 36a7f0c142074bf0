"""The story of a document across all systems, from the event ledger."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection
from django.utils.translation import gettext

from yunhe.kernel.actor import Actor
from yunhe.kernel.bulk import array
from yunhe.kernel.links import outside
from yunhe.kernel.quantity import plain
from yunhe.stock.queries import SHARED_EVENTS
from yunhe.web.queries.naming import Paper, papers
from yunhe.web.words import EVENTS

LIMIT = 300
SHOWN = ("qty", "amount", "score", "reason")  # what is said of an event besides its name


class Moment(NamedTuple):
    """An event as a reader sees it: what happened, to which paper, who did it, and when."""

    text: str
    paper: Paper | None
    by: str
    at: datetime
    kind: str


STORY = f"""
    SELECT e.kind, e.subject_kind, e.subject_id, e.by, e.occurred_at, e.payload FROM kernel_event e
    WHERE e.id IN (
        SELECT id FROM kernel_event WHERE root_id = ANY(%(roots)s::bigint[])
        UNION {SHARED_EVENTS}
        UNION
        SELECT k.id FROM unnest(%(kinds)s::text[], %(ids)s::bigint[]) AS s(kind, id)
        JOIN kernel_event k ON (k.subject_kind, k.subject_id) = (s.kind, s.id))
    ORDER BY e.occurred_at DESC, e.id DESC LIMIT %(limit)s
"""


def timeline(subjects: Iterable[tuple[str, int]], actor: Actor, *, roots: Iterable[int] = ()) -> list[Moment]:
    """The events of these documents and of everything that began with the orders `roots`, shared with others or not, newest
    first; without those of documents outside of the actor's limits."""
    wanted = sorted(set(subjects))
    with connection.cursor() as cursor:
        cursor.execute(
            STORY,
            {
                "roots": array(roots),
                "kinds": [kind for kind, _ in wanted],
                "ids": array(id for _, id in wanted),
                "limit": LIMIT,
            },
        )
        rows = cursor.fetchall()
    hidden = outside({(kind, id) for _, kind, id, *_ in rows}, actor)
    rows = [row for row in rows if (row[1], row[2]) not in hidden]
    named = papers((kind, id) for _, kind, id, *_ in rows)
    return [
        Moment(_text(kind, payload), named.get((of, id)), who(by), at, kind) for kind, of, id, by, at, payload in rows
    ]


def who(by: str) -> str:
    """A person's name; the program's own for its handlers and jobs."""
    return gettext("Yunhe") if by.startswith("system:") else by.removeprefix("user:")


def _text(kind: str, payload: Any) -> str:
    said = gettext(EVENTS.get(kind, kind))
    detail = details(json.loads(payload) if isinstance(payload, str) else payload)
    return f"{said} ({', '.join(detail)})" if detail else said


def details(payload: Mapping[str, Any]) -> list[str]:
    """What of an event's figures means something to a reader; never a database id."""
    given = {name: payload[name] for name in SHOWN if isinstance(payload.get(name), (str, int))}
    return [plain(Decimal(value)) if name == "qty" else str(value) for name, value in given.items()]
