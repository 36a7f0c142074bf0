"""Start the feeder on a cluster, let it work to its end, or ask it, or the database, what there is."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import psycopg

from yunhe.cli.server.postgres import Cluster
from yunhe.site import DATABASE

RELEASED = "stock_outbound WHERE state = 'released'"


def start(cluster: Cluster, *words: str) -> "subprocess.Popen[str]":
    """The feeder with these words, at work; it says `ready` before its first message."""
    environ = {**os.environ, "YUNHE_DATABASE_URL": cluster.url(DATABASE), "YUNHE_DATA": tempfile.gettempdir()}
    command = [sys.executable, "-m", "tests.badday.feeder", *words]
    return subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def feed(cluster: Cluster, *words: str) -> str:
    """Let it work to its end; what it said."""
    feeder = start(cluster, *words)
    said, _ = feeder.communicate()
    assert feeder.returncode == 0, said
    return said


def report(cluster: Cluster) -> dict[str, Any]:
    """What there is at the end."""
    found: dict[str, Any] = json.loads(feed(cluster, "report"))
    return found


def count(cluster: Cluster, rows: str) -> int:
    """How many rows there are of a table, or of a table with a condition."""
    with psycopg.connect(cluster.url(DATABASE)) as connection:
        found = connection.execute(f"SELECT count(*) FROM {rows}").fetchone()
    assert found is not None
    return int(found[0])


def taken_once(cluster: Cluster, data: Path, orders: int) -> bool:
    """Whether so many orders are there, each with one outbound, none of them parked, and the doctor is content."""
    rows = [count(cluster, table) for table in ("oms_order", "oms_raworder", "stock_outbound", RELEASED)]
    environ = {name: value for name, value in os.environ.items() if not name.startswith("YUNHE_")}
    command = [sys.executable, "-m", "yunhe.cli.main", "doctor", "--json", "--data", str(data)]
    doctor = subprocess.run(command, env=environ, capture_output=True, text=True)
    assert json.loads(doctor.stdout)["clean"], doctor.stdout
    return rows == [orders] * 4 and count(cluster, "kernel_parked") == 0
