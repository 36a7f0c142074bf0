"""`yunhe import`: master data and opening balances from Excel or CSV files."""

import sys
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import click

from yunhe.cli.server.installation import data_option, opened

NOUNS = {
    "items": "yunhe.catalog.importing:import_items",
    "prices": "yunhe.catalog.importing:import_prices",
    "partners": "yunhe.partners.importing:import_partners",
    "bins": "yunhe.wms.importing:import_bins",
    "stock": "yunhe.stock.importing:import_stock",
    "receivables": "yunhe.erp.finance.importing:import_receivables",
    "payables": "yunhe.erp.finance.importing:import_payables",
    "payments": "yunhe.erp.finance.importing:import_payments",
    "orders": "yunhe.oms.importing:import_orders",
    "carriers": "yunhe.tms.importing:import_carriers",
    "rates": "yunhe.tms.importing:import_rate_file",
}


@click.command("import")
@click.argument("noun", type=click.Choice(sorted(NOUNS)))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@data_option
@click.option("--errors", type=click.Path(dir_okay=False, path_type=Path), help="Where to write the refused rows.")
@click.option("--layout", help="The name that the columns of such files were given on the page of what comes in.")
def command(noun: str, file: Path, data: Path | None, errors: Path | None, layout: str | None) -> None:
    """Take the rows of an Excel or CSV file. Exits with 1 when rows were refused; --errors gives them back with reasons."""
    with opened(data):
        from yunhe.kernel.actor import system  # these name models, which exist only now
        from yunhe.kernel.importing import error_file, layout_named
        from yunhe.kernel.outcome import RefusalError

        module, name = NOUNS[noun].split(":")
        take = getattr(import_module(module), name)
        try:
            known = layout_named(take.noun, layout) if layout else None
            with file.open("rb") as content:
                run = take(content, file.name, by=system("import"), at=datetime.now(UTC), layout=known)
        except RefusalError as error:
            raise click.ClickException(str(error.reason)) from error
        click.echo(f"{run.taken} of {run.rows} rows taken")
        if errors and run.errors:
            with errors.open("wb") as out:
                error_file(run, out)
            click.echo(f"refused rows: {errors}")
    sys.exit(1 if run.errors else 0)
