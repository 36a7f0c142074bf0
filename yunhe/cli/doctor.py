"""`yunhe doctor`: prove on this database that ledgers, balances, books and queues agree."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table

from yunhe.cli.server.installation import data_option, opened

if TYPE_CHECKING:
    from yunhe.insight.doctor import Finding


@click.command()
@data_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a table.")
def command(data: Path | None, as_json: bool) -> None:
    """Prove that ledgers and balances agree and that no order is lost. Exits with 1 when something is broken."""
    with opened(data):
        from yunhe.insight.doctor import examine  # names models, which exist only now

        findings = list(examine())
    (_print_json if as_json else _print_table)(findings)
    sys.exit(0 if all(f.holds for f in findings) else 1)


def _print_json(findings: list["Finding"]) -> None:
    proofs = [{"name": f.name, "broken": f.broken, "seconds": round(f.seconds, 3), "rows": f.rows} for f in findings]
    click.echo(json.dumps({"clean": all(f.holds for f in findings), "proofs": proofs}, default=str))


def _print_table(findings: list["Finding"]) -> None:
    console = Console()
    table = Table("proof", "broken", "seconds", "truth")
    for f in findings:
        table.add_row(f.name, str(f.broken), f"{f.seconds:.2f}", f.truth)
    console.print(table)
    for f in findings:
        for row in f.rows:
            console.print(f.name, row)
