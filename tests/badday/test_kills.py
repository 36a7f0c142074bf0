"""kill -9, again and again, of the process that takes orders in and runs the loop, and of PostgreSQL under it.

Fails when a handler's cursor moves outside the handler's transaction (subscriptions.deliver without atomic), and when
intake does not recognise a message that comes again (ON CONFLICT in intake._store_raw).
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest

from yunhe.cli.server.postgres import Cluster
from yunhe.cli.server.temporary import temporary_cluster
from yunhe.site import DATABASE

ORDERS, KILLS = 300, 20
LONGEST_SECONDS = 6.0  # that a process may live before it is killed


@pytest.mark.long
def test_what_was_killed_twenty_times_ends_like_what_was_left_alone(schema: Path) -> None:
    with temporary_cluster(origin=schema) as cluster:
        _feed(cluster, "found")
        _feed(cluster, "run", str(ORDERS))
        left_alone = _report(cluster)
    with temporary_cluster(origin=schema) as cluster:
        _feed(cluster, "found")
        rng = random.Random(20)
        for n in range(KILLS):
            _kill(cluster, rng, postgres=n % 3 == 2)
        _feed(cluster, "run", str(ORDERS))
        killed = _report(cluster)
    assert killed["doctor"] == {}
    assert killed["parked"] == 0
    assert killed == left_alone
    assert sum(n for *_, n in killed["orders"]) == ORDERS


def _kill(cluster: Cluster, rng: random.Random, *, postgres: bool) -> None:
    """Let the feeder work for a while, then end it, or the database under it, without warning."""
    feeder = _start(cluster, "run", str(ORDERS))
    assert feeder.stdout is not None
    assert feeder.stdout.readline() == "ready\n"
    time.sleep(rng.uniform(0, LONGEST_SECONDS))
    if postgres and cluster.process is not None:
        cluster.process.kill()
        cluster.process.wait()
        cluster.stop()
        cluster.start()
        cluster.wait()
    feeder.kill()
    feeder.communicate()


def _report(cluster: Cluster) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_feed(cluster, "report"))
    return found


def _feed(cluster: Cluster, *words: str) -> str:
    feeder = _start(cluster, *words)
    said, _ = feeder.communicate()
    assert feeder.returncode == 0, said
    return said


def _start(cluster: Cluster, *words: str) -> "subprocess.Popen[str]":
    environ = {**os.environ, "YUNHE_DATABASE_URL": cluster.url(DATABASE), "YUNHE_DATA": tempfile.gettempdir()}
    command = [sys.executable, "-m", "tests.badday.feeder", *words]
    return subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
