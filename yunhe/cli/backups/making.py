"""Make a backup of a running installation: everything of one moment, while web and worker go on."""

import os
import subprocess
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from yunhe import __version__
from yunhe.cli.backups.archive import DUMP, FILE, KEY, MANIFEST, add_stream, is_backup, writing
from yunhe.cli.backups.manifest import BackupError, Manifest, key_mark
from yunhe.cli.backups.tables import sequences, snapshot, table_sums
from yunhe.cli.server.postgres import binaries
from yunhe.site import database_url, secret_key

MIGRATIONS = "SELECT app, name FROM django_migrations ORDER BY id"


def back_up(data: Path, file: Path, environ: Mapping[str, str], *, at: datetime) -> Manifest:
    """Write the installation in `data`, whose database answers, to `file`; returns what the backup says about itself.

    The dump and every figure are of one snapshot. Attachments are copied after it was taken: a file is written before
    its row and never changed, so each row of the snapshot has its file. Raises BackupError; then `file` is as it was.
    """
    if file.exists() and not is_backup(file):
        raise BackupError(f"{file} is there and is no backup; it is left alone")
    url = database_url(environ, data)
    key = secret_key(environ, data)
    with writing(file) as archive:
        with _moment(url) as connection:
            numbers, migrations = _begun(connection)
            _dump(archive, url, connection)
            tables = table_sums(connection)
            version = connection.info.parameter_status("server_version") or ""
        files, file_bytes = _add_files(archive, data / "files")
        holds_key = not environ.get("YUNHE_SECRET_KEY")
        if holds_key:
            archive.writestr(KEY, key)
        manifest = Manifest(
            version=__version__,
            made_at=at,
            postgres=version,
            migrations=migrations,
            tables=tables,
            sequences=numbers,
            files=files,
            file_bytes=file_bytes,
            key_mark=key_mark(key),
            holds_key=holds_key,
        )
        archive.writestr(MANIFEST, manifest.model_dump_json(indent=1))
    return manifest


@contextmanager
def _moment(url: str) -> Iterator[psycopg.Connection]:
    try:
        with snapshot(url) as connection:
            yield connection
    except psycopg.OperationalError as error:
        raise BackupError(f"the database does not answer: {error}") from error


def _begun(connection: psycopg.Connection) -> tuple[dict[str, int], list[tuple[str, str]]]:
    try:
        return sequences(connection), connection.execute(MIGRATIONS).fetchall()
    except psycopg.errors.UndefinedTable as error:
        raise BackupError("this database holds no company of Yunhe; there is nothing to back up") from error


def _dump(archive: zipfile.ZipFile, url: str, connection: psycopg.Connection) -> None:
    """pg_dump of the connection's own snapshot, straight into the archive; a password stays out of the process list."""
    row = connection.execute("SELECT pg_export_snapshot()").fetchone()
    assert row is not None
    parts = {name: str(value) for name, value in conninfo_to_dict(url).items()}
    secret = {"PGPASSWORD": parts.pop("password")} if "password" in parts else {}
    command = [str(binaries() / "pg_dump"), "--format=custom", "--no-owner", "--no-acl", f"--snapshot={row[0]}"]
    process = subprocess.Popen(
        [*command, f"--dbname={make_conninfo('', **parts)}"],
        env={**os.environ, **secret},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with process:
        assert process.stdout is not None
        assert process.stderr is not None
        try:
            add_stream(archive, DUMP, process.stdout)
        except BaseException:
            process.kill()
            raise
        said = process.stderr.read().decode(errors="replace").strip()
    if process.returncode != 0:
        raise BackupError(f"pg_dump failed: {said}")


def _add_files(archive: zipfile.ZipFile, folder: Path) -> tuple[int, int]:
    """Put every attachment into the archive; those that are just being written have no row yet. How many, and bytes."""
    count = size = 0
    for path in sorted(folder.glob("??/*")):
        name = f"files/{path.relative_to(folder).as_posix()}"
        if FILE.fullmatch(name):
            archive.write(path, name)
            count, size = count + 1, size + path.stat().st_size
    return count, size
