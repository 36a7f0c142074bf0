"""The migrated schema as a stopped cluster's folder, made once per state of the code: migrating takes seconds."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import django
from django.db.migrations.loader import MigrationLoader

import yunhe
from yunhe.cli.server.postgres import Cluster
from yunhe.cli.server.temporary import temporary_cluster

KEPT_STATES = 4
LONGEST_RUN = 6 * 3600  # seconds: another run of the tests, on other code, may still copy from a state as old as this


def our_modules() -> frozenset[str]:
    """The names of the modules of Yunhe that are loaded now; right after Django's set-up these are the models' own."""
    return frozenset(name for name in sys.modules if name.startswith("yunhe."))


def migrated(store: Path, database: str, migrate: Callable[[Cluster], None], modules: frozenset[str]) -> Path:
    """The folder of a stopped cluster with this database, filled by `migrate` now or in an earlier run on this code.

    `modules` are those that shape the schema, besides the migrations.
    """
    store.mkdir(parents=True, exist_ok=True)
    with (store / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        kept = store / fingerprint(modules)
        if not kept.exists():
            _make(kept, database, migrate)
        os.utime(kept)
    return kept


def fingerprint(modules: frozenset[str]) -> str:
    """A hash of the modules' files, the migrations' and all SQL."""
    MigrationLoader(None)
    names = modules | {name for name in our_modules() if ".migrations" in name}
    code = {Path(file) for name in names if (file := sys.modules[name].__file__)}
    digest = hashlib.sha256(django.__version__.encode())
    for path in sorted(code | set(Path(yunhe.__file__).parent.rglob("*.sql"))):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _make(kept: Path, database: str, migrate: Callable[[Cluster], None]) -> None:
    states = sorted((path for path in kept.parent.iterdir() if path.is_dir()), key=lambda path: path.stat().st_mtime)
    for old in states[: 1 - KEPT_STATES]:
        if old.stat().st_mtime < time.time() - LONGEST_RUN:
            shutil.rmtree(old)
    half = kept.with_suffix(".new")
    shutil.rmtree(half, ignore_errors=True)
    with temporary_cluster(durable=False) as cluster:
        cluster.create_database(database)
        migrate(cluster)
        cluster.stop()
        subprocess.run(["cp", "-a", str(cluster.folder), str(half)], check=True)
    half.rename(kept)
