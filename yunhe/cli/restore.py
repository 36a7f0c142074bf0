"""`yunhe restore FILE`: a backup as a new installation, proved table by table."""

import os
import shutil
from pathlib import Path
from shlex import quote

import click

from yunhe.cli.backup import told
from yunhe.cli.backups.manifest import BackupError
from yunhe.cli.backups.restoring import restore
from yunhe.cli.server.account import NoAccount
from yunhe.cli.server.address import AlreadyUp, only_one
from yunhe.cli.server.installation import choose_data, data_option
from yunhe.cli.server.postgres import PostgresError
from yunhe.site import data_dir, is_embedded


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@data_option
def command(file: Path, data: Path | None) -> None:
    """Make a new installation of FILE, a backup of your own, in a data directory that has none.

    Row count and checksum of every table are compared with the backup's before anything takes its place.
    """
    if not is_embedded(os.environ):
        raise click.ClickException(
            "restore makes a database of its own: unset YUNHE_DATABASE_URL. For a PostgreSQL of yours, give pg_restore "
            "the database.dump that lies in the file."
        )
    was_there = (data or data_dir(os.environ)).exists()
    chosen = choose_data(data)
    try:
        with only_one(chosen, "a backup is being restored"):
            manifest, lost = restore(file.absolute(), chosen, os.environ)
    except (BackupError, PostgresError, NoAccount, AlreadyUp) as error:
        raise click.ClickException(str(error)) from error
    finally:
        if not was_there and not (chosen / "postgres").exists():
            shutil.rmtree(chosen)
    click.echo(f"Restored into {chosen}: {told(manifest)}.")
    click.echo("Rows and checksum of every table are those of the backup; sequences and cursors are valid.")
    if lost:
        click.echo(f"{lost} attachments had lost their file before the backup was made.")
    click.echo(f"Stop the installation that it was made of, then: yunhe up --data {quote(str(chosen))}")
