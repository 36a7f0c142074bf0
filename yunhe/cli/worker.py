"""`yunhe worker`: jobs, timers and the event pump, for one of several worker machines (and as a part of `yunhe up`)."""

import asyncio
import contextlib
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click
from procrastinate import App, PsycopgConnector
from procrastinate.contrib.django import app as jobs
from procrastinate.contrib.django import connector_params
from procrastinate.contrib.django.db_cleanup import DjangoApp
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Job, Status
from psycopg.errors import RaiseException

from yunhe.cli.server.installation import choose_data, data_option, start_django

CONCURRENCY = 4
CONNECT_SECONDS = 5.0  # a worker that is told to end while the database is away does not wait for it
HEARTBEAT_SECONDS = 5.0
STALLED_SECONDS = 20.0
GRACE_SECONDS = 10.0  # for the jobs that run when the worker is told to end
FAREWELL_SECONDS = GRACE_SECONDS + 5.0  # a second cancellation would break off that grace
SHORT_SECONDS = 1.0


@click.command("worker")
@data_option
def command(data: Path | None) -> None:
    """Run jobs, timers and the events' handlers. The database must answer, and be migrated."""
    chosen = choose_data(data)
    start_django()
    from yunhe.cli.backups.daily import nightly  # all of these name models, which exist only now
    from yunhe.kernel.clock import tick
    from yunhe.kernel.events import pump
    from yunhe.loop import CLOCK, SUBSCRIPTIONS

    timers = [*CLOCK, *nightly(chosen)]
    keep_time(lambda at: tick(timers, at=at))
    asyncio.run(work(partial(pump.run, SUBSCRIPTIONS)))


def keep_time(tick: Callable[[datetime], object]) -> None:
    """Let the jobs' own timer call `tick` each minute, on one worker of all."""

    @jobs.periodic(cron="* * * * *", periodic_id="clock")
    @jobs.task(name="clock", queueing_lock="clock", lock="clock", pass_context=False)
    def clock(timestamp: int) -> None:
        tick(datetime.fromtimestamp(timestamp, UTC))


async def work(pump: Callable[[threading.Event], None]) -> None:
    """Jobs and pump side by side until a signal; the first that ends or fails ends the others, and is raised."""
    stop = threading.Event()
    async with _worker_app().open_async() as app:
        pumping = asyncio.create_task(asyncio.to_thread(pump, stop))
        working = asyncio.create_task(_run_jobs(app))
        sweeping = asyncio.create_task(_sweep(app))
        await asyncio.wait([pumping, working, sweeping], return_when=asyncio.FIRST_COMPLETED)
        stop.set()
        await asyncio.gather(end(working, FAREWELL_SECONDS), end(sweeping, SHORT_SECONDS))
        outcomes = await asyncio.gather(pumping, working, sweeping, return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, Exception):
            raise outcome


async def end(task: asyncio.Task[None], patience_seconds: float) -> None:
    """Cancel a task until it is over, again after each patience.

    Once is not enough: in Python 3.11 `wait_for`, with which the connection pool waits, loses a cancellation that
    arrives together with its result (cpython issue 86296), and the task goes on as if nobody had spoken.
    """
    while not task.done():
        task.cancel()
        await asyncio.wait([task], timeout=patience_seconds)


def _worker_app() -> App:
    """The worker's own connection over the same tasks.

    procrastinate's `replace_connector` would also take deferring away from Django's connection: a job deferred by a
    command that runs in this process would no longer commit, or roll back, together with its rows.
    """
    connector = PsycopgConnector(
        kwargs=connector_params(), min_size=1, max_size=CONCURRENCY + 2, timeout=CONNECT_SECONDS
    )
    app = DjangoApp(connector=connector, import_paths=jobs.import_paths)
    app.tasks = jobs.tasks
    app.periodic_registry = jobs.periodic_registry
    return app


async def _run_jobs(app: App) -> None:
    with contextlib.suppress(asyncio.CancelledError):
        await app.run_worker_async(
            concurrency=CONCURRENCY,
            update_heartbeat_interval=HEARTBEAT_SECONDS,
            stalled_worker_timeout=STALLED_SECONDS,
            shutdown_graceful_timeout=GRACE_SECONDS,
        )


async def _sweep(app: App) -> None:
    """Give the jobs of killed workers back: procrastinate leaves them `doing` for ever."""
    while True:
        for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
            await _give_back(app, job)
        await asyncio.sleep(STALLED_SECONDS)


async def _give_back(app: App, job: Job) -> None:
    """Let a job wait again; when the same one waits already (`queueing_lock`), that one is run in its place."""
    try:
        try:
            await app.job_manager.retry_job(job, retry_at=datetime.now(UTC))
        except UniqueViolation:
            await app.job_manager.finish_job(job, Status.ABORTED, delete_job=False)
    except ConnectorException as error:
        if not isinstance(error.__cause__, RaiseException):  # so it says that another worker has done this meanwhile
            raise
