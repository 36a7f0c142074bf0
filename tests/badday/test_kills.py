"""kill -9, again and again, of the process that takes orders in and runs the loop, and of PostgreSQL under it.

Fails when a handler's cursor moves outside the handler's transaction (subscriptions.deliver without atomic), and when
intake does not recognise a message that comes again (ON CONFLICT in intake._store_raw).
"""

import random
import time
from pathlib import Path

import pytest

from tests.badday.feeding import feed, report, start
from yunhe.cli.server.postgres import Cluster
from yunhe.cli.server.temporary import temporary_cluster

ORDERS, KILLS = 300, 20
LONGEST_SECONDS = 6.0  # that a process may live before it is killed


@pytest.mark.long
def test_what_was_killed_twenty_times_ends_like_what_was_left_alone(schema: Path) -> None:
    with temporary_cluster(origin=schema) as cluster:
        feed(cluster, "found")
        feed(cluster, "run", str(ORDERS))
        left_alone = report(cluster)
    with temporary_cluster(origin=schema) as cluster:
        feed(cluster, "found")
        rng = random.Random(20)
        for n in range(KILLS):
            _kill(cluster, rng, postgres=n % 3 == 2)
        feed(cluster, "run", str(ORDERS))
        killed = report(cluster)
    assert killed["doctor"] == {}
    assert killed["parked"] == 0
    assert killed == left_alone
    assert sum(n for *_, n in killed["orders"]) == ORDERS


def _kill(cluster: Cluster, rng: random.Random, *, postgres: bool) -> None:
    """Let the feeder work for a while, then end it, or the database under it, without warning."""
    feeder = start(cluster, "run", str(ORDERS))
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
