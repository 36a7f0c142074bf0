"""kill -9, again and again: of the process that takes orders in and runs the loop, of PostgreSQL under it, and of every
part of a `yunhe up` that a shop sends its orders to.

Fails when intake does not recognise a message that comes again (intake._unknown); over HTTP also when the supervisor does
not start again what dies (Supervisor._revive). It does not fail when a cursor moves outside of its handler's transaction
(subscriptions._deliver without atomic): none of twenty kills fell between the two. Of that is tests/kernel/test_events.py.
"""

import os
import random
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest

from tests.badday.connector import Connector
from tests.badday.feeding import RELEASED, count, feed, report, start, taken_once
from tests.server.processes import until
from tests.server.test_up import Up
from yunhe.cli.server.address import free_port
from yunhe.cli.server.postgres import Cluster, running
from yunhe.cli.server.temporary import temporary_cluster
from yunhe.site import socket_dir

AT_LEAST, PARTS = 60, ("web", "worker", "postgres")


@pytest.mark.long
@pytest.mark.parametrize(
    ("orders", "batch", "kills", "longest_seconds"),  # the last is how long a process may live before it is killed
    [(300, 3, 20, 6.0), (5_000, 25, 50, 20.0)],
)
def test_what_was_killed_again_and_again_ends_like_what_was_left_alone(
    schema: Path, orders: int, batch: int, kills: int, longest_seconds: float
) -> None:
    day = ("run", str(orders), str(batch))
    with temporary_cluster(origin=schema) as cluster:
        feed(cluster, "found")
        feed(cluster, *day)
        left_alone = report(cluster)
    with temporary_cluster(origin=schema) as cluster:
        feed(cluster, "found")
        rng = random.Random(20)
        for n in range(kills):
            _kill(cluster, day, rng.uniform(0, longest_seconds), postgres=n % 3 == 2)
        feed(cluster, *day)
        killed = report(cluster)
    assert killed["doctor"] == {}
    assert killed["parked"] == 0
    assert killed == left_alone
    assert sum(n for *_, n in killed["orders"]) == orders


@pytest.mark.long
def test_web_worker_and_postgres_may_die_under_the_shops_orders(tmp_path: Path, schema: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    subprocess.run(["cp", "-a", str(schema), str(home / "postgres")], check=True)
    with running(Cluster(home / "postgres", socket_dir(home))) as cluster:
        feed(cluster, "found")
        token = feed(cluster, "token").strip()
    up = Up(home, free_port())
    killing = threading.Thread(target=_kill_parts, args=(up,), daemon=True)
    try:
        up.until_up()
        killing.start()
        shop, sent = Connector(up.port, token), 0
        while killing.is_alive() or sent < AT_LEAST:
            until(partial(shop.send, sent))
            sent += 1
        until(lambda: up.serves() and count(cluster, RELEASED) == sent)
        assert taken_once(cluster, home, sent)
        assert [part for part in ("web", "worker", "PostgreSQL") if f"{part} was killed" not in up.said()] == []
    finally:
        up.stop()


def _kill_parts(up: Up) -> None:
    """Each part three times, in a seeded order; the next one when pages come again."""
    rng = random.Random(7)
    for part in rng.sample(PARTS * 3, 9):
        time.sleep(rng.uniform(0, 3))
        until(lambda part=part: part in up.parts() and up.serves())  # type: ignore[misc]
        os.kill(up.parts()[part], signal.SIGKILL)


def _kill(cluster: Cluster, day: Sequence[str], seconds: float, *, postgres: bool) -> None:
    """Let the feeder work for a while, then end it, or the database under it, without warning."""
    feeder = start(cluster, *day)
    assert feeder.stdout is not None
    assert feeder.stdout.readline() == "ready\n"
    time.sleep(seconds)
    if postgres and cluster.process is not None:
        cluster.process.kill()
        cluster.process.wait()
        cluster.stop()
        cluster.start()
        cluster.wait()
    feeder.kill()
    feeder.communicate()
