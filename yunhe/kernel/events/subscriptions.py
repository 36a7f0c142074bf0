"""Deliver events to subscriptions: lists in order, exactly once, and a subject that fails parks without stopping others."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

from django.db import connection, transaction

from yunhe.kernel.actor import Actor, system
from yunhe.kernel.bulk import array
from yunhe.kernel.events.recorded import COLUMNS, Recorded

BATCH = 1_000
UNABLE = ("53", "57P", "58")  # SQLSTATE: insufficient resources (a full disk), shutdown, system error
Handler = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Subscription:
    """A handler of some kinds of events. `name` is its cursor's key: renaming it would read everything anew.

    `ignores` names the inverse events that need no answer here; a law asks for each inverse to be handled or ignored.
    An `urgent` one does not wait for a round of all the others.
    """

    name: str
    kinds: tuple[str, ...]
    handle: Handler
    ignores: tuple[str, ...] = ()
    urgent: bool = False

    @property
    def by(self) -> Actor:
        return system(self.name)


class HandlerError(Exception):
    """A handler raised; what it did is to be rolled back."""


def deliver(subscription: Subscription, *, at: datetime, batch: int = BATCH) -> int:
    """Hand the next events (at most `batch`) to a subscription; returns how many positions it moved on.

    The cursor moves in the handler's transaction, so its database effects happen exactly once. When the handler
    raises, all is rolled back and done again with care: the list is halved until the failing subject is alone; that
    subject parks, all others pass.
    """
    try:
        return _deliver(subscription, _hand_at_once, at, batch)
    except HandlerError:
        return _deliver(subscription, _hand_apart, at, batch)


def _deliver(subscription: Subscription, hand: Callable[..., None], at: datetime, batch: int) -> int:
    with transaction.atomic():
        position, head = _lock(subscription.name)
        if head <= position:
            return 0
        read, events = _next(subscription, position, head, batch)
        if now := _behind_parked(subscription, events):
            hand(subscription, now, at)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE kernel_subscription SET position = %s WHERE name = %s", [read, subscription.name])
        return read - position


def waiting(subscriptions: Sequence[Subscription]) -> list[Subscription]:
    """Those that have events of their kinds to read; once nobody has, or they lie far behind, the others' cursors move
    on together. Three statements for any number: asking thirty subscriptions one by one costs more than most events do.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, position FROM kernel_subscription WHERE name = ANY(%s)", [[s.name for s in subscriptions]]
        )
        at: dict[str, int] = dict(cursor.fetchall())
        cursor.execute(LAST_OF_KIND, [min(at.values(), default=0)])
        last: dict[str, int] = dict(cursor.fetchall())
        here = [s for s in subscriptions if s.name in at]
        busy = [s for s in here if any(last.get(kind, 0) > at[s.name] for kind in s.kinds)]
        head = max(last.values(), default=0)
        idle = {s.name: at[s.name] for s in here if s not in busy}
        if last and (not busy or head - min(idle.values(), default=head) > BATCH):
            cursor.execute(PASS_ON, [head, list(idle), list(idle.values())])
    return busy


LAST_OF_KIND = """
    SELECT e.kind, max(p.position) FROM kernel_eventposition p
    JOIN kernel_event e ON e.id = p.event_id AND e.recorded_at = p.recorded_at WHERE p.position > %s GROUP BY e.kind
"""
# Only a cursor that still stands where it was read, and that nobody holds.
PASS_ON = """
    UPDATE kernel_subscription s SET position = n.head
    FROM (SELECT k.name, %s::bigint AS head FROM kernel_subscription k
          JOIN unnest(%s::text[], %s::bigint[]) AS i(name, position) ON (i.name, i.position) = (k.name, k.position)
          ORDER BY k.name FOR UPDATE OF k SKIP LOCKED) n
    WHERE s.name = n.name AND s.position < n.head
"""


def retry(subscription: Subscription, parked_ids: Iterable[int], *, at: datetime) -> dict[int, str | None]:
    """Hand parked subjects' events to the handler again, oldest first: all at once, and apart when it raises.

    Answers for each that is parked here: None when its events passed and it is parked no more, or what the handler raised.
    Nobody delivers meanwhile: else a later event would be put behind what is parked no more.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT FROM kernel_subscription WHERE name = %s FOR UPDATE", [subscription.name])
        cursor.execute(
            "SELECT id, subject_kind, subject_id FROM kernel_parked WHERE id = ANY(%s::bigint[]) AND subscription_id = %s "
            "ORDER BY id FOR UPDATE",
            [array(parked_ids), subscription.name],
        )
        parked = {(kind, subject): id for id, kind, subject in cursor.fetchall()}
        events = _read(
            f"SELECT {COLUMNS} FROM kernel_parkedevent k JOIN kernel_eventposition p USING (position) "
            "JOIN kernel_event e ON e.id = p.event_id AND e.recorded_at = p.recorded_at "
            "WHERE k.parked_id = ANY(%s::bigint[]) ORDER BY p.position",
            [array(parked.values())],
        )
        errors = _try_apart(subscription, _by_subject(events), at)
        answer = {id: errors.get(subject) for subject, id in parked.items()}
        _unpark(cursor, [id for id, error in answer.items() if error is None])
        cursor.execute(
            "UPDATE kernel_parked p SET attempts = attempts + 1, error = n.error "
            "FROM unnest(%s::bigint[], %s::text[]) AS n(id, error) WHERE p.id = n.id",
            [[id for id, error in answer.items() if error], [error for error in answer.values() if error]],
        )
        return answer


class Skipped(NamedTuple):
    """What was parked: whose handler, which document, and how many events passed it by."""

    id: int
    handler: str
    kind: str
    subject: int
    events: int


def skip(parked_ids: Iterable[int]) -> list[Skipped]:
    """Let parked subjects' events pass unhandled: a person decided so (the caller records who and why). Waits for who
    delivers."""
    ids = array(parked_ids)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT FROM kernel_subscription WHERE name IN (SELECT subscription_id FROM kernel_parked "
            "WHERE id = ANY(%s::bigint[])) ORDER BY name FOR UPDATE",
            [ids],
        )
        cursor.execute(
            "SELECT p.id, p.subscription_id, p.subject_kind, p.subject_id, "
            "(SELECT count(*) FROM kernel_parkedevent e WHERE e.parked_id = p.id) "
            "FROM kernel_parked p WHERE p.id = ANY(%s::bigint[]) ORDER BY p.id FOR UPDATE",
            [ids],
        )
        gone = [Skipped(*row) for row in cursor.fetchall()]
        _unpark(cursor, [one.id for one in gone])
        return gone


def register(subscriptions: Iterable[Subscription]) -> None:
    """Make sure each subscription has its cursor; a new one starts at the end of what exists before the first run."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_subscription (name, position) SELECT name, 0 FROM unnest(%s::text[]) n(name) "
            "ON CONFLICT DO NOTHING",
            [[s.name for s in subscriptions]],
        )


def _lock(name: str) -> tuple[int, int]:
    """The cursor's position, locked, and the last position there is; (0, 0) when another worker holds it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT position, coalesce((SELECT max(p.position) FROM kernel_eventposition p), 0) "
            "FROM kernel_subscription WHERE name = %s FOR UPDATE SKIP LOCKED",
            [name],
        )
        return cursor.fetchone() or (0, 0)


def _next(subscription: Subscription, after: int, head: int, batch: int) -> tuple[int, list[Recorded]]:
    """Up to which position was read (events of other kinds are passed over), and the events of our kinds. What came
    after `head` was seen is left for the next time."""
    events = _read(
        f"SELECT {COLUMNS} FROM kernel_eventposition p JOIN kernel_event e ON e.id = p.event_id AND e.recorded_at = p.recorded_at "
        "WHERE p.position > %s AND p.position <= %s AND e.kind = ANY(%s) ORDER BY p.position LIMIT %s",
        [after, head, list(subscription.kinds), batch],
    )
    return (events[-1].position if len(events) == batch else head), events


def _behind_parked(subscription: Subscription, events: list[Recorded]) -> list[Recorded]:
    """The events to hand over now; those of parked subjects are put behind them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT subject_kind, subject_id, id FROM kernel_parked WHERE subscription_id = %s", [subscription.name]
        )
        parked = {(kind, id): key for kind, id, key in cursor.fetchall()}
        waiting = [(parked[key], e.position) for e in events if (key := (e.subject_kind, e.subject)) in parked]
        _wait(cursor, waiting)
    return [e for e in events if (e.subject_kind, e.subject) not in parked] if parked else events


def _hand_at_once(subscription: Subscription, events: list[Recorded], at: datetime) -> None:
    """The common case, without a savepoint. Raises HandlerError."""
    try:
        subscription.handle(events, by=subscription.by, at=at)
    except (
        Exception
    ) as error:  # whatever a handler raises is looked at again, apart; the database's own death passes on
        if _is_of_the_database(error):
            raise
        raise HandlerError from error


def _hand_apart(subscription: Subscription, events: list[Recorded], at: datetime) -> None:
    by_subject = _by_subject(events)
    failed = _try_apart(subscription, by_subject, at)
    for part in by_subject:
        if error := failed.get((part[0].subject_kind, part[0].subject)):
            _park(subscription, part, error)


def _try_apart(
    subscription: Subscription, by_subject: list[list[Recorded]], at: datetime
) -> dict[tuple[str, int], str]:
    """What the handler raised, by subject: the list is halved until each that fails is alone."""
    if not by_subject:
        return {}
    error = _try(subscription, sorted((e for events in by_subject for e in events), key=lambda e: e.position), at)
    if error is None:
        return {}
    if len(by_subject) == 1:
        ((first, *_),) = by_subject
        return {(first.subject_kind, first.subject): error}
    half = len(by_subject) // 2
    parts = (by_subject[:half], by_subject[half:])
    return {key: said for part in parts for key, said in _try_apart(subscription, part, at).items()}


def _try(subscription: Subscription, events: Sequence[Recorded], at: datetime) -> str | None:
    """None, or what the handler raised; then nothing of its work remains."""
    try:
        with transaction.atomic():
            subscription.handle(events, by=subscription.by, at=at)
    except Exception as error:  # whatever a handler raises parks its subject; only the database's own death passes on
        if _is_of_the_database(error):
            raise
        return f"{type(error).__name__}: {error}"
    return None


def _is_of_the_database(error: Exception) -> bool:
    """Whether the database could not, whatever the handler does: it is gone or stopping, or has no room left. Nobody
    parks for that; all is tried again."""
    if connection.connection is None or connection.connection.closed:
        return True
    return (getattr(error.__cause__, "sqlstate", None) or "").startswith(UNABLE)


def _park(subscription: Subscription, events: list[Recorded], error: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_parked (subscription_id, subject_kind, subject_id, error, attempts) "
            "VALUES (%s, %s, %s, %s, 1) RETURNING id",
            [subscription.name, events[0].subject_kind, events[0].subject, error],
        )
        key = cursor.fetchone()[0]
        _wait(cursor, [(key, e.position) for e in events])


def _wait(cursor: Any, waiting: list[tuple[int, int]]) -> None:
    if waiting:
        cursor.execute(
            "INSERT INTO kernel_parkedevent (parked_id, position) SELECT * FROM unnest(%s::bigint[], %s::bigint[])",
            [[key for key, _ in waiting], [position for _, position in waiting]],
        )


def _unpark(cursor: Any, parked_ids: list[int]) -> None:
    cursor.execute("DELETE FROM kernel_parkedevent WHERE parked_id = ANY(%s::bigint[])", [parked_ids])
    cursor.execute("DELETE FROM kernel_parked WHERE id = ANY(%s::bigint[])", [parked_ids])


def _by_subject(events: list[Recorded]) -> list[list[Recorded]]:
    def key(e: Recorded) -> tuple[str, int]:
        return e.subject_kind, e.subject

    return [list(group) for _, group in groupby(sorted(events, key=lambda e: (*key(e), e.position)), key=key)]


def _read(sql: str, parameters: list[Any]) -> list[Recorded]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [Recorded(*(*envelope, json.loads(payload))) for *envelope, payload in cursor.fetchall()]
