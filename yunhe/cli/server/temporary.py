"""A PostgreSQL cluster that lives as long as a block: for tests, replays and benchmarks. Nothing in it survives."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from yunhe.cli.server.postgres import SETTINGS, Cluster
from yunhe.site import socket_dir

FORGETFUL = {
    "shared_buffers": "128MB",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "256MB",
}
MEMORY = Path("/dev/shm")
MEMORY_NEEDED = 2 * 1024**3


@contextmanager
def temporary_cluster(*, durable: bool = True, origin: Path | None = None) -> Iterator[Cluster]:
    """A cluster of its own, removed afterwards; a copy of `origin`, the folder of a stopped one, if given.

    `durable` keeps fsync on and lies on the disk, as an installation does (for figures); without it the cluster lies in
    memory where there is room, and a copy of a database takes 0.03 s instead of 0.3 s.
    """
    folder = Path(tempfile.mkdtemp(prefix="yunhe-cluster-", dir=None if durable else _memory()))
    settings = {**SETTINGS, "logging_collector": "off"} | ({} if durable else FORGETFUL)
    cluster = Cluster(folder / "postgres", socket_dir(folder), settings)
    try:
        if origin is not None:
            subprocess.run(["cp", "-a", str(origin), str(cluster.folder)], check=True)
        cluster.start()
        cluster.wait()
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _memory() -> Path | None:
    """The folder in memory, when it is there and has room for a test run; else None, the system's temporary folder."""
    return MEMORY if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > MEMORY_NEEDED else None
