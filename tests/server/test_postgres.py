"""The embedded cluster: made once, stopped with us, started again after every kind of death, under root and not."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from tests.server.processes import runs, until
from yunhe.cli.server.account import account_for, tied
from yunhe.cli.server.postgres import Cluster, InUse, PostgresError, binaries, running
from yunhe.cli.server.temporary import temporary_cluster
from yunhe.site import socket_dir

HOLDER = """
import sys, time
from pathlib import Path
from yunhe.cli.server.postgres import Cluster
cluster = Cluster(Path(sys.argv[1]), Path(sys.argv[2]))
print(cluster.start().pid, flush=True)
cluster.wait()
print("answers", flush=True)
time.sleep(600)
"""


@pytest.fixture
def stopped(tmp_path: Path) -> Iterator[Cluster]:
    """A cluster that nobody has made yet, in a folder with a space and a quote in its name, whose parent is closed."""
    home = tmp_path / "it's a home"
    home.mkdir(mode=0o700)
    cluster = Cluster(home / "postgres", socket_dir(home))
    yield cluster
    cluster.stop()


def kept(cluster: Cluster) -> list[int]:
    """The rows that a first call leaves behind and later calls find."""
    cluster.ensure_database("shop")
    with psycopg.connect(cluster.url("shop")) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (n int)")
        connection.execute("INSERT INTO kept SELECT count(*) FROM kept")
        return [n for (n,) in connection.execute("SELECT n FROM kept ORDER BY n")]


def test_a_cluster_keeps_its_rows_over_stop_and_start(stopped: Cluster) -> None:
    for expected in ([0], [0, 1]):
        with running(stopped):
            assert kept(stopped) == expected
        assert not stopped.answers()
        assert not stopped.sockets.exists()


def test_closed_parents_stay_closed_and_strangers_do_not_get_in(stopped: Cluster) -> None:
    with running(stopped):
        assert stopped.folder.parent.stat().st_mode & 0o777 == 0o700
        assert stopped.sockets.stat().st_mode & 0o777 == 0o700
        assert stopped.folder.stat().st_mode & 0o777 == 0o700


def test_postgres_never_runs_as_root(stopped: Cluster) -> None:
    with running(stopped):
        assert stopped.process is not None
        owner = Path(f"/proc/{stopped.process.pid}").stat().st_uid
        assert owner == stopped.folder.stat().st_uid
        assert owner != 0


def test_it_listens_on_its_socket_only(stopped: Cluster) -> None:
    with running(stopped), psycopg.connect(stopped.url("postgres")) as connection:
        row = connection.execute(
            "SELECT current_setting('listen_addresses'), current_setting('unix_socket_directories')"
        )
        assert row.fetchone() == ("", str(stopped.sockets))


def test_a_killed_postmaster_starts_again_with_its_rows(stopped: Cluster) -> None:
    with running(stopped):
        assert kept(stopped) == [0]
        assert stopped.process is not None
        stopped.process.kill()
        stopped.process.wait()
        until(lambda: _starts(stopped))
        assert kept(stopped) == [0, 1]


def test_a_backend_at_work_does_not_outlive_its_killed_postmaster(stopped: Cluster) -> None:
    """Fails when a start does not end the backends that are left: one that calculates does not notice for minutes, and
    PostgreSQL starts nothing beside it."""
    with running(stopped), psycopg.connect(stopped.url("postgres")) as busy, ThreadPoolExecutor() as pool:
        working = pool.submit(busy.execute, "SELECT count(*) FROM generate_series(1, 100000000)")
        until(lambda: _working(stopped) == 1)
        assert stopped.process is not None
        stopped.process.kill()
        stopped.process.wait()
        stopped.start()
        stopped.wait()
        assert kept(stopped) == [0]
        with pytest.raises(psycopg.OperationalError):
            working.result()


def test_a_killed_owner_takes_the_server_along_and_the_next_one_starts(stopped: Cluster) -> None:
    holder = _hold(stopped)
    assert holder.stdout is not None
    server = int(holder.stdout.readline())
    assert holder.stdout.readline() == "answers\n"
    assert kept(stopped) == [0]
    with pytest.raises(InUse):
        stopped.start()
    with running(stopped):
        assert stopped.process is None
        assert kept(stopped) == [0, 1]
    holder.kill()
    holder.wait()
    until(lambda: not runs(server))
    with running(stopped):
        assert kept(stopped) == [0, 1, 2]


def test_a_server_that_lost_its_owner_untied_is_stopped_first(stopped: Cluster) -> None:
    with running(stopped):
        pass
    owner = stopped.folder.stat()
    stopped.sockets.mkdir(mode=0o700)  # went with the clean stop
    os.chown(stopped.sockets, owner.st_uid, owner.st_gid)
    command = [str(binaries() / "postgres"), "-D", str(stopped.folder)]
    setpriv, _, _, *rest = tied(command, signal.SIGINT, account_for(stopped.folder, binaries() / "postgres"))
    orphan = subprocess.Popen([setpriv, *rest], cwd="/")
    until(stopped.answers)
    with running(stopped):
        assert stopped.process is not None
        assert stopped.process.pid != orphan.pid
        assert orphan.wait() == 0


def test_a_pid_file_that_names_a_stranger_does_not_hinder(stopped: Cluster) -> None:
    with running(stopped):
        assert kept(stopped) == [0]
    stranger = subprocess.Popen(["sleep", "600"])
    (stopped.folder / "postmaster.pid").write_text(f"{stranger.pid}\n{stopped.folder}\n0\n5432\n\n\n\nready\n")
    with running(stopped):
        assert kept(stopped) == [0, 1]
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_a_cluster_killed_half_made_is_made_anew(stopped: Cluster) -> None:
    half = stopped.folder.with_name("postgres.new")
    (half / "base").mkdir(parents=True)
    with running(stopped):
        assert kept(stopped) == [0]
    assert not half.exists()


def test_what_postgres_says_is_said(stopped: Cluster) -> None:
    broken = Cluster(stopped.folder, stopped.sockets, {"shared_buffers": "much"})
    with pytest.raises(PostgresError, match='invalid value for parameter "shared_buffers": "much"'), running(broken):
        pass


def test_a_socket_folder_that_a_stranger_made_is_refused(tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    if os.geteuid() == 0:
        theirs.mkdir()
        os.chown(theirs, 4242, 4242)
    else:
        theirs = Path("/usr")
    with pytest.raises(PostgresError, match="theirs|/usr belongs"), running(Cluster(tmp_path / "postgres", theirs)):
        pass
    link = tmp_path / "link"
    link.symlink_to(tmp_path)
    with (
        pytest.raises(PostgresError, match="link belongs to somebody else"),
        running(Cluster(tmp_path / "postgres", link)),
    ):
        pass


def test_a_temporary_cluster_leaves_nothing() -> None:
    with temporary_cluster() as cluster:
        assert cluster.answers()
        assert cluster.process is not None
        pid = cluster.process.pid
        with psycopg.connect(cluster.url("postgres")) as connection:
            assert connection.execute("SHOW fsync").fetchone() == ("on",)
    assert not runs(pid)
    assert not cluster.folder.parent.exists()
    assert not cluster.sockets.exists()


def _working(cluster: Cluster) -> int:
    """How many backends calculate."""
    others = "state = 'active' AND query LIKE '%generate_series%' AND pid <> pg_backend_pid()"
    with psycopg.connect(cluster.url("postgres")) as connection:
        row = connection.execute(f"SELECT count(*) FROM pg_stat_activity WHERE {others}").fetchone()
    return int(row[0]) if row else 0


def _starts(cluster: Cluster) -> bool:
    """Backends of the killed postmaster may hold its memory for a moment: PostgreSQL refuses, the next try succeeds."""
    cluster.start()
    try:
        cluster.wait()
    except PostgresError:
        return False
    return True


def _hold(cluster: Cluster) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", HOLDER, str(cluster.folder), str(cluster.sockets)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
