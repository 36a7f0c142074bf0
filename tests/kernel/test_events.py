"""Recording, sequencing, delivering and parking events."""

import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from yunhe.kernel.actor import Actor, system
from yunhe.kernel.events import Event, Recorded, record
from yunhe.kernel.events.pump import drain
from yunhe.kernel.events.sequencer import oldest_unsequenced_seconds, sequence
from yunhe.kernel.events.subscriptions import Subscription, register, retry, skip

AT = datetime(2026, 11, 21, 17, 30, tzinfo=UTC)  # already the 22nd in Shanghai
BY = system("test")


@dataclass(frozen=True, kw_only=True)
class PebbleThrown(Event, subject="pebble"):
    weight: int = 1


@dataclass(frozen=True, kw_only=True)
class PebbleSank(Event, subject="pebble"):
    pass


class Notebook:
    """A handler that writes down what it got, and refuses some subjects."""

    def __init__(self, *refuses: int) -> None:
        self.calls: list[list[int]] = []
        self.refuses = set(refuses)

    def __call__(self, events: list[Recorded], *, by: Actor, at: datetime) -> None:
        for event in events:
            if event.subject in self.refuses:
                raise RuntimeError(f"no pebble {event.subject}")
        self.calls.append([event.subject for event in events])


def subscribed(name: str, handler: Any) -> list[Subscription]:
    subscriptions = [Subscription(name, ("PebbleThrown",), handler)]
    register(subscriptions)
    return subscriptions


def test_an_event_keeps_what_it_is_told(db: str) -> None:
    record([PebbleThrown(subject=7, root=3, weight=5)], by=BY, at=AT)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, subject_kind, subject_id, root_id, business_date::text, by, payload FROM kernel_event"
        )
        assert cursor.fetchall() == [("PebbleThrown", "pebble", 7, 3, "2026-11-22", "system:test", '{"weight": 5}')]


def test_the_ledger_refuses_change(db: str) -> None:
    record([PebbleThrown(subject=7)], by=BY, at=AT)
    with connection.cursor() as cursor:
        with pytest.raises(IntegrityError, match="rows are added, never changed"):
            cursor.execute("UPDATE kernel_event SET kind = 'x'")
        with pytest.raises(IntegrityError, match="rows are added, never changed"):
            cursor.execute("DELETE FROM kernel_event")


def test_a_subscription_gets_its_kinds_once_and_in_order(db: str) -> None:
    notebook = Notebook()
    subscriptions = subscribed("once", notebook)
    record([PebbleThrown(subject=1), PebbleSank(subject=1), PebbleThrown(subject=2)], by=BY, at=AT)
    assert drain(subscriptions, at=AT) == 3
    record([PebbleThrown(subject=3)], by=BY, at=AT)
    assert drain(subscriptions, at=AT) == 1
    assert drain(subscriptions, at=AT) == 0
    assert notebook.calls == [[1, 2], [3]]


def test_an_event_behind_an_open_transaction_waits_and_is_not_lost(db: str) -> None:
    """Fails without pg_snapshot_xmin in sequencer.READY."""
    notebook = Notebook()
    subscriptions = subscribed("waits", notebook)
    opened, finish = threading.Event(), threading.Event()

    def slow_writer() -> None:
        with transaction.atomic():
            record([PebbleThrown(subject=1)], by=BY, at=AT)
            opened.set()
            finish.wait(10)
        connection.close()

    writer = threading.Thread(target=slow_writer)
    writer.start()
    opened.wait(10)
    record([PebbleThrown(subject=2)], by=BY, at=AT)
    assert drain(subscriptions, at=AT) == 0, "the later event must not overtake the open transaction"
    assert oldest_unsequenced_seconds() > 0
    finish.set()
    writer.join()
    assert drain(subscriptions, at=AT) == 2
    assert notebook.calls == [[1, 2]]
    assert oldest_unsequenced_seconds() == 0


def test_a_failing_subject_parks_and_the_others_flow(db: str) -> None:
    """Fails when subscriptions.deliver does not hand the list over apart after a HandlerError."""
    notebook = Notebook(2)
    subscriptions = subscribed("parks", notebook)
    record([PebbleThrown(subject=n) for n in (1, 2, 3, 2)], by=BY, at=AT)
    drain(subscriptions, at=AT)
    assert sorted(subject for call in notebook.calls for subject in call) == [1, 3]
    record([PebbleThrown(subject=2), PebbleThrown(subject=4)], by=BY, at=AT)
    drain(subscriptions, at=AT)
    assert notebook.calls[-1] == [4], "a parked subject's later event waits behind it"
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, subject_id, error, (SELECT count(*) FROM kernel_parkedevent) FROM kernel_parked")
        ((key, subject, error, waiting),) = cursor.fetchall()
    assert (subject, error, waiting) == (2, "RuntimeError: no pebble 2", 3)
    assert retry(subscriptions[0], [key], at=AT) == {key: "RuntimeError: no pebble 2"}
    notebook.refuses.clear()
    assert retry(subscriptions[0], [key], at=AT) == {key: None}
    assert notebook.calls[-1] == [2, 2, 2]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM kernel_parked")
        assert cursor.fetchone() == (0,)


def test_a_full_disk_parks_nobody(db: str) -> None:
    """Fails when only a closed connection counts as the database's own death (without UNABLE in subscriptions)."""
    notebook, full = Notebook(), [True]

    def write(events: list[Recorded], *, by: Actor, at: datetime) -> None:
        if full:
            with connection.cursor() as cursor:
                cursor.execute("DO $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$")
        notebook(events, by=by, at=at)

    subscriptions = subscribed("full", write)
    record([PebbleThrown(subject=n) for n in (1, 2)], by=BY, at=AT)
    with pytest.raises(OperationalError, match="could not extend file"):
        drain(subscriptions, at=AT)
    full.clear()
    drain(subscriptions, at=AT)
    assert notebook.calls == [[1, 2]]


def test_a_failed_handler_leaves_nothing_behind(db: str) -> None:
    """Fails without the savepoint in subscriptions._try, and without the transaction in subscriptions._deliver."""

    def half(events: list[Recorded], *, by: Actor, at: datetime) -> None:
        record([PebbleSank(subject=events[0].subject)], by=by, at=at)
        raise RuntimeError("half way")

    subscriptions = subscribed("half", half)
    record([PebbleThrown(subject=1)], by=BY, at=AT)
    drain(subscriptions, at=AT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM kernel_event WHERE kind = 'PebbleSank'")
        assert cursor.fetchone() == (0,)


def test_skipping_lets_the_subject_flow_again(db: str) -> None:
    notebook = Notebook(1)
    subscriptions = subscribed("skips", notebook)
    record([PebbleThrown(subject=1)], by=BY, at=AT)
    drain(subscriptions, at=AT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM kernel_parked")
        key = cursor.fetchone()[0]
    assert skip([key]) == [(key, "skips", "pebble", 1, 1)]
    notebook.refuses.clear()
    record([PebbleThrown(subject=1)], by=BY, at=AT)
    drain(subscriptions, at=AT)
    assert notebook.calls == [[1]]


def test_positions_survive_a_move_to_another_cluster(db: str) -> None:
    notebook = Notebook()
    subscriptions = subscribed("moves", notebook)
    record([PebbleThrown(subject=1)], by=BY, at=AT)
    drain(subscriptions, at=AT)
    record([PebbleThrown(subject=2)], by=BY, at=AT)
    with connection.cursor() as cursor:  # as after pg_restore elsewhere: foreign transaction numbers
        cursor.execute("UPDATE kernel_sequencer SET cluster = 1, below_xid = 999999999")
    assert sequence() == {"PebbleThrown": 1}
    record([PebbleThrown(subject=3)], by=BY, at=AT)
    drain(subscriptions, at=AT)
    assert notebook.calls == [[1], [2, 3]]


def test_a_restored_cluster_passes_the_transaction_numbers_of_the_old_one(db: str) -> None:
    """Fails when `sequence` places events by their transaction alone (READY without ANY_WITHOUT)."""
    notebook = Notebook()
    subscriptions = subscribed("passes", notebook)
    record([PebbleThrown(subject=1)], by=BY, at=AT)
    drain(subscriptions, at=AT)
    with transaction.atomic(), connection.cursor() as cursor:  # written by a cluster that was five transactions ahead
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE kernel_event SET xid = (pg_current_xact_id()::text::bigint + 5)::text::xid8")
        cursor.execute("UPDATE kernel_sequencer SET cluster = 1")
    for n in range(2, 12):
        record([PebbleThrown(subject=n)], by=BY, at=AT)
        drain(subscriptions, at=AT)
    assert notebook.calls == [[n] for n in range(1, 12)]
