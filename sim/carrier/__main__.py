"""`python -m sim.carrier`: the simulated carrier on a port of this machine, until Ctrl-C."""

from dataclasses import fields
from typing import Any

import click

from sim.carrier.faults import Faults
from sim.carrier.office import Office
from sim.carrier.server import app
from sim.serving import serve

SHARES = [f.name for f in fields(Faults) if f.name not in ("seed", "shuffle", "numbers", "slow_seconds", "late_hours")]


def _fault_options(command: Any) -> Any:
    for name in SHARES:
        command = click.option(f"--{name}", type=click.FloatRange(0, 1), default=0.0, help="share, 0 to 1")(command)
    return command


@click.command()
@click.option("--host", default="127.0.0.1")
@click.option("--port", default=8790, help="0 takes a free one")
@click.option("--key", default="demo")
@click.option("--secret", default="demo")
@click.option("--seed", default=1)
@click.option("--slow-seconds", default=5.0)
@click.option("--late-hours", default=30.0)
@click.option("--shuffle", is_flag=True)
@click.option("--numbers", type=int, default=None, help="how many waybills are left")
@_fault_options
def main(host: str, port: int, key: str, secret: str, **faults: Any) -> None:
    """Serve until Ctrl-C; prints the address first."""
    office = Office(Faults(**faults), key=key, secret=secret)
    with serve(app(office), host, port) as server:
        click.echo(f"http://{host}:{server.server_port}")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            click.echo("bye")


main()
