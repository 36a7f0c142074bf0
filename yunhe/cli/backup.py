"""`yunhe backup FILE`: the whole company in one file, while everybody works."""

import os
from datetime import UTC, datetime
from pathlib import Path

import click

from yunhe.cli.backups.making import back_up
from yunhe.cli.backups.manifest import BackupError, Manifest
from yunhe.cli.server.installation import answering, choose_data, data_option
from yunhe.cli.server.postgres import PostgresError
from yunhe.site import data_dir, is_embedded


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@data_option
def command(file: Path, data: Path | None) -> None:
    """Write database, attachments and key to FILE, as they are at one moment. Whoever has FILE has the company."""
    place = data or data_dir(os.environ)
    if is_embedded(os.environ) and not (place / "postgres").exists():
        raise click.ClickException(f"there is no database in {place}")
    chosen = choose_data(data)
    try:
        with answering(chosen):
            manifest = back_up(chosen, file, os.environ, at=datetime.now(UTC))
    except (BackupError, PostgresError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{file}: {told(manifest)}, {file.stat().st_size:,} bytes")
    if not manifest.holds_key:
        click.echo("YUNHE_SECRET_KEY is not in it: keep it where you will find it when you restore.")


def told(manifest: Manifest) -> str:
    """What a backup holds, in a line."""
    rows = sum(table.rows for table in manifest.tables.values())
    return f"{len(manifest.tables)} tables, {rows:,} rows, {manifest.files:,} files, of {manifest.made_at:%Y-%m-%d %H:%M} UTC"
