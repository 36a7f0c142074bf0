"""`yunhe company`: found a company with all that its first order needs."""

import secrets
from datetime import UTC, datetime
from pathlib import Path

import click
from django.core.management import call_command

from yunhe.cli.server.installation import data_option, opened


@click.command("company")
@click.argument("name")
@click.option(
    "--code", default="MAIN", show_default=True, help="Short code; the one of an existing company completes it."
)
@click.option("--english", default="", help="Its English name.")
@click.option("--tax-number", default="")
@click.option("--taxpayer", type=click.Choice(["general", "small"]), default="general", show_default=True)
@click.option("--chart", type=click.Choice(["enterprise", "small"]), default="enterprise", show_default=True)
@click.option("--login", default="owner", show_default=True, help="The owner's user name.")
@click.option("--password", help="Otherwise one is made and printed.")
@data_option
def command(
    name: str,
    code: str,
    english: str,
    tax_number: str,
    taxpayer: str,
    chart: str,
    login: str,
    password: str | None,
    data: Path | None,
) -> None:
    """Found the company NAME: entity, periods, chart of accounts, roles, audit rules, units, tax rates, regions, a
    warehouse, an order desk, and the owner's login."""
    with opened(data):
        from yunhe.cli.company.founding import NewCompany, found_company, give_login, open_shop  # these name models
        from yunhe.kernel.actor import system

        call_command("migrate", interactive=False, verbosity=0)
        by, at = system("company"), datetime.now(UTC)
        entity = found_company(NewCompany(code, name, english, tax_number, taxpayer, chart), by=by, at=at)
        open_shop(entity, by=by, at=at)
        secret = password or secrets.token_urlsafe(9)
        made = give_login(login, secret, "owner")
    click.echo(f"{name} is founded.")
    click.echo(f"Login: {login}" + (f"  password: {secret}" if made and not password else ""))
