"""`yunhe plan route FILE`: routes for a VRPLIB CVRP or a Solomon VRPTW file."""

import json
import time
from dataclasses import asdict
from pathlib import Path

import click

from yunhe.planning import routing
from yunhe.planning.errors import PlanningError


@click.command("route")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--seconds", type=click.FloatRange(min=0.1), default=10.0, show_default=True, help="Wall time, one thread."
)
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True)
@click.option("--goal", type=click.Choice([goal.value for goal in routing.Goal]), default="cost", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print cost, vehicles, routes, unserved and seconds as JSON.")
@click.option("--svg", type=click.Path(dir_okay=False, path_type=Path), help="Draw the map into this file.")
def command(file: Path, seconds: float, seed: int, goal: str, as_json: bool, svg: Path | None) -> None:
    """Plan the routes of FILE and print them, customers numbered as in published .sol files (the depot is 0).

    CVRP distances are rounded to whole numbers; those of Solomon files are multiplied by ten and truncated, and so is
    the cost.
    """
    began = time.perf_counter()
    try:
        benchmark = routing.read(file.read_text(errors="replace"))
        plan = routing.plan(benchmark.problem, seconds=seconds, seed=seed, goal=routing.Goal(goal))
    except PlanningError as error:
        raise click.ClickException(str(error)) from error
    if svg:
        title = f"{benchmark.name}: cost {plan.cost}, {len(plan.routes)} vehicles"
        svg.write_text(routing.draw(benchmark.problem, plan, benchmark.points, title=title))
    answer = {
        "cost": plan.cost,
        "vehicles": len(plan.routes),
        "routes": [[int(name) for name in route.names] for route in plan.routes],
        "unserved": [asdict(out) for out in plan.unserved],
        "seconds": round(time.perf_counter() - began, 3),
    }
    click.echo(json.dumps(answer) if as_json else _table(answer))


def _table(answer: dict) -> str:
    lines = [f"Route #{number}: {' '.join(map(str, route))}" for number, route in enumerate(answer["routes"], start=1)]
    lines += [f"Unserved {out['name']}: {out['text']}" for out in answer["unserved"]]
    return "\n".join([*lines, f"Cost {answer['cost']}", f"{answer['vehicles']} vehicles, {answer['seconds']} s"])
