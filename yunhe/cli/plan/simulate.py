"""`yunhe plan simulate DIR`: replay a history of CSV files under a policy, or under two side by side."""

import csv
import json
from dataclasses import asdict
from datetime import date
from io import StringIO
from pathlib import Path

import click
import numpy as np

from yunhe.cli.plan.rows import text_of
from yunhe.planning.errors import PlanningError
from yunhe.planning.simulate import BadWorld, HighestMonth, Levels, Policy, World, compare, simulate

POLICIES = ("levels", "highest-month")


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--start", type=click.DateTime(["%Y-%m-%d"]), help="First day to replay; what lies before is history.")
@click.option("--policy", type=click.Choice(POLICIES), default="levels", show_default=True)
@click.option("--against", type=click.Choice(POLICIES), help="A second policy, replayed with the same luck.")
@click.option("--seeds", type=click.IntRange(min=1), default=5, show_default=True, help="Runs of a comparison.")
@click.option("--seed", type=int, default=1, show_default=True, help="The first seed.")
@click.option("--resample", is_flag=True, help="Draw the weeks of demand anew in every run.")
@click.option(
    "--cover", type=click.IntRange(min=0), default=14, show_default=True, help="highest-month: days above safety."
)
@click.option("--pick-capacity", type=click.IntRange(min=0), default=10**15, help="Pieces picked a day.")
@click.option("--truck-capacity", type=click.IntRange(min=0), default=10**15, help="Pieces a truck day takes.")
@click.option("--truck-every", type=click.IntRange(min=1), default=1, show_default=True, help="Days between trucks.")
@click.option("--transit", type=click.IntRange(min=0), default=1, show_default=True, help="Days on the road.")
@click.option("--promise", type=click.IntRange(min=0), default=3, show_default=True, help="Days promised to customers.")
@click.option("--lost-sales", is_flag=True, help="What is not on the shelf is lost instead of waiting.")
@click.option("--json", "as_json", is_flag=True, help="JSON instead of a table.")
def command(
    folder: Path,
    start: date | None,
    policy: str,
    against: str | None,
    seeds: int,
    seed: int,
    resample: bool,
    cover: int,
    as_json: bool,
    lost_sales: bool,
    **limits: int,
) -> None:
    """Replay the demand of DIR.

    DIR holds items.csv (id, on_hand, cost in cents, supplier, reorder_point, order_up_to, minimum, multiple),
    demand.csv (item, date, quantity in whole pieces; days without a row sold nothing) and receipts.csv (supplier,
    lead_time in days, a row per receipt). The policy `levels` takes its levels from items.csv; `highest-month` keeps
    1.2 × the highest 30 days.
    """
    try:
        world, past, items = read(folder, start, backorders=not lost_sales, **limits)
        chosen = {name: _policy(name, items, past, cover) for name in (policy, against) if name}
        if against:
            sides = compare(world, chosen[policy], chosen[against], range(seed, seed + seeds), resample)
            answer = [asdict(row) for row in sides.differences]
        else:
            answer = [
                {"figure": name, policy: value}
                for name, value in asdict(simulate(world, chosen[policy], seed, resample)).items()
            ]
    except PlanningError as error:
        raise click.ClickException(str(error)) from error
    click.echo(json.dumps(answer, ensure_ascii=False) if as_json else _table(answer))


def read(
    folder: Path, start: date | None, *, backorders: bool, **limits: int
) -> tuple[World, np.ndarray, list[dict[str, str]]]:
    """The world to replay, the demand before it (days × items), and the rows of items.csv."""
    items, demand, receipts = (_rows(folder / f"{name}.csv") for name in ("items", "demand", "receipts"))
    place = {row["id"]: number for number, row in enumerate(items)}
    if not items or not demand or len(place) != len(items):
        raise BadWorld("items.csv and demand.csv need rows, and every item one row", offender="items.csv")
    days = np.array([_date(row, number) for number, row in enumerate(demand, 2)])
    sold = np.zeros((int(days.max() - days.min()) + 1, len(items)), dtype=np.int64)
    for day, row in zip(days - days.min(), demand):
        if row["item"] not in place:
            raise BadWorld(f"demand of the unknown item {row['item']}", offender=row["item"])
        sold[day, place[row["item"]]] += _whole(row, "quantity", "item")
    suppliers = {name: number for number, name in enumerate(dict.fromkeys(row["supplier"] for row in receipts))}
    unknown = next((row["id"] for row in items if row.get("supplier") not in suppliers), None)
    if unknown is not None:
        raise BadWorld(f"item {unknown} has a supplier without receipts", offender=unknown)
    cut = 0 if start is None else max(int(np.datetime64(start, "D").astype(int) - days.min()), 0)
    world = World.of(
        list(place),
        demand=sold[cut:],
        on_hand=_column(items, "on_hand", 0),
        cost=_column(items, "cost", 0),
        supplier=np.array([suppliers[row["supplier"]] for row in items]),
        lead_times=[[_lead_time(row) for row in receipts if row["supplier"] == name] for name in suppliers],
        backorders=backorders,
        **limits,
    )
    return world, sold[:cut], items


def _policy(name: str, items: list[dict[str, str]], past: np.ndarray, cover: int) -> Policy:
    lots = _column(items, "minimum", 0), _column(items, "multiple", 1)
    if (lots[1] < 1).any():
        offender = items[int((lots[1] < 1).argmax())]["id"]
        raise BadWorld(f"multiple of {offender} is below 1", offender=offender)
    if name == "levels":
        point, up_to = _column(items, "reorder_point", 0), _column(items, "order_up_to", 0)
        if (point > up_to).any():
            offender = items[int((point > up_to).argmax())]["id"]
            raise BadWorld(f"reorder_point of {offender} is above its order_up_to", offender=offender)
        return Levels(point, up_to, *lots)
    return HighestMonth(past, cover, *lots)


def _rows(file: Path) -> list[dict[str, str]]:
    if not file.exists():
        raise BadWorld(f"{file} is missing", offender=file.name)
    return list(csv.DictReader(StringIO(text_of(file), newline="")))


def _column(rows: list[dict[str, str]], name: str, default: int) -> np.ndarray:
    return np.array([_whole(row, name, "id") if row.get(name) else default for row in rows], dtype=np.int64)


def _whole(row: dict[str, str], name: str, key: str) -> int:
    try:
        return int(row[name])
    except (KeyError, ValueError):
        raise BadWorld(f"{name} of {row.get(key)} is {row.get(name)!r}", offender=str(row.get(key))) from None


def _lead_time(row: dict[str, str]) -> int:
    days = _whole(row, "lead_time", "supplier")
    if days < 0:
        raise BadWorld(f"a receipt of supplier {row['supplier']} took {days} days", offender=row["supplier"])
    return days


def _date(row: dict[str, str], line: int) -> int:
    try:
        return (date.fromisoformat(row["date"]) - date(1970, 1, 1)).days
    except (KeyError, ValueError):
        raise BadWorld(f"demand.csv line {line} has no date", offender=str(line)) from None


def _table(rows: list[dict[str, object]]) -> str:
    cells = [list(rows[0]), *([_figure(value) for value in row.values()] for row in rows)]
    width = [max(len(row[place]) for row in cells) for place in range(len(cells[0]))]
    return "\n".join("  ".join(cell.rjust(size) for cell, size in zip(row, width)) for row in cells)


def _figure(value: object) -> str:
    return f"{value:.4f}" if isinstance(value, float) else str(value)
