"""The supervisor with real children: what dies comes back, what it started ends with it, nobody else is touched.

Fails when the supervisor does not start again what died (Supervisor._revive).
"""

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.server.processes import runs, until
from yunhe.cli.server.program import program
from yunhe.cli.server.supervisor import Part, PartFailed, Supervisor

PATIENCE_SECONDS = 30
SLEEPER = [sys.executable, "-c", "import time; time.sleep(600)"]
WITH_HELPER = [
    sys.executable,
    "-c",
    "import subprocess, sys, time; p = subprocess.Popen(['sleep', '600']); "
    "open(sys.argv[1], 'w').write(f'{p.pid}\\n'); time.sleep(600)",
]
LAST_WORDS = """
import signal, sys, time
notes = open(sys.argv[1], "a", buffering=1)
def end(number, frame):
    notes.write(f"{sys.argv[2]} ends\\n")
    sys.exit()
signal.signal(signal.SIGTERM, end)
notes.write(f"{sys.argv[2]} runs\\n")
time.sleep(600)
"""
DEAF = """
import signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
open(sys.argv[1], "w")
time.sleep(600)
"""
TREE = """
import sys
from yunhe.cli.server.program import program
from yunhe.cli.server.supervisor import Part, Supervisor
try:
    with Supervisor(lambda line: print(line, flush=True)) as tree:
        tree.add(Part("first", program(["sleep", "600"])))
        tree.add(Part("second", program(["sleep", "600"])))
        print(*tree.processes().values(), flush=True)
        tree.watch()
except KeyboardInterrupt:
    print("stopped", flush=True)
"""


def watch_until(tree: Supervisor, holds: Callable[[], bool]) -> None:
    """Let the supervisor watch in this thread until something holds; an alarm interrupts it as Ctrl-C would."""
    last = time.monotonic() + PATIENCE_SECONDS

    def look(number: int, frame: object) -> None:
        if holds() or time.monotonic() > last:
            raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, look)
    signal.setitimer(signal.ITIMER_REAL, 0.05, 0.05)
    try:
        with pytest.raises(KeyboardInterrupt):
            tree.watch()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert holds()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_killed_part_comes_back_and_the_others_stay(number: signal.Signals) -> None:
    said: list[str] = []
    with Supervisor(said.append) as tree:
        tree.add(Part("web", program(SLEEPER)))
        tree.add(Part("worker", program(SLEEPER)))
        before = tree.processes()
        os.kill(before["web"], number)
        watch_until(tree, lambda: "web" in tree.processes() and tree.processes()["web"] != before["web"])
        after = tree.processes()
        assert runs(after["web"])
        assert after["worker"] == before["worker"]
    assert said == [f"web was killed by {number.name}; starting it again in 0.2 s"]
    assert not runs(after["web"])
    assert not runs(after["worker"])


def test_a_part_that_cannot_be_started_again_is_tried_until_it_can() -> None:
    """Fails without OSError in Supervisor._start_again: a full disk would end the whole tree."""
    said: list[str] = []
    full: list[bool] = []

    def start() -> "subprocess.Popen[bytes]":
        if full:
            full.pop()
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return program(SLEEPER)()

    with Supervisor(said.append) as tree:
        tree.add(Part("PostgreSQL", start))
        before = tree.processes()["PostgreSQL"]
        full += [True, True]
        os.kill(before, signal.SIGKILL)
        watch_until(tree, lambda: tree.processes().get("PostgreSQL", before) != before)
    assert said == [
        "PostgreSQL was killed by SIGKILL; starting it again in 0.2 s",
        "PostgreSQL cannot be started (No space left on device); trying again in 0.4 s",
        "PostgreSQL cannot be started (No space left on device); trying again in 0.8 s",
    ]


def test_words_that_cannot_be_written_end_nothing() -> None:
    """Fails without suppress(OSError) in Supervisor._say: `yunhe up > log` would end with its disk."""

    def write(line: str) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with Supervisor(write) as tree:
        tree.add(Part("web", program(SLEEPER)))
        before = tree.processes()["web"]
        os.kill(before, signal.SIGKILL)
        watch_until(tree, lambda: tree.processes().get("web", before) != before)


def test_what_a_killed_part_left_behind_is_killed_before_it_comes_back(tmp_path: Path) -> None:
    note = tmp_path / "helper"
    with Supervisor(lambda line: None) as tree:
        tree.add(Part("web", program([*WITH_HELPER, str(note)])))
        until(lambda: note.exists() and note.read_text().endswith("\n"))
        helper, leader = int(note.read_text()), tree.processes()["web"]
        os.kill(leader, signal.SIGKILL)
        watch_until(tree, lambda: tree.processes().get("web", leader) != leader)
        assert not runs(helper)


def test_a_part_that_ignores_its_ending_is_killed_after_its_patience(tmp_path: Path) -> None:
    note = tmp_path / "deaf"
    with Supervisor(lambda line: None) as tree:
        tree.add(Part("deaf", program([sys.executable, "-c", DEAF, str(note)]), patience_seconds=0.2))
        until(note.exists)
        pid = tree.processes()["deaf"]
    assert not runs(pid)


def test_parts_end_newest_first(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    with Supervisor(lambda line: None) as tree:
        for name in ("database", "web", "worker"):
            tree.add(Part(name, program([sys.executable, "-c", LAST_WORDS, str(notes), name])))
            until(lambda name=name: notes.exists() and f"{name} runs" in notes.read_text())  # type: ignore[misc]
    assert notes.read_text().splitlines()[3:] == ["worker ends", "web ends", "database ends"]


def test_run_once_names_the_part_that_failed() -> None:
    with Supervisor(lambda line: None) as tree, pytest.raises(PartFailed, match="migrate ended with code 3"):
        tree.run_once(Part("migrate", program([sys.executable, "-c", "raise SystemExit(3)"])))


@pytest.fixture
def tree() -> "subprocess.Popen[str]":
    return subprocess.Popen([sys.executable, "-c", TREE], stdout=subprocess.PIPE, text=True, start_new_session=True)


def pids_of(tree: "subprocess.Popen[str]") -> list[int]:
    assert tree.stdout is not None
    return [int(word) for word in tree.stdout.readline().split()]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_the_tree_and_nothing_else(tree: "subprocess.Popen[str]", number: signal.Signals) -> None:
    bystander = subprocess.Popen(["sleep", "600"])
    pids = pids_of(tree)
    assert len(pids) == 2
    tree.send_signal(number)
    said, _ = tree.communicate()
    assert said == "stopped\n"
    assert tree.returncode == 0
    assert [runs(pid) for pid in pids] == [False, False]
    assert bystander.poll() is None
    bystander.kill()
    bystander.wait()


def test_a_killed_supervisor_leaves_no_orphan(tree: "subprocess.Popen[str]") -> None:
    pids = pids_of(tree)
    assert [runs(pid) for pid in pids] == [True, True]
    tree.kill()
    tree.wait()
    until(lambda: not any(runs(pid) for pid in pids))


def test_watching_ends_when_what_was_waited_for_holds() -> None:
    with Supervisor(lambda line: None) as tree:
        tree.add(Part("web", program(SLEEPER)))
        looks = iter([False, False, True])
        tree.watch(until=lambda: next(looks))
        assert runs(tree.processes()["web"])
