"""`yunhe plan source DIR`: which warehouse or supplier serves each order, from four CSV files."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import click

from yunhe.cli.plan.rows import Readers, clock, names, number, read_rows, yes
from yunhe.planning.errors import PlanningError
from yunhe.planning.sourcing import Criterion, Demand, Lane, Line, Node, Policy, Sourced, SourcingError, source
from yunhe.planning.sourcing.picture import draw

ORDER: Readers = {
    "region": str,
    "nodes": names,
    "dispatch_by": int,
    "due": int,
    "ship_whole": yes,
    "all_or_nothing": yes,
    "use_reserve": yes,
}
LINE: Readers = {"kit": str, "may_split": yes, "per_kit": number, "value": number, "weight": number}
NODE: Readers = {
    "priority": int,
    "serves": names,
    "capacity": int,
    "cut_off": clock,
    "reserve": number,
    "taken": int,
    "handling": number,
}
LANE: Readers = {
    "distance": number,
    "days": int,
    "first_weight": number,
    "first_price": number,
    "step_weight": number,
    "step_price": number,
}


@click.command("source")
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--cost", is_flag=True, help="The whole batch for the least cost, instead of order by order by criteria.")
@click.option("--criteria", default=",".join(Criterion), show_default=True, help="In which order criteria decide.")
@click.option("--now", default="00:00", show_default=True, help="Time of the day, compared with cut-offs.")
@click.option("--max-nodes", type=click.IntRange(min=1), default=2, show_default=True, help="Most nodes for one order.")
@click.option("--min-split-value", default="0", show_default=True, help="Least value of each parcel of a split order.")
@click.option("--parcel-penalty", default="0", show_default=True, help="Cost of each extra parcel.")
@click.option("--short-penalty", default="0", show_default=True, help="Cost of each unit that stays short.")
@click.option("--seed", type=int, default=0, show_default=True, help="For --cost.")
@click.option("--json", "as_json", is_flag=True, help="Print the answers with every candidate and why it lost.")
@click.option("--svg", type=click.Path(dir_okay=False, path_type=Path), help="Draw the candidates of one order.")
@click.option("--order", "pictured", help="The order to draw (default: the first).")
def command(
    folder: Path, cost: bool, as_json: bool, svg: Path | None, pictured: str | None, seed: int, **options: Any
) -> None:
    """Source the orders in DIR: orders.csv, nodes.csv, stock.csv and, for distance, days and freight, lanes.csv.

    The columns are described in docs/reference/planning.md. Prints a row per line and node; a row without a node is
    the quantity that stays short.
    """
    try:
        demands = read_orders(folder / "orders.csv")
        answers = _source(folder, demands, _policy(options), cost, seed)
        if svg:
            svg.write_text(draw(_pick(answers, pictured)), encoding="utf-8")
    except PlanningError as error:
        raise click.ClickException(f"{error} ({error.offender})" if error.offender else str(error)) from error
    click.echo(_json(answers) if as_json else _csv(demands, answers), nl=as_json)


def read_orders(path: Path) -> list[Demand]:
    """A row per line, in the order in which they are to be served; the columns of the order count in its first row."""
    rows = read_rows(path, {"order": str, "line": str, "item": str, "qty": number}, {**ORDER, **LINE})
    lines: dict[str, list[Line]] = {}
    heads: dict[str, dict[str, Any]] = {}
    for row in rows:
        heads.setdefault(row["order"], {key: row[key] for key in ORDER if key in row})
        given = {key: row[key] for key in LINE if key in row}
        lines.setdefault(row["order"], []).append(Line(row["line"], row["item"], row["qty"], **given))
    return [_demand(order, lines[order], head) for order, head in heads.items()]


def _demand(order: str, lines: list[Line], head: dict[str, Any]) -> Demand:
    may_split, may_be_short = not head.pop("ship_whole", False), not head.pop("all_or_nothing", False)
    return Demand(order, tuple(lines), may_split=may_split, may_be_short=may_be_short, **head)


def _source(folder: Path, demands: list[Demand], policy: Policy, cost: bool, seed: int) -> list[Sourced]:
    nodes = [Node(row.pop("node"), **row) for row in read_rows(folder / "nodes.csv", {"node": str}, NODE)]
    rows = read_rows(folder / "stock.csv", {"node": str, "item": str}, {"qty": number})
    stock = {(row["node"], row["item"]): row.get("qty") for row in rows}
    lanes = None
    if (folder / "lanes.csv").exists():
        rows = read_rows(folder / "lanes.csv", {"node": str, "region": str}, LANE)
        lanes = {(row.pop("node"), row.pop("region")): Lane(**row) for row in rows}
    if not cost:
        return source(demands, nodes, stock, lanes, policy)
    if lanes is None:
        raise PlanningError("lanes.csv is needed to weigh costs", offender="lanes.csv")
    from yunhe.planning.sourcing.cost import source_by_cost

    return source_by_cost(demands, nodes, stock, lanes, policy, seed=seed)


def _policy(options: dict[str, Any]) -> Policy:
    try:
        criteria = tuple(Criterion(name.strip()) for name in options["criteria"].split(","))
        return Policy(
            criteria,
            clock(options["now"]),
            max_nodes=options["max_nodes"],
            min_split_value=number(options["min_split_value"]),
            parcel_penalty=number(options["parcel_penalty"]),
            short_penalty=number(options["short_penalty"]),
        )
    except PlanningError:
        raise
    except ValueError as error:
        raise SourcingError(str(error), offender="policy") from error


def _pick(answers: list[Sourced], name: str | None) -> Sourced:
    for answer in answers:
        if name in (None, answer.demand):
            return answer
    raise SourcingError("there is no such order to draw", offender=name or "orders.csv")


def _csv(demands: list[Demand], answers: list[Sourced]) -> str:
    target = io.StringIO()
    table = csv.writer(target, lineterminator="\n")
    table.writerow(["order", "line", "item", "node", "qty"])
    for demand, answer in zip(demands, answers):
        items = {line.id: line.item for line in demand.lines}
        table.writerows([answer.demand, take.line, items[take.line], take.node, take.qty] for take in answer.takes)
        table.writerows([answer.demand, short.line, items[short.line], "", short.qty] for short in answer.short)
    return target.getvalue()


def _json(answers: list[Sourced]) -> str:
    def plain(answer: Sourced) -> dict[str, Any]:
        fields = answer._asdict()
        for name in ("takes", "short", "candidates"):
            fields[name] = [part._asdict() for part in fields[name]]
        return fields

    return json.dumps([plain(answer) for answer in answers], default=str, ensure_ascii=False)
