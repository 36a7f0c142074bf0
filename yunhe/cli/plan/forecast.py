"""`yunhe plan forecast FILE.csv`: forecast the sales in a file, one row or many rows per series."""

import csv
import json
from datetime import date, timedelta
from io import StringIO
from math import gcd
from pathlib import Path

import click

from yunhe.cli.plan.rows import text_of
from yunhe.planning.errors import PlanningError
from yunhe.planning.forecast import ForecastError, Forecasts, forecast

COLUMNS = ("id", "step", "mean", "q05", "q25", "q50", "q75", "q95", "method", "rmsse")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--horizon", type=click.IntRange(min=1), required=True, help="Steps to forecast.")
@click.option("--season", type=click.IntRange(min=1), default=1, show_default=True, help="Periods per season; 1: none.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file, not to the screen.")
@click.option("--json", "as_json", is_flag=True, help="JSON with weights, demand class, value added and reasons.")
def command(file: Path, horizon: int, season: int, out: Path | None, as_json: bool) -> None:
    """Forecast each series of FILE.

    FILE has a row per series, `id,v1,v2,…`, without a heading, or is long with the heading `id,date,value` (dates
    YYYY-MM-DD; rows of one date are added up; days, weeks or months without a row count as zero up to the last date in
    the file). Series that cannot be served are named on the error stream, and the exit code is then 1.
    """
    try:
        series, unread = read(file)
        answers = forecast(series, horizon=horizon, season=season)
    except PlanningError as error:
        raise click.ClickException(f"{error.offender}: {error}") from error
    answers = Forecasts(answers.served, {**unread, **answers.refused})
    text = to_json(answers) if as_json else to_csv(answers)
    if out:
        out.write_text(text, encoding="utf-8", newline="")
    else:
        click.echo(text, nl=False)
    for name, reason in answers.refused.items():
        click.echo(f"not served: {name}: {reason}", err=True)
    if answers.refused:
        raise SystemExit(1)


Read = tuple[dict[str, list[float]], dict[str, str]]


def read(file: Path) -> Read:
    """The series of a wide or a long file, and those that cannot be read with the line and the reason.

    Raises PlanningError for a file that is no text, is empty, or holds a series twice.
    """
    table = list(csv.reader(StringIO(text_of(file), newline="")))
    rows = [(number, row) for number, row in enumerate(table, 1) if any(cell.strip() for cell in row)]
    if not rows:
        raise ForecastError("the file is empty", offender=file.name)
    heading = [cell.strip().lower() for cell in rows[0][1]]
    return _read_long(rows[1:]) if heading == ["id", "date", "value"] else _read_wide(rows)


def to_csv(answers: Forecasts) -> str:
    """One row per served series and step."""
    target = StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in answers.served.values():
        accuracy = "" if one.rmsse is None else f"{one.rmsse:.4f}"
        for step, mean in enumerate(one.mean):
            values = [f"{value:.10g}" for value in (mean, *(curve[step] for curve in one.quantiles.values()))]
            writer.writerow([one.series, step + 1, *values, one.method, accuracy])
    return target.getvalue()


def to_json(answers: Forecasts) -> str:
    """Everything the forecast knows, including what it refused."""
    served = [
        {
            "id": one.series,
            "mean": one.mean.tolist(),
            "quantiles": {f"q{round(level * 100):02d}": curve.tolist() for level, curve in one.quantiles.items()},
            "method": one.method,
            "weights": dict(one.weights),
            "demand": one.demand.value,
            "rmsse": one.rmsse,
            "naive_rmsse": one.naive_rmsse,
            "bias": one.bias,
            "value_added": one.value_added,
            "reasons": list(one.reasons),
        }
        for one in answers.served.values()
    ]
    return json.dumps({"served": served, "refused": dict(answers.refused)}, ensure_ascii=False, indent=1) + "\n"


def _read_wide(rows: list[tuple[int, list[str]]]) -> Read:
    series: dict[str, list[float]] = {}
    unread: dict[str, str] = {}
    for number, row in rows:
        name, cells = row[0].strip(), [cell.strip() for cell in row[1:]]
        while cells and not cells[-1]:
            cells.pop()
        if name in series or name in unread:
            raise ForecastError(f"line {number}: the series appears twice", offender=name)
        try:
            series[name] = [_number(cell) for cell in cells]
        except ValueError as error:
            unread[name] = f"line {number}: {error}"
    return series, unread


def _read_long(rows: list[tuple[int, list[str]]]) -> Read:
    sums: dict[str, dict[date, float]] = {}
    unread: dict[str, str] = {}
    for number, row in rows:
        name = row[0].strip()
        by_day = sums.setdefault(name, {})
        try:
            day, value = _day_and_value(row)
        except ValueError as error:
            unread.setdefault(name, f"line {number}: {error}")
        else:
            by_day[day] = by_day.get(day, 0.0) + value
    sums = {name: by_day for name, by_day in sums.items() if name not in unread}
    if not sums and not unread:
        raise ForecastError("the file has a heading only", offender="file")
    place = _places({day for by_day in sums.values() for day in by_day})
    end = max(place.values(), default=0) + 1
    series = {}
    for name, by_day in sums.items():
        start = place[min(by_day)]
        series[name] = [0.0] * (end - start)
        for day, value in by_day.items():
            series[name][place[day] - start] += value
    return series, unread


def _day_and_value(row: list[str]) -> tuple[date, float]:
    """The date and the value of one row; ValueError says what is wrong with it."""
    if len(row) != 3:
        raise ValueError(f"{len(row)} cells instead of 3")
    try:
        day = date.fromisoformat(row[1].strip())
    except ValueError as error:
        raise ValueError(f"{row[1].strip()!r} is not a date YYYY-MM-DD") from error
    return day, _number(row[2].strip())


def _places(days: set[date]) -> dict[date, int]:
    """The number of each date's period. Periods are as long as the greatest common divisor of the gaps: of months when
    all dates are one day of the month or all are month ends, else of days."""
    ends = all((day + timedelta(days=1)).day == 1 for day in days)
    by_month = ends or len({day.day for day in days}) == 1
    ordinals = {day: day.year * 12 + day.month if by_month else day.toordinal() for day in days}
    first = min(ordinals.values(), default=0)
    step = gcd(*(ordinal - first for ordinal in ordinals.values())) or 1
    return {day: (ordinal - first) // step for day, ordinal in ordinals.items()}


def _number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError as error:
        raise ValueError(f"{cell!r} is not a number") from error
