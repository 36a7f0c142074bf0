"""The installation that a command works on: its data directory and its database, embedded or given."""

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import django

from yunhe.cli.server.postgres import Cluster, running
from yunhe.site import DATABASE, data_dir, is_embedded, socket_dir


def data_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option --data of every command that works on an installation."""
    option = click.option(
        "--data",
        type=click.Path(file_okay=False, path_type=Path),
        help="Data directory; otherwise YUNHE_DATA, otherwise `yunhe` in your data folder.",
    )
    return option(command)


def choose_data(data: Path | None) -> Path:
    """Make the data directory and let this process and its children use it. A folder that cannot be made ends the command."""
    if data is not None:
        os.environ["YUNHE_DATA"] = str(data)
    chosen = data_dir(os.environ)
    os.environ["YUNHE_DATA"] = str(chosen)
    try:
        chosen.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise click.ClickException(f"cannot make the data directory {chosen}: {error.strerror}") from error
    return chosen


def embedded_cluster(data: Path) -> Cluster | None:
    """The cluster of this data directory; None when YUNHE_DATABASE_URL names a database elsewhere."""
    if not is_embedded(os.environ):
        return None
    return Cluster(data / "postgres", socket_dir(data))


def start_django() -> None:
    """Set up Django on the installation that the environment names."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "yunhe.settings"
    django.setup()
    _spare_what_stays()


def _spare_what_stays() -> None:
    """The collector of cycles passes over what was loaded once and for all, and comes when a batch has left something:
    by its own measure it took a tenth of an intake's time (docs/adr/0009)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@contextmanager
def answering(data: Path) -> Iterator[None]:
    """The database of this installation answers while the block lasts: the one that `yunhe up` runs, the given one, or
    the embedded one, started for the block."""
    cluster = embedded_cluster(data)
    if cluster is None:
        yield
        return
    with running(cluster):
        cluster.ensure_database(DATABASE)
        yield


@contextmanager
def opened(data: Path | None) -> Iterator[Path]:
    """Django on this installation, its database answering while the block lasts."""
    chosen = choose_data(data)
    with answering(chosen):
        start_django()
        yield chosen
