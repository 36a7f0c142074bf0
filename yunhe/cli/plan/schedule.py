"""`yunhe plan schedule FILE`: the shortest plan for a flexible job shop (.fjs) or a job shop in the standard format."""

import json
import time
from dataclasses import asdict
from pathlib import Path

import click

from yunhe.planning import scheduling
from yunhe.planning.errors import PlanningError


@click.command("schedule")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--seconds", type=click.FloatRange(min=0), default=10.0, show_default=True, help="Wall time; 0: a rule.")
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print makespan, lower_bound, operations and seconds as JSON.")
@click.option("--svg", type=click.Path(dir_okay=False, path_type=Path), help="Draw the Gantt chart into this file.")
def command(file: Path, seconds: float, seed: int, as_json: bool, svg: Path | None) -> None:
    """Schedule the jobs of FILE for the shortest makespan. Jobs, operations and machines are counted from 0.

    The first call on a machine compiles its loops for some seconds, inside the time given; later calls find them.
    """
    began = time.perf_counter()
    try:
        shop = scheduling.read(file.read_text(errors="replace"))
        plan = scheduling.schedule(shop, seconds=seconds, seed=seed)
    except PlanningError as error:
        raise click.ClickException(str(error)) from error
    if svg:
        title = f"{file.stem}: makespan {plan.makespan}, at least {plan.lower_bound}"
        svg.write_text(scheduling.draw(shop, plan, title=title))
    answer = {
        "makespan": plan.makespan,
        "lower_bound": plan.lower_bound,
        "operations": [[int(p.job), p.operation, int(p.machine), p.start, p.end] for p in plan.placements],
        "unplaced": [asdict(out) for out in plan.unplaced],
        "seconds": round(time.perf_counter() - began, 3),
    }
    click.echo(json.dumps(answer) if as_json else _table(answer))


def _table(answer: dict) -> str:
    lines = [f"{'job':>5} {'step':>5} {'machine':>8} {'start':>8} {'end':>8}"]
    lines += [f"{job:>5} {step:>5} {machine:>8} {a:>8} {b:>8}" for job, step, machine, a, b in answer["operations"]]
    lines += [f"Unplaced: {out['text']}" for out in answer["unplaced"]]
    lines.append(f"Makespan {answer['makespan']}, at least {answer['lower_bound']}, {answer['seconds']} s")
    return "\n".join(lines)
