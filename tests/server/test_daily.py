"""The nightly backup: asked for by the clock, made by the worker, kept for fourteen days, never piling up."""

import asyncio
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import override_settings
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.server.test_worker import until_done
from yunhe.cli.backups.archive import reading
from yunhe.cli.backups.daily import nightly, take
from yunhe.cli.backups.manifest import BackupError
from yunhe.cli.worker import work
from yunhe.insight.backup_files import kept
from yunhe.kernel.clock import tick
from yunhe.kernel.models import Progress

AT = datetime(2026, 11, 22, 19, 30, tzinfo=UTC)  # half past three in Shanghai
DAY = timedelta(days=1)
DAILY = override_settings(EMBEDDED=True, BACKUPS_KEPT=14)


def test_the_clock_asks_once_and_the_worker_makes_it(db: str, tmp_path: Path) -> None:
    """Fails without `queueing_lock` in daily.nightly: the worker that was away would make three."""
    with DAILY:
        timers = nightly(tmp_path)
        assert tick(timers, at=AT - DAY) == []
        for days in range(3):
            assert tick(timers, at=AT + days * DAY) == ["installation.back_up"]
        assert list(ProcrastinateJob.objects.values_list("task_name", "status")) == [("installation.back_up", "todo")]
        asyncio.run(work(until_done))
    (file,) = kept(tmp_path, "daily")
    with reading(file.path) as (_, manifest):
        assert manifest.tables["public.procrastinate_jobs"].rows == 1
    assert file.path.stat().st_mode & 0o777 == 0o600
    assert [(run.kind, run.state) for run in Progress.objects.all()] == [("backup", "done")]


@pytest.mark.parametrize("settings", [{"EMBEDDED": False}, {"EMBEDDED": True, "BACKUPS_KEPT": 0}])
def test_elsewhere_and_turned_off_there_is_no_job(db: str, tmp_path: Path, settings: dict[str, int]) -> None:
    with override_settings(**settings):
        assert nightly(tmp_path) == []


def test_fourteen_are_kept_and_nobody_elses_goes(db: str, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    others = ["before-upgrade-20200101T000000Z.yunhe", "daily-notes.txt", "by hand.yunhe"]
    for name in [*others, "daily-20260101T000000Z.yunhe.x1.unfinished"]:
        (folder / name).write_text("x")
    with DAILY:
        for days in range(16):
            (folder / f"daily-202610{days + 1:02}T193000Z.yunhe").write_text("x")
        take(tmp_path, at=AT)
    days = [one.made_at.day for one in kept(tmp_path, "daily")]
    assert days == [22, *range(16, 3, -1)]
    assert sorted(path.name for path in folder.iterdir() if path.name in others) == sorted(others)
    assert len(list(folder.iterdir())) == 14 + len(others)


def test_what_fails_is_kept_as_a_failure(db: str, tmp_path: Path) -> None:
    (tmp_path / "backups").write_text("a file where the folder should be")
    with DAILY, pytest.raises(FileExistsError):
        take(tmp_path, at=AT)
    run = Progress.objects.get()
    assert run.state == "failed"
    assert run.result["error"].startswith("[Errno 17] File exists")


def test_a_database_that_is_gone_is_a_failure_too(db: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = os.environ["YUNHE_DATABASE_URL"].replace("yunhe_", "gone_")
    monkeypatch.setenv("YUNHE_DATABASE_URL", gone)
    with DAILY, pytest.raises(BackupError, match="does not answer"):
        take(tmp_path, at=AT)
    assert Progress.objects.get().state == "failed"
    assert list((tmp_path / "backups").iterdir()) == []
