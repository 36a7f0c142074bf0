"""Bring an installation to this version, or back to the one before; nothing half-way stays."""

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from yunhe.cli.backups.archive import reading
from yunhe.cli.backups.making import back_up
from yunhe.cli.backups.manifest import BackupError
from yunhe.cli.backups.restoring import restore_database, staging
from yunhe.cli.server.installation import embedded_cluster
from yunhe.cli.server.program import yunhe
from yunhe.cli.server.supervisor import STOPPING
from yunhe.insight.backup_files import kept, place_for, prune
from yunhe.site import DATABASE

BEFORE, UNDONE = "before-upgrade", "undone"
KEPT = 3  # of each occasion


class UpgradeFailed(Exception):
    """This version's migrations or the doctor refused; the installation is as it was before."""


def upgrade(data: Path, *, at: datetime) -> Path:
    """Back up, migrate, let the doctor look; returns the backup, to which `roll_back` leads.

    The doctor refuses what holds no more but held before. Raises UpgradeFailed when all is back as it was, BackupError
    when nothing was begun (or the way back failed: it names the backup). Nobody else may use the installation meanwhile.
    """
    with _answering(data):
        file = _backed_up(data, BEFORE, at)
        try:
            with _signals(signal.default_int_handler):
                broken = _examined()
                why = _migrated() or _worse(broken, _examined())
        except KeyboardInterrupt:
            why = "it was interrupted"
    if why:
        with _signals(signal.SIG_IGN):
            _go_back(data, file)
        raise UpgradeFailed(f"{why}. Everything is as it was before")
    return file


def roll_back(data: Path, *, at: datetime) -> tuple[datetime, Path]:
    """Go back to the state before the newest upgrade: the moment of that state, and a backup of the one that is left."""
    found = kept(data, BEFORE)
    if not found:
        raise BackupError(f"there was no upgrade in {data} to go back from")
    with _answering(data):
        left = _backed_up(data, UNDONE, at)
    _go_back(data, found[0].path)
    return found[0].made_at, left


@contextmanager
def _answering(data: Path) -> Iterator[None]:
    """The cluster, started by us alone. Raises InUse when another command works with it."""
    cluster = embedded_cluster(data)
    if cluster is None:
        raise BackupError("the database is not Yunhe's own; use: yunhe backup, yunhe migrate, yunhe doctor")
    try:
        cluster.start()
        cluster.wait()
        cluster.ensure_database(DATABASE)
        yield
    finally:
        cluster.stop()


@contextmanager
def _signals(action: "signal._HANDLER") -> Iterator[None]:
    """What Ctrl-C, a closed terminal and a request to end do while the block lasts."""
    before = {number: signal.signal(number, action) for number in STOPPING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _backed_up(data: Path, occasion: str, at: datetime) -> Path:
    file = place_for(data, occasion, at)
    back_up(data, file, os.environ, at=at)
    prune(data, occasion, KEPT)
    return file


def _migrated() -> str:
    """Migrate in a process of its own; what went wrong, or nothing."""
    ended = subprocess.run(yunhe("migrate"), capture_output=True, text=True)
    return "" if ended.returncode == 0 else f"the migration failed: {_last_line(ended.stderr)}"


def _examined() -> dict[str, int] | str:
    """How many rows break each truth, or why the doctor cannot tell: before its migration the schema may lack what he
    looks at."""
    ended = subprocess.run(yunhe("doctor", "--json"), capture_output=True, text=True)
    try:
        return {proof["name"]: proof["broken"] for proof in json.loads(ended.stdout)["proofs"]}
    except ValueError:
        return _last_line(ended.stderr) or "it said nothing"


def _worse(before: dict[str, int] | str, after: dict[str, int] | str) -> str:
    if isinstance(after, str):
        return f"the doctor cannot look at what was migrated: {after}"
    known = before if isinstance(before, dict) else {}
    worse = [f"{name} ({broken})" for name, broken in after.items() if broken > known.get(name, 0)]
    return f"after the migration the doctor finds broken: {', '.join(worse)}" if worse else ""


def _go_back(data: Path, file: Path) -> None:
    """Put the database of a backup in the place of the present one; attachments are never changed, and stay."""
    aside = data / "postgres.undone"
    shutil.rmtree(aside, ignore_errors=True)
    try:
        with reading(file) as (archive, manifest), staging(data) as stage:
            restore_database(archive, manifest, stage)
            (data / "postgres").rename(aside)
            (stage / "postgres").rename(data / "postgres")
    except BackupError as error:
        raise BackupError(f"{error}. The state before lies in {file}") from error
    shutil.rmtree(aside)


def _last_line(text: str) -> str:
    return text.strip().rsplit("\n", 1)[-1]
