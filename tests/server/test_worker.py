"""The worker with real jobs: they run, deferring is part of a transaction, killed workers' jobs come back."""

import asyncio
import contextlib
import threading

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app as jobs
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.server.processes import until
from yunhe.cli.worker import end, work


@jobs.task(name="test_worker.note")
def note(key: str) -> None:
    Session.objects.create(session_key=key, session_data="", expire_date=timezone.now())


@jobs.task(name="test_worker.defer_and_fail")
def defer_and_fail() -> None:
    with transaction.atomic():
        note.defer(key="rolled back")
        raise ZeroDivisionError


@jobs.task(name="test_worker.defer")
def defer() -> None:
    with transaction.atomic():
        note.defer(key="committed")


def until_done(stop: threading.Event) -> None:
    """A pump that ends, and the worker with it, once no job waits or runs."""

    def done() -> bool:
        assert not stop.wait(0.02)
        return not ProcrastinateJob.objects.filter(status__in=("todo", "doing")).exists()

    try:
        until(done)
    finally:
        connection.close()


def notes() -> list[str]:
    return list(Session.objects.order_by("session_key").values_list("session_key", flat=True))


def test_jobs_run(db: str) -> None:
    for key in ("a", "b"):
        note.defer(key=key)
    asyncio.run(work(until_done))
    assert notes() == ["a", "b"]


def test_a_job_deferred_inside_a_job_commits_with_its_transaction(db: str) -> None:
    defer.defer()
    asyncio.run(work(until_done))
    assert notes() == ["committed"]


def test_a_job_deferred_inside_a_job_is_rolled_back_with_its_transaction(db: str) -> None:
    """Fails when the tasks defer by the worker's own connection (jobs.connector set in worker._worker_app)."""
    defer_and_fail.defer()
    asyncio.run(work(until_done))
    assert notes() == []
    assert list(ProcrastinateJob.objects.values_list("task_name", "status")) == [
        ("test_worker.defer_and_fail", "failed")
    ]


def killed_meanwhile() -> None:
    """A worker that is dead now had begun all jobs there are."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 minute') RETURNING id"
        )
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s", cursor.fetchone())


def test_the_job_of_a_killed_worker_is_run_by_the_next(db: str) -> None:
    """Fails without worker._sweep: procrastinate leaves the job to the dead for ever."""
    note.defer(key="again")
    killed_meanwhile()
    asyncio.run(work(until_done))
    assert notes() == ["again"]


def test_the_job_of_a_killed_worker_gives_way_to_the_same_one_that_waits(db: str) -> None:
    """As the clock's does, which is asked for each minute. Two workers may find it at once.

    Fails when worker._give_back does not answer procrastinate's UniqueViolation.
    """
    once = note.configure(queueing_lock="once", lock="once")
    once.defer(key="killed")
    killed_meanwhile()
    once.defer(key="waiting")

    async def two() -> None:
        await asyncio.gather(work(until_done), work(until_done))

    asyncio.run(two())
    assert notes() == ["waiting"]
    assert list(ProcrastinateJob.objects.order_by("id").values_list("status", flat=True)) == ["aborted", "succeeded"]


def test_two_workers_give_the_job_of_a_killed_one_back_once(db: str) -> None:
    """Fails when worker._give_back raises what says that another worker has done it."""
    for key in ("a", "b", "c"):
        note.defer(key=key)
    killed_meanwhile()

    async def two() -> None:
        await asyncio.gather(work(until_done), work(until_done))

    asyncio.run(two())
    assert notes() == ["a", "b", "c"]


def test_a_failing_pump_ends_the_worker_with_its_error(db: str) -> None:
    """Fails when worker.work does not raise what came of its parts."""

    def broken(stop: threading.Event) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        asyncio.run(work(broken))


def test_a_task_that_loses_its_cancellation_is_cancelled_again() -> None:
    """Fails when worker.end cancels once."""

    async def forgetful() -> None:
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.sleep(600)
        await asyncio.sleep(600)

    async def told() -> bool:
        task = asyncio.create_task(forgetful())
        await asyncio.sleep(0)
        await end(task, 0.01)
        return task.cancelled()

    assert asyncio.run(told())
