"""The pump outlives its database connection; what is parked is dealt with while nobody delivers."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import InterfaceError, connection, transaction

from tests.kernel.test_events import PebbleThrown
from yunhe.kernel.actor import Actor, system
from yunhe.kernel.events import Recorded, record
from yunhe.kernel.events.pump import drain, run
from yunhe.kernel.events.subscriptions import Subscription, deliver, register, retry, skip

AT = datetime(2026, 11, 21, 17, 30, tzinfo=UTC)
BY = system("test")
PATIENCE = 60.0  # seconds after which a thread is taken to hang


class Stones:
    """A handler that counts pebbles; `first` is done with the first list it gets."""

    def __init__(self, first: Callable[[], None] = lambda: None) -> None:
        self.seen: list[int] = []
        self.first: Callable[[], None] | None = first
        self.came = threading.Semaphore(0)

    def __call__(self, events: list[Recorded], *, by: Actor, at: datetime) -> None:
        if first := self.first:
            self.first = None
            first()
        self.seen += [e.subject for e in events]
        self.came.release()


def close() -> None:
    """As when a network drops the connection: it is closed on this side, and nobody said so."""
    connection.connection.close()


def shut_down() -> None:
    """As when the server stops."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")


def interface() -> None:
    close()
    raise InterfaceError("connection already closed")


@contextmanager
def running(handler: Stones) -> Iterator[None]:
    stop = threading.Event()
    pump = threading.Thread(target=run, args=([Subscription("pump", ("PebbleThrown",), handler)], stop))
    pump.start()
    try:
        yield
        assert pump.is_alive()
    finally:
        stop.set()
        pump.join(PATIENCE)


@pytest.mark.parametrize("lose", [close, shut_down, interface])
def test_a_connection_lost_in_a_handler_is_made_anew(lose: Callable[[], None], db: str) -> None:
    handler = Stones(lose)
    record([PebbleThrown(subject=1)], by=BY, at=AT)
    with running(handler):
        while 1 not in handler.seen:  # what was handled on the lost connection left nothing and is handled again
            assert handler.came.acquire(timeout=PATIENCE)
        record([PebbleThrown(subject=2)], by=BY, at=AT)
        while 2 not in handler.seen:
            assert handler.came.acquire(timeout=PATIENCE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM kernel_parked")
        assert cursor.fetchone() == (0,)


def test_a_connection_lost_while_waiting_for_news_is_made_anew(db: str) -> None:
    handler = Stones()
    record([PebbleThrown(subject=1)], by=BY, at=AT)
    with running(handler):
        assert handler.came.acquire(timeout=PATIENCE)
        until(
            "SELECT bool_or(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND state = 'idle' AND query = 'LISTEN yunhe_events'"
        )
        record([PebbleThrown(subject=2)], by=BY, at=AT)
        assert handler.came.acquire(timeout=PATIENCE)
    assert handler.seen == [1, 2]


def parked(handler: Stones) -> tuple[Subscription, int]:
    """A subscription with one parked pebble, 1."""

    def refuse() -> None:
        handler.first = refuse
        raise RuntimeError("no pebbles")

    handler.first = refuse
    subscription = Subscription("parks", ("PebbleThrown",), handler)
    register([subscription])
    record([PebbleThrown(subject=1)], by=BY, at=AT)
    drain([subscription], at=AT)
    handler.first = None
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM kernel_parked")
        return subscription, cursor.fetchone()[0]


def test_nobody_delivers_while_a_parked_subject_is_retried(db: str) -> None:
    handler = Stones()
    subscription, key = parked(handler)
    moved: list[int] = []

    def another_worker() -> None:
        worker = threading.Thread(target=alone, args=(lambda: moved.append(deliver(subscription, at=AT)),))
        worker.start()
        worker.join(PATIENCE)

    record([PebbleThrown(subject=1), PebbleThrown(subject=3)], by=BY, at=AT)
    drain([Subscription("nobody", (), handler)], at=AT)  # they have their positions
    handler.first = another_worker
    assert retry(subscription, [key], at=AT) == {key: None}
    assert moved == [0], "it leaves the cursor to whom it belongs, and does not wait"
    drain([subscription], at=AT)
    assert handler.seen == [1, 1, 3]


def test_skipping_waits_until_who_delivers_is_done(db: str) -> None:
    handler = Stones()
    subscription, key = parked(handler)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT FROM kernel_subscription WHERE name = %s FOR UPDATE", [subscription.name])
        skipping = threading.Thread(target=alone, args=(lambda: skip([key]),))
        skipping.start()
        until("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)", or_over=skipping)
        cursor.execute("SELECT count(*) FROM kernel_parked")
        assert cursor.fetchone() == (1,)
    skipping.join(PATIENCE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM kernel_parked")
        assert cursor.fetchone() == (0,)


def alone(do: Callable[[], Any]) -> None:
    """In a thread: with a connection of its own."""
    try:
        do()
    finally:
        connection.close()


def until(question: str, or_over: threading.Thread | None = None) -> None:
    """Ask the database until it says yes."""
    pause = threading.Event()
    with connection.cursor() as cursor:
        while True:
            cursor.execute(question)
            if cursor.fetchone()[0] or (or_over is not None and not or_over.is_alive()):
                return
            pause.wait(0.02)


@pytest.mark.parametrize(
    ("urgent", "expected"),
    [
        (True, ["buyer 1", "thrower 1", "buyer 2", "clerk 1", "clerk 2", "thrower 2"]),
        (False, ["buyer 1", "thrower 1", "clerk 1", "buyer 2", "thrower 2", "clerk 2"]),
    ],
)
def test_urgent_handlers_do_not_wait_for_a_round(db: str, urgent: bool, expected: list[str]) -> None:
    """What a handler records reaches an urgent one before the next of the round; a patient one gets it a round later."""
    order: list[str] = []

    def taking(name: str) -> Callable[..., None]:
        def handle(events: list[Recorded], *, by: Actor, at: datetime) -> None:
            order.extend(f"{name} {e.subject}" for e in events)
            if order[-1] == "thrower 1":
                record([PebbleThrown(subject=2)], by=by, at=at)

        return handle

    subscriptions = [
        Subscription("buyer", ("PebbleThrown",), taking("buyer"), urgent=urgent),
        Subscription("thrower", ("PebbleThrown",), taking("thrower")),
        Subscription("clerk", ("PebbleThrown",), taking("clerk")),
    ]
    register(subscriptions)
    record([PebbleThrown(subject=1)], by=BY, at=AT)
    drain(subscriptions, at=AT)
    assert order == expected
