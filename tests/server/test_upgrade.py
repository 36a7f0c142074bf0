"""`yunhe upgrade` with versions of tomorrow: one that works, one whose migration fails, one that breaks a truth."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from tests.server.processes import until
from yunhe.cli.server.address import only_one
from yunhe.cli.server.postgres import Cluster, running
from yunhe.site import DATABASE, socket_dir

ROOT = Path(__file__).parents[2]
TOMORROW = """
from django.db import migrations
class Migration(migrations.Migration):
    dependencies = [("kernel", "{after}")]
    operations = [migrations.RunSQL("{sql}")]
"""
WORKS = "CREATE TABLE tomorrow (n int)"
FAILS = "SELECT 1 / 0"
LIES = "INSERT INTO kernel_eventposition (position, event_id, recorded_at) VALUES (1, 7, now())"
LONG = "SELECT pg_sleep(600)"


@pytest.fixture
def home(tmp_path: Path, schema: Path) -> Path:
    """An installation of today, with a mark in its data."""
    home = tmp_path / "a home"
    home.mkdir()
    subprocess.run(["cp", "-a", str(schema), str(home / "postgres")], check=True)
    said(home, "CREATE TABLE mark (n int)", "INSERT INTO mark VALUES (1)")
    return home


def said(home: Path, *statements: str) -> list[tuple[object, ...]]:
    """The rows that the last of these statements gives."""
    with (
        running(Cluster(home / "postgres", socket_dir(home))) as cluster,
        psycopg.connect(cluster.url(DATABASE)) as connection,
    ):
        for statement in statements:
            cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def tables(home: Path) -> list[object]:
    """Which of the tables `mark` and `tomorrow` there are."""
    found = said(
        home, "SELECT relname FROM pg_class WHERE relname IN ('mark', 'tomorrow') AND relkind = 'r' ORDER BY 1"
    )
    return [name for (name,) in found]


def version(folder: Path, *migrations: str) -> Path:
    """A Yunhe with these migrations more; the folder in which it is run."""
    shutil.copytree(ROOT / "yunhe", folder / "yunhe", ignore=shutil.ignore_patterns("static"))
    place = folder / "yunhe" / "kernel" / "migrations"
    before = max(path.stem for path in place.glob("0*.py"))
    for sql in migrations:
        name = f"{int(before[:4]) + 1:04}_of_tomorrow"
        (place / f"{name}.py").write_text(TOMORROW.format(after=before, sql=sql))
        before = name
    return folder


def upgrading(home: Path, version: Path, *words: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "yunhe.cli.main", "upgrade", "--data", str(home), *words]
    environ = {name: value for name, value in os.environ.items() if not name.startswith("YUNHE_")}
    return subprocess.Popen(
        command,
        cwd=version,
        env={**environ, "PYTHONPATH": str(version)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def upgrade(home: Path, version: Path, *words: str) -> tuple[int, str]:
    """Its exit code, and what it says is wrong."""
    process = upgrading(home, version, *words)
    _, wrong = process.communicate()
    return process.returncode, wrong


def occasions(home: Path) -> list[str]:
    """Of which occasions the installation keeps backups, and whatever else lies beside them."""
    return sorted(path.name.rsplit("-", 1)[0] for path in (home / "backups").iterdir())


@pytest.mark.long
def test_an_upgrade_migrates_and_leads_back(home: Path, tmp_path: Path) -> None:
    tomorrow = version(tmp_path / "tomorrow", WORKS)
    assert upgrade(home, tomorrow) == (0, "")
    assert tables(home) == ["mark", "tomorrow"]
    assert occasions(home) == ["before-upgrade"]
    said(home, "INSERT INTO mark VALUES (2)")

    assert upgrade(home, tomorrow, "--rollback") == (0, "")
    assert tables(home) == ["mark"]
    assert said(home, "SELECT n FROM mark") == [(1,)]
    assert occasions(home) == ["before-upgrade", "undone"]
    assert [path.name for path in home.glob("postgres*") if path.is_dir()] == ["postgres"]


@pytest.mark.parametrize(
    ("migrations", "why"),
    [
        ((WORKS, FAILS), "the migration failed: django.db.utils.DataError: division by zero"),
        pytest.param(
            (WORKS, LIES), "after the migration the doctor finds broken: positions (1)", marks=pytest.mark.long
        ),
    ],
)
def test_what_fails_goes_back_by_itself(home: Path, tmp_path: Path, migrations: tuple[str, ...], why: str) -> None:
    """Fails without _go_back in upgrading.upgrade: the first migration is committed when the second one fails."""
    wrong = f"Error: {why}. Everything is as it was before\n"
    assert upgrade(home, version(tmp_path / "tomorrow", *migrations)) == (1, wrong)
    assert tables(home) == ["mark"]
    assert said(home, "SELECT n FROM mark") == [(1,)]
    assert said(home, "SELECT count(*) FROM django_migrations WHERE name LIKE '%tomorrow'") == [(0,)]


@pytest.mark.long
def test_an_interrupted_upgrade_goes_back(home: Path, tmp_path: Path) -> None:
    """Fails without KeyboardInterrupt in upgrading.upgrade."""
    going = upgrading(home, version(tmp_path / "tomorrow", WORKS, LONG))
    until(lambda: going.poll() is not None or _is_migrated(home))
    os.killpg(going.pid, signal.SIGINT)  # as a terminal does
    assert going.communicate()[1] == "Error: it was interrupted. Everything is as it was before\n"
    assert tables(home) == ["mark"]


def test_it_refuses_while_yunhe_is_up_or_another_command_works(home: Path, tmp_path: Path) -> None:
    with only_one(home, "http://127.0.0.1:8000/"):
        up = f"Yunhe is already up with {home}: http://127.0.0.1:8000/. Stop it first (Ctrl-C where it runs)"
        assert upgrade(home, ROOT) == (1, f"Error: {up}\n")
    with running(Cluster(home / "postgres", socket_dir(home))):
        used = f"another Yunhe process uses the database in {home / 'postgres'}"
        assert upgrade(home, ROOT) == (1, f"Error: {used}\n")
    nowhere = tmp_path / "nowhere"
    assert upgrade(nowhere, ROOT) == (1, f"Error: there is no database in {nowhere}\n")
    assert upgrade(home, ROOT, "--rollback") == (1, f"Error: there was no upgrade in {home} to go back from\n")
    assert not (home / "backups").exists()
    assert not nowhere.exists()


def _is_migrated(home: Path) -> bool:
    """Whether the first migration of tomorrow is committed."""
    time.sleep(0.1)
    try:
        with psycopg.connect(Cluster(home / "postgres", socket_dir(home)).url(DATABASE)) as connection:
            row = connection.execute("SELECT to_regclass('tomorrow') IS NOT NULL").fetchone()
    except psycopg.OperationalError:
        return False
    return row == (True,)
