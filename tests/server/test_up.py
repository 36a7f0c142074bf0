"""`yunhe up` from an empty folder: it serves, heals from every kill, refuses a second one, and leaves nobody behind."""

import os
import shutil
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.processes import children, descendants, runs, until
from yunhe.cli.server.address import free_port
from yunhe.site import socket_dir


class Up:
    """One `yunhe up` as a child process, in a folder whose name has a space."""

    def __init__(self, data: Path, port: int, turn: str = "first", log: Path | None = None) -> None:
        command = [sys.executable, "-m", "yunhe.cli.main", "up", "--data", str(data), "--port", str(port)]
        environ = {name: value for name, value in os.environ.items() if not name.startswith("YUNHE_")}
        self.port = port
        self.words = log or data.with_name(
            f"{data.name}.{turn}"
        )  # a pipe that nobody reads fills up and stops who writes
        with self.words.open("w") as words:
            self.process = subprocess.Popen(
                command, env=environ, stdout=words, stderr=subprocess.STDOUT, start_new_session=True
            )

    def said(self) -> str:
        return self.words.read_text()

    def until_up(self) -> None:
        until(lambda: "Yunhe is up" in self.said() or self.process.poll() is not None)
        assert self.process.poll() is None, self.said()
        until(self.serves)

    def serves(self) -> bool:
        """Whether a page comes, whatever it says."""
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}/login", timeout=10).close()
        except urllib.error.HTTPError as error:
            return error.code < 500
        except OSError:
            return False
        return True

    def refused(self) -> str:
        """What it says when it ends at once, with an error."""
        assert self.process.wait() == 1
        return self.said()

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait()

    def parts(self) -> dict[str, int]:
        return children(self.process.pid)


@pytest.fixture
def home(tmp_path: Path, schema: Path) -> Iterator[Path]:
    """A data directory that has run before."""
    home = tmp_path / "a home"
    home.mkdir()
    subprocess.run(["cp", "-a", str(schema), str(home / "postgres")], check=True)
    yield home
    shutil.rmtree(socket_dir(home), ignore_errors=True)  # a killed one cannot take it away


@pytest.fixture
def up(home: Path) -> Iterator[Up]:
    up = Up(home, free_port())
    try:
        up.until_up()
        yield up
    finally:
        up.stop()


@pytest.mark.long
def test_it_comes_up_in_an_empty_folder(tmp_path: Path) -> None:
    up = Up(tmp_path / "not yet there", free_port())
    up.until_up()
    assert sorted(up.parts()) == ["postgres", "web", "worker"]
    up.stop()


def test_it_heals_from_every_kill_refuses_a_second_one_and_stops(up: Up, home: Path, tmp_path: Path) -> None:
    for part in ("web", "worker", "postgres"):
        before = up.parts()[part]
        os.kill(before, signal.SIGKILL)
        until(lambda part=part, before=before: up.parts().get(part, before) != before)  # type: ignore[misc]
        until(up.serves)

    same_port = Up(tmp_path / "another home", up.port)
    assert f"cannot listen on 127.0.0.1 port {up.port}" in same_port.refused()
    same_data = Up(home, free_port(), "second")
    assert f"http://127.0.0.1:{up.port}/" in same_data.refused()
    assert sorted(up.parts()) == ["postgres", "web", "worker"]
    assert up.serves()

    below = descendants(up.process.pid)
    up.process.send_signal(signal.SIGINT)
    assert up.process.wait() == 0
    assert up.said().endswith("Yunhe has stopped.\n")
    assert not any(runs(pid) for pid in below)
    assert not socket_dir(home).exists()


def test_nothing_but_root_s_own_supervisor_runs_as_root(up: Up, home: Path) -> None:
    owners = {Path(f"/proc/{pid}").stat().st_uid for pid in descendants(up.process.pid)}
    assert owners == {(home / "postgres").stat().st_uid}
    for given in ("files", "backups", "secret_key"):
        assert (home / given).stat().st_uid in owners
    assert home.stat().st_uid == os.geteuid()


def test_killed_itself_it_leaves_nobody_behind(up: Up) -> None:
    below = descendants(up.process.pid)
    assert len(below) >= 4
    up.process.kill()
    up.process.wait()
    until(lambda: not any(runs(pid) for pid in below))
