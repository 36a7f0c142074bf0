"""`yunhe migrate`: bring the database's schema to this version."""

from pathlib import Path

import click
from django.core.management import call_command
from django.db import connection

from yunhe.cli.server.installation import data_option, opened

LOCK = 0x79756E6865  # "yunhe": machines that start together migrate one after the other


@click.command("migrate")
@data_option
def command(data: Path | None) -> None:
    """Bring the database's schema to this version."""
    with opened(data):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            call_command("migrate", interactive=False, verbosity=0)
        finally:
            connection.close()
