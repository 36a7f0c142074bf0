"""A PostgreSQL cluster that lives as long as a block: for tests, replays and benchmarks. Nothing in it survives."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from yunhe.cli.server.postgres import SETTINGS, Cluster
from yunhe.site import socket_dir

FORGETFUL = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "autovacuum": "off"}


@contextmanager
def temporary_cluster(*, durable: bool = True) -> Iterator[Cluster]:
    """A cluster of its own in the system's temporary folder, removed afterwards.

    `durable` keeps fsync on, as an installation has it (for figures); without it tests run faster.
    """
    folder = Path(tempfile.mkdtemp(prefix="yunhe-cluster-"))
    settings = {**SETTINGS, "logging_collector": "off"} | ({} if durable else FORGETFUL)
    cluster = Cluster(folder / "cluster", socket_dir(folder), settings)
    try:
        cluster.start()
        cluster.wait()
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(cluster.sockets, ignore_errors=True)
