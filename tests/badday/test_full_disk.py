"""The disk is full: orders are refused, PostgreSQL stops, comes back with the room, and no order is lost or taken twice.

Fails when the supervisor does not start again what died (Supervisor._revive). That it outlives a start which the full disk
refuses, and words that cannot be written, is shown in tests/server/test_supervisor.py, that nobody parks for a full disk
in tests/kernel/test_events.py; both need no root, while the small disk here is mounted, which only root may.
"""

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.badday.connector import Connector
from tests.badday.feeding import RELEASED, count, feed, taken_once
from tests.server.processes import until
from tests.server.test_up import Up
from yunhe.cli.server.address import free_port
from yunhe.cli.server.postgres import Cluster, running
from yunhe.site import socket_dir

ROOM = "320m"
REFUSALS, MOST = 5, 2_000
ENDED = ("PostgreSQL cannot be started", "PostgreSQL ended with code 1")
IN_VAIN = ("the database system is in recovery mode", "could not write init file")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own, of ROOM bytes."""
    if os.geteuid() != 0:
        pytest.skip(
            "NOT PROVED HERE: mounting a small disk needs root; what it rests on is proved in tests/kernel and tests/server"
        )
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={ROOM},mode=755", "tmpfs", str(disk)], check=True)
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


@pytest.mark.long
def test_a_full_disk_loses_no_order_and_takes_none_twice(disk: Path, schema: Path, tmp_path: Path) -> None:
    home = disk / "home"
    home.mkdir()
    subprocess.run(["cp", "-a", str(schema), str(home / "postgres")], check=True)
    with running(Cluster(home / "postgres", socket_dir(home))) as cluster:
        feed(cluster, "found")
        token = feed(cluster, "token").strip()
    up = Up(home, free_port(), log=tmp_path / "said")
    try:
        up.until_up()
        intake = Connector(up.port, token)
        assert all(intake.send(n) for n in range(5))
        _fill(disk)
        sent, refused = 5, list[int]()
        while len(refused) < REFUSALS and sent < MOST:
            if not intake.send(sent):
                refused.append(sent)
            sent += 1
        assert len(refused) == REFUSALS
        os.kill(up.parts()["postgres"], signal.SIGKILL)  # as its own panic does when its log cannot grow
        until(lambda: _tries_in_vain(up, disk))

        (disk / "filler").unlink()
        until(lambda: intake.send(sent))
        assert all(intake.send(n) for n in range(sent))  # what was taken comes again too
        until(lambda: count(cluster, RELEASED) == sent + 1)
        assert taken_once(cluster, home, sent + 1)
    finally:
        up.stop()


def _tries_in_vain(up: Up, disk: Path) -> bool:
    """Whether PostgreSQL was started again on the full disk, and ended, goes round in its recovery, or lets nobody in."""
    _fill(disk)
    return any(word in up.said() for word in (*ENDED, *IN_VAIN))


def _fill(disk: Path) -> None:
    """Leave no byte."""
    with (disk / "filler").open("ab", buffering=0) as filler:
        for piece in (1 << 20, 1 << 12, 1):
            while True:
                try:
                    filler.write(b"\0" * piece)
                except OSError:
                    break
