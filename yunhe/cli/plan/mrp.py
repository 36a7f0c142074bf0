"""`yunhe plan mrp DIR`: net requirements of a folder of CSV files: proposals, pegs and messages."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, fields
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import click

from yunhe.cli.plan.rows import text_of
from yunhe.planning.errors import PlanningError
from yunhe.planning.mrp import Buckets, Message, Pegs, Plan, Proposal, iso, messages, peg, plan, proposals, units
from yunhe.planning.mrp.messages import named_come, named_want
from yunhe.planning.mrp.rows import COLUMNS, snapshot_from_rows

PEG_COLUMNS = ("item", "quantity", "need", "wanted_for", "comes_from")


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="Plan as of this day (default: the system's date).")
@click.option("--weeks", type=click.IntRange(min=1), default=52, show_default=True, help="Horizon in weeks.")
@click.option("--daily", is_flag=True, help="Buckets of one day instead of one week.")
@click.option("--show", type=click.Choice(["proposals", "messages", "pegs"]), default="proposals", show_default=True)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Write all three files to this folder.")
@click.option("--json", "as_json", is_flag=True, help="Proposals, messages and pegs as one JSON object.")
def command(
    folder: Path, today: datetime | None, weeks: int, daily: bool, show: str, out: Path | None, as_json: bool
) -> None:
    """Plan the items of DIR.

    DIR holds items.csv (id, on_hand, allocated, safety, lead_time, loss, rule, minimum, maximum, multiple, fixed,
    periods, setup_cost, holding_cost; only id is required) and, when there are any, bom.csv (parent, child, per,
    scrap), supply.csv (id, item, due, quantity, growth), demand.csv (id, item, due, quantity), alternates.csv (item,
    alternate, ratio) and calendar.csv (date, working: 0 for a holiday, 1 for a working weekend day).
    """
    day = today.date() if today else datetime.now(UTC).astimezone().date()
    try:
        buckets = Buckets.daily(day, 7 * weeks) if daily else Buckets.weekly(day, weeks)
        answer = plan(snapshot_from_rows(read(folder), buckets))
        pegs = peg(answer)
    except PlanningError as error:
        raise click.ClickException(str(error)) from error
    writers: dict[str, Callable[[], tuple[Sequence[str], Iterator[Sequence[object]]]]] = {
        "proposals": lambda: (_names(Proposal), _rows(proposals(answer, pegs))),
        "messages": lambda: (_names(Message), _rows(messages(answer, pegs))),
        "pegs": lambda: (PEG_COLUMNS, _peg_rows(answer, pegs)),
    }
    if as_json:
        tables = {name: _objects(*table()) for name, table in writers.items()}
        click.echo(json.dumps(tables, ensure_ascii=False, default=str))
    elif out:
        out.mkdir(parents=True, exist_ok=True)
        for name, table in writers.items():
            (out / f"{name}.csv").write_text(_csv(*table()), encoding="utf-8", newline="")
    else:
        click.echo(_csv(*writers[show]()), nl=False)


def read(folder: Path) -> dict[str, list[dict[str, str]]]:
    """The tables of a folder; raises a click error when items.csv is missing or a row has too many cells."""
    tables = {}
    for name in COLUMNS:
        file = folder / f"{name}.csv"
        if file.exists():
            tables[name] = list(csv.DictReader(StringIO(text_of(file), newline="")))
            for number, row in enumerate(tables[name], 2):
                if None in row:
                    raise click.ClickException(f"{file.name} line {number} has more cells than the heading")
    if "items" not in tables:
        raise click.ClickException(f"{folder / 'items.csv'} is missing")
    return tables


def _names(kind: type[Proposal] | type[Message]) -> list[str]:
    return [field.name for field in fields(kind)]


def _rows(objects: Iterable[Proposal] | Iterable[Message]) -> Iterator[Sequence[object]]:
    return (tuple(asdict(one).values()) for one in objects)


def _peg_rows(answer: Plan, pegs: Pegs) -> Iterator[Sequence[object]]:
    for want, come, quantity in zip(pegs.want.tolist(), pegs.come.tolist(), pegs.quantity.tolist()):
        yield (
            answer.grid.name(int(pegs.wants.row[want])),
            units(quantity),
            iso(int(answer.grid.starts[pegs.wants.bucket[want]])),
            named_want(answer, pegs, want),
            named_come(answer, pegs, come),
        )


def _objects(names: Sequence[str], rows: Iterator[Sequence[object]]) -> list[dict[str, object]]:
    return [dict(zip(names, row)) for row in rows]


def _csv(names: Sequence[str], rows: Iterator[Sequence[object]]) -> str:
    target = StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(names)
    writer.writerows(rows)
    return target.getvalue()
