"""The automatic backup: each night, by the worker that runs beside the embedded database, and only there."""

import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django import app as jobs
from procrastinate.exceptions import AlreadyEnqueued

from yunhe.cli.backups.making import back_up
from yunhe.cli.backups.manifest import BackupError
from yunhe.insight.backup_files import DAILY, place_for, prune
from yunhe.insight.backups import KIND
from yunhe.kernel.actor import Actor
from yunhe.kernel.clock import Timer
from yunhe.kernel.models import Progress

NAME = "installation.back_up"
HALF_PAST_THREE = "30 3 * * *"


def nightly(data: Path) -> list[Timer]:
    """The clock's job for this installation; none where the database is elsewhere, or with YUNHE_BACKUPS=0.

    The clock only asks for a job: its own transaction, open for the minutes of a backup, would hold every event back.
    While one waits, no second one is asked for.
    """
    if not settings.EMBEDDED or not settings.BACKUPS_KEPT:
        return []

    @jobs.task(name=NAME, queueing_lock=NAME, lock=NAME)
    def run() -> None:
        take(data, at=datetime.now(UTC))

    def ask(*, by: Actor, at: datetime) -> None:
        with suppress(AlreadyEnqueued), transaction.atomic():
            run.defer()

    return [Timer(HALF_PAST_THREE, NAME, ask)]


def take(data: Path, *, at: datetime) -> None:
    """Make today's backup and let the oldest go; how it went is kept in Progress. What fails is raised as well."""
    outcome = Progress(kind=KIND, started_by=f"clock:{NAME}", started_at=at)
    try:
        file = place_for(data, DAILY, at)
        prune(data, DAILY, settings.BACKUPS_KEPT)
        manifest = back_up(data, file, os.environ, at=at)
        prune(data, DAILY, settings.BACKUPS_KEPT)
        outcome.state = Progress.State.DONE
        outcome.result = {"file": file.name, "rows": sum(table.rows for table in manifest.tables.values())}
    except (BackupError, OSError) as error:
        outcome.state, outcome.result = Progress.State.FAILED, {"error": str(error)}
        raise
    finally:
        outcome.finished_at = datetime.now(UTC)
        outcome.save()
