"""`yunhe up`: the whole suite as one process tree, from an empty folder to an address in the browser."""

import signal
from pathlib import Path

import click

from yunhe.cli.server.account import NoAccount
from yunhe.cli.server.address import AlreadyUp, PortTaken, only_one, probe
from yunhe.cli.server.installation import choose_data, data_option, embedded_cluster
from yunhe.cli.server.postgres import STOP_SECONDS, Cluster, PostgresError
from yunhe.cli.server.program import program, yunhe
from yunhe.cli.server.supervisor import Part, PartFailed, Supervisor
from yunhe.site import DATABASE


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
            _run(embedded_cluster(chosen), host, port, f"Yunhe is up: {address}  (data in {chosen}; Ctrl-C stops it)")
    except KeyboardInterrupt:
        click.echo("Yunhe has stopped.")
    except (AlreadyUp, PortTaken, NoAccount, PostgresError, PartFailed) as error:
        raise click.ClickException(str(error)) from error


def _run(cluster: Cluster | None, host: str, port: int, up: str) -> None:
    try:
        with Supervisor(lambda line: click.echo(line, err=True)) as tree:
            if cluster is not None:
                tree.add(Part("PostgreSQL", cluster.start, signal.SIGINT, STOP_SECONDS))
                cluster.wait()
                cluster.ensure_database(DATABASE)
            tree.run_once(Part("migrate", program(yunhe("migrate"))))
            tree.add(Part("web", program(yunhe("web", "--host", host, "--port", str(port)))))
            tree.add(Part("worker", program(yunhe("worker"))))
            click.echo(up)
            tree.watch()
    finally:
        if cluster is not None:
            cluster.stop()
