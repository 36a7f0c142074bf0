"""Start the feeder on a cluster, let it work to its end, or ask it what there is."""

import json
import os
import subprocess
import sys
import tempfile
from typing import Any

from yunhe.cli.server.postgres import Cluster
from yunhe.site import DATABASE


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
