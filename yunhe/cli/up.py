"""`yunhe up`: the whole suite as one process tree, from an empty folder to an address in the browser."""

import os
import signal
import sys
from dataclasses import replace
from pathlib import Path
from shlex import quote

import click
import psycopg

from yunhe.cli.server.account import Account, NoAccount, account_for, hand_over
from yunhe.cli.server.address import AlreadyUp, PortTaken, listens, only_one, probe
from yunhe.cli.server.installation import choose_data, data_option, embedded_cluster
from yunhe.cli.server.postgres import STOP_SECONDS, Cluster, PostgresError
from yunhe.cli.server.program import program, yunhe
from yunhe.cli.server.supervisor import Part, PartFailed, Supervisor
from yunhe.insight.backup_files import FOLDER
from yunhe.site import DATABASE, database_url

OPEN_PORTS = 1024  # below it, listening is a right of root's


@click.command("up")
@data_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 for every network.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def command(data: Path | None, host: str, port: int) -> None:
    """Run database, web and worker until Ctrl-C.

    With YUNHE_DATABASE_URL the database is that one, and none is started here.
    """
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
    chosen = choose_data(data)
    try:
        with only_one(chosen, address):
            probe(host, port)
            _run(chosen, host, port, f"Yunhe is up: {address}  (data in {chosen}; Ctrl-C stops it)")
    except KeyboardInterrupt:
        click.echo("Yunhe has stopped.")
    except (AlreadyUp, PortTaken, NoAccount, PostgresError, PartFailed) as error:
        raise click.ClickException(str(error)) from error


def _run(data: Path, host: str, port: int, up: str) -> None:
    cluster = embedded_cluster(data)
    try:
        with Supervisor(lambda line: click.echo(line, err=True)) as tree:
            if cluster is not None:
                if not cluster.folder.exists():
                    click.echo(f"Making a new database in {cluster.folder}; this takes a moment.")
                tree.add(Part("PostgreSQL", cluster.start, signal.SIGINT, STOP_SECONDS))
                cluster.wait()
                cluster.ensure_database(DATABASE)
            tree.run_once(Part("migrate", program(yunhe("migrate"))))
            account = _servant(data, cluster)
            home = {"HOME": str(data / "home")} if account else {}
            web = yunhe("web", "--host", host, "--port", str(port))
            tree.add(Part("web", program(web, home, _listening(account, port))))
            tree.add(Part("worker", program(yunhe("worker"), home, account)))
            tree.watch(until=lambda: listens(host, port))
            click.echo(up)
            if not _is_founded(data):
                click.echo(f"Nobody can log in before there is a company: yunhe company NAME --data {quote(str(data))}")
            tree.watch()
    finally:
        if cluster is not None:
            cluster.stop()


def _servant(data: Path, cluster: Cluster | None) -> Account | None:
    """Under whom web and worker run: None for ourselves; for root the account of PostgreSQL, which is given their
    attachments, the backups, a home for the caches of libraries, and the key; nothing else of the data directory."""
    files, home, kept, key = data / "files", data / "home", data / FOLDER, data / "secret_key"
    files.mkdir(exist_ok=True)
    kept.mkdir(mode=0o700, exist_ok=True)
    account = account_for(cluster.folder if cluster else files, Path(sys.executable))
    if account:
        home.mkdir(exist_ok=True)
        for path in (files, home, kept, key):
            if path.exists():
                hand_over(path, account)
    return account


def _is_founded(data: Path) -> bool:
    with psycopg.connect(database_url(os.environ, data)) as connection:
        return connection.execute("SELECT FROM kernel_entity LIMIT 1").fetchone() is not None


def _listening(account: Account | None, port: int) -> Account | None:
    if account is None or port >= OPEN_PORTS:
        return account
    return replace(account, capabilities=(*account.capabilities, "net_bind_service"))
