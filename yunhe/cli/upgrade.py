"""`yunhe upgrade`: after a newer Yunhe was installed, bring the data to it; or back."""

import os
from datetime import UTC, datetime
from pathlib import Path

import click

from yunhe import __version__
from yunhe.cli.backups.manifest import BackupError
from yunhe.cli.backups.upgrading import UpgradeFailed, roll_back, upgrade
from yunhe.cli.server.account import NoAccount
from yunhe.cli.server.address import AlreadyUp, only_one
from yunhe.cli.server.installation import choose_data, data_option
from yunhe.cli.server.postgres import PostgresError
from yunhe.site import data_dir, is_embedded


@click.command("upgrade")
@data_option
@click.option("--rollback", is_flag=True, help="Go back to the state before the last upgrade.")
def command(data: Path | None, rollback: bool) -> None:
    """Back up, migrate, and let the doctor look. What fails goes back to the state before, by itself.

    Yunhe must not be up meanwhile. With --rollback, what was done since the upgrade is backed up and leaves.
    """
    place = data or data_dir(os.environ)
    if is_embedded(os.environ) and not (place / "postgres").exists():
        raise click.ClickException(f"there is no database in {place}")
    chosen, at = choose_data(data), datetime.now(UTC)
    try:
        with only_one(chosen, "it is being upgraded"):
            if rollback:
                moment, left = roll_back(chosen, at=at)
                click.echo(f"Everything is as it was on {moment:%Y-%m-%d %H:%M} UTC. What was left lies in {left}")
            else:
                file = upgrade(chosen, at=at)
                click.echo(f"The data is that of Yunhe {__version__}, and the doctor finds nothing new.")
                click.echo(f"The state before lies in {file}; `yunhe upgrade --rollback` leads back to it.")
    except AlreadyUp as error:
        raise click.ClickException(f"{error}. Stop it first (Ctrl-C where it runs)") from error
    except (BackupError, UpgradeFailed, PostgresError, NoAccount) as error:
        raise click.ClickException(str(error)) from error
