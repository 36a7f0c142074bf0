"""`yunhe replay`: a real grocery chain's baskets through the whole loop, in a database of their own."""

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import click

from yunhe.cli.server.installation import start_django
from yunhe.cli.server.postgres import Cluster
from yunhe.cli.server.temporary import temporary_cluster
from yunhe.site import DATABASE, socket_dir


@click.command("replay")
@click.option(
    "--orders", default=1_000, show_default=True, type=click.IntRange(1), help="How many of the newest baskets."
)
@click.option("--seed", default=1, show_default=True, help="Of everything the data lacks, and of what goes wrong.")
@click.option(
    "--tail", default=7, show_default=True, type=click.IntRange(0), help="Days to go on after the last basket."
)
@click.option("--dsn", help="An empty database to use instead of a temporary cluster.")
@click.option("--keep", is_flag=True, help="Keep the database; the command to open it is printed.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as one JSON object on the last line.")
def command(orders: int, seed: int, tail: int, dsn: str | None, keep: bool, as_json: bool) -> None:
    """Replay real baskets: orders, purchases, production, picking, carriers, books and surveys, day by day."""
    with fresh_database(dsn, keep) as url:
        os.environ["YUNHE_DATABASE_URL"] = url
        start_django()
        from yunhe.cli.replay.report import as_table  # all of these name models, which exist only now
        from yunhe.cli.replay.run import Plan, replay

        report = replay(Plan(orders=orders, seed=seed, tail_days=tail))
        click.echo(json.dumps(report, default=str) if as_json else as_table(report))


@contextmanager
def fresh_database(dsn: str | None = None, keep: bool = False) -> Iterator[str]:
    """The address of an empty database: the given one, a temporary cluster's, or one that stays in a new data folder."""
    with ExitStack() as stack:
        if dsn:
            os.environ.setdefault("YUNHE_DATA", tempfile.mkdtemp(prefix="yunhe-replay-"))
            yield dsn
            return
        folder = (
            Path(tempfile.mkdtemp(prefix="yunhe-replay-"))
            if keep
            else Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="yunhe-replay-")))
        )
        os.environ["YUNHE_DATA"] = str(folder)
        if keep:
            cluster = Cluster(folder / "postgres", socket_dir(folder))
            stack.callback(click.echo, f"Kept. Open it with: yunhe up --data {folder}", err=True)
            stack.callback(cluster.stop)
            cluster.start()
            cluster.wait()
        else:
            cluster = stack.enter_context(temporary_cluster())
        cluster.create_database(DATABASE)
        yield cluster.url(DATABASE)
