"""`yunhe web`: the web server alone, for one of several web machines (and as a part of `yunhe up`)."""

import ctypes
import os
import signal
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import click
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from yunhe.cli.server.address import PortTaken, probe
from yunhe.cli.server.installation import choose_data, data_option

THREADS = 8  # as many as the connection pool of a process holds (settings.py)
PR_SET_PDEATHSIG = 1


@click.command("web")
@data_option
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", type=click.IntRange(1), help="Processes; by default one per core, at most 4.")
def command(data: Path | None, host: str, port: int, workers: int | None) -> None:
    """Serve pages and API. The database must answer, and be migrated."""
    choose_data(data)
    try:
        probe(host, port)
    except PortTaken as error:
        raise click.ClickException(str(error)) from error
    Server(
        "yunhe.web.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers or min(4, os.cpu_count() or 1),
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.error,
    ).serve(target_loader=load)


def load(target: str) -> Any:
    """The WSGI application with all its pages, so that nobody's first request waits for them, in a worker process of
    granian's, which would otherwise outlive a killed master."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    os.environ["DJANGO_SETTINGS_MODULE"] = "yunhe.settings"
    from yunhe.web.wsgi import application

    import_module("yunhe.urls")
    return application
