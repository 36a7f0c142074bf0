"""`yunhe demo`: a company of six shops with real baskets in every stage of the loop, to look at and to try things on."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from yunhe.cli.server.installation import data_option, opened

PASSWORD = "yunhe-demo"
LOGINS = (
    *(("owner", "老板 Owner"), ("clerk", "客服 Clerk"), ("warehouse", "仓库 Warehouse")),
    *(("buyer", "采购 Buyer"), ("finance", "财务 Finance"), ("service", "售后 Service")),
)
SHOPS = 6


@click.command("demo")
@data_option
@click.option(
    "--orders", default=3_000, show_default=True, type=click.IntRange(1), help="How many of the newest baskets."
)
@click.option("--seed", default=1, show_default=True)
@click.option("--remove", is_flag=True, help="Empty the database of the demo company, to begin with your own.")
def command(data: Path | None, orders: int, seed: int, remove: bool) -> None:
    """Make the demo company; once it is there, only print its logins."""
    with opened(data):
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
                _report(fill(orders, seed, SHOPS, _yesterday(), [(*login, PASSWORD) for login in LOGINS]))
        except DemoError as error:
            raise click.ClickException(str(error)) from error
    click.echo(f"Logins: {', '.join(name for name, _ in LOGINS)}; password {PASSWORD}")


def _yesterday() -> date:
    """The day before today in Shanghai: the newest basket is late in the evening, and never ahead of us."""
    return datetime.now(ZoneInfo("Asia/Shanghai")).date() - timedelta(days=1)


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
