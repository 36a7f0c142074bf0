"""Restore a backup into a data directory that has no company yet, and prove that all of it came back."""

import os
import shutil
import subprocess
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

from yunhe.cli.backups.archive import DUMP, KEY, PIECE, reading, unpack_files
from yunhe.cli.backups.manifest import BackupError, Manifest, key_mark
from yunhe.cli.backups.tables import cursors_beyond, sequences, snapshot, table_sums
from yunhe.cli.server.installation import start_django
from yunhe.cli.server.postgres import Cluster, binaries
from yunhe.site import DATABASE, socket_dir

HELD = ("postgres", "files", "secret_key")
STAGE = "restore.new"
WITHOUT_FILE = "SELECT digest FROM kernel_attachment GROUP BY digest ORDER BY digest"


def restore(file: Path, data: Path, environ: Mapping[str, str]) -> tuple[Manifest, int]:
    """Restore `file` into `data`; returns its manifest and how many attachments had lost their file before the backup.

    All is built and proved in a folder beside its place and moved there at the end, the cluster last. Raises
    BackupError when `data` holds a company, or the file is foreign, damaged, newer, or does not come back as it was;
    then nothing of it stays.
    """
    if held := [name for name in HELD if (data / name).exists()]:
        raise BackupError(f"{data} holds an installation ({', '.join(held)}); restore into a new data directory")
    with reading(file) as (archive, manifest):
        key = _key(archive, manifest, environ)
        _refuse_newer(manifest, key)
        with staging(data) as stage:
            unpack_files(archive, stage / "files")
            if manifest.holds_key:
                _keep_key(stage / "secret_key", key)
            lost = restore_database(archive, manifest, stage)
            for name in reversed(HELD):
                if (stage / name).exists():
                    (stage / name).rename(data / name)
    return manifest, lost


def restore_database(archive: zipfile.ZipFile, manifest: Manifest, stage: Path) -> int:
    """Make a cluster in `stage`, fill it, prove it, stop it; returns how many attachments have no file in the archive."""
    cluster = Cluster(stage / "postgres", socket_dir(stage))
    try:
        cluster.start()
        cluster.wait()
        cluster.create_database(DATABASE)
        _fill(archive, cluster.url(DATABASE))
        with snapshot(cluster.url(DATABASE)) as connection:
            _prove(connection, manifest)
            digests = {digest for (digest,) in connection.execute(WITHOUT_FILE)}
    finally:
        cluster.stop()
    return len(digests - {name.rsplit("/", 1)[-1] for name in archive.namelist()})


@contextmanager
def staging(data: Path) -> Iterator[Path]:
    """A folder beside the place of what is restored, gone afterwards; one that a killed restore left is cleared away.
    Raises BackupError when the disk gives no room."""
    stage = data / STAGE
    shutil.rmtree(stage, ignore_errors=True)
    try:
        stage.mkdir(parents=True)
        yield stage
    except OSError as error:
        raise BackupError(f"cannot restore into {data}: {error}") from error
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _key(archive: zipfile.ZipFile, manifest: Manifest, environ: Mapping[str, str]) -> str:
    """The key that opens what the backup holds. Raises BackupError when it must be given, or another one is."""
    given = environ.get("YUNHE_SECRET_KEY")
    if given and key_mark(given) != manifest.key_mark:
        raise BackupError(
            "YUNHE_SECRET_KEY is not the key of this backup: carriers' credentials and links need that one"
        )
    if not given and not manifest.holds_key:
        raise BackupError("the key of this backup was kept outside of it; set YUNHE_SECRET_KEY to that key")
    return given or archive.read(KEY).decode()


def _refuse_newer(manifest: Manifest, key: str) -> None:
    os.environ["YUNHE_SECRET_KEY"] = key  # else the settings would make a new one in the data directory
    start_django()
    from django.db.migrations.loader import MigrationLoader  # needs the settings

    known = MigrationLoader(None).disk_migrations
    if newer := [f"{app}.{name}" for app, name in manifest.migrations if (app, name) not in known]:
        raise BackupError(
            f"this backup was made by a newer Yunhe ({manifest.version}, with {newer[-1]}); install that one first"
        )


def _keep_key(place: Path, key: str) -> None:
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(key)


def _fill(archive: zipfile.ZipFile, url: str) -> None:
    command = [str(binaries() / "pg_restore"), "--exit-on-error", "--no-owner", "--no-acl", f"--dbname={url}"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    with process, archive.open(DUMP) as dump:
        assert process.stdin is not None
        assert process.stderr is not None
        with suppress(BrokenPipeError):  # what it could not read, or do, it says itself
            shutil.copyfileobj(dump, process.stdin, PIECE)
            process.stdin.close()
        said = process.stderr.read().decode(errors="replace").strip()
    if process.returncode != 0:
        raise BackupError(f"the database of this backup cannot be restored: {said}")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("ANALYZE")


def _prove(connection: psycopg.Connection, manifest: Manifest) -> None:
    """Rows and checksum of each table as they were, no sequence behind its numbers, no cursor beyond the events."""
    found = table_sums(connection)
    wrong = [
        f"table {name}" for name in sorted({*found, *manifest.tables}) if found.get(name) != manifest.tables.get(name)
    ]
    drawn = sequences(connection)
    wrong += [f"sequence {name}" for name, last in manifest.sequences.items() if drawn.get(name, 0) < last]
    wrong += [f"cursor {name}" for name in cursors_beyond(connection)]
    if wrong:
        raise BackupError(f"what came back is not what was backed up: {', '.join(wrong[:5])}")
