"""`python -m sim.shop`: the simulated shop on a port of this machine, until Ctrl-C."""

from typing import Any

import click

from sim.serving import serve
from sim.shop.faults import Faults
from sim.shop.server import app
from sim.shop.shelf import Shelf

SHARE = click.FloatRange(0, 1)


@click.command()
@click.option("--host", default="127.0.0.1")
@click.option("--port", default=8791, help="0 takes a free one")
@click.option("--key", default="demo")
@click.option("--secret", default="demo")
@click.option("--seed", default=1)
@click.option("--slow-seconds", default=5.0)
@click.option("--refuse", type=SHARE, default=0.0, help="share, 0 to 1")
@click.option("--lose", type=SHARE, default=0.0, help="share, 0 to 1")
@click.option("--slow", type=SHARE, default=0.0, help="share, 0 to 1")
@click.option("--twice", type=SHARE, default=0.0, help="share, 0 to 1")
@click.option("--late", type=SHARE, default=0.0, help="share, 0 to 1")
def main(host: str, port: int, key: str, secret: str, **faults: Any) -> None:
    """Serve until Ctrl-C; prints the address first."""
    shelf = Shelf(Faults(**faults), key=key, secret=secret)
    with serve(app(shelf), host, port) as server:
        click.echo(f"http://{host}:{server.server_port}")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            click.echo("bye")


main()
