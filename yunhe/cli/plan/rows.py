"""Rows of a documented CSV file: named columns, each with its reader, and errors that name file and line."""

import csv
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from io import StringIO
from pathlib import Path
from typing import Any

from yunhe.planning.errors import PlanningError

Readers = Mapping[str, Callable[[str], Any]]


def read_rows(path: Path, needed: Readers, optional: Readers | None = None) -> list[dict[str, Any]]:
    """Every row as {column: value}; an optional column that is missing or empty is left out of its row.

    Unknown columns are ignored. PlanningError for a missing file or column, an empty needed cell, a cell that cannot
    be read: `offender` is "file" or "file:line".
    """
    optional = optional or {}
    if not path.is_file():
        raise PlanningError(f"{path.name} is missing", offender=path.name)
    table = csv.DictReader(StringIO(text_of(path), newline=""))
    missing = [column for column in needed if column not in (table.fieldnames or ())]
    if missing:
        raise PlanningError(f"{path.name} has no column {', '.join(missing)}", offender=path.name)
    return [_row(path, table.line_num, cells, needed, optional) for cells in table]


def text_of(path: Path) -> str:
    """The text of a file in UTF-8, or in GB 18030 as spreadsheets on a Chinese system write it; PlanningError if neither."""
    content = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise PlanningError(f"{path.name} is no text in UTF-8 or GB 18030", offender=path.name)


def number(text: str) -> int | Decimal:
    """An exact number: `int` if it is whole."""
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise ValueError(f"{text!r} is no number") from error
    if not value.is_finite():
        raise ValueError(f"{text!r} is no number")
    return int(value) if value == value.to_integral_value() else value


def yes(text: str) -> bool:
    """1, yes, true or 0, no, false."""
    known = {"1": True, "yes": True, "true": True, "0": False, "no": False, "false": False}
    if text.lower() not in known:
        raise ValueError(f"{text!r} is neither yes nor no")
    return known[text.lower()]


def clock(text: str) -> int:
    """HH:MM as minutes after midnight."""
    hours, colon, minutes = text.partition(":")
    if not (colon and hours.isdigit() and minutes.isdigit() and int(hours) < 24 and int(minutes) < 60):
        raise ValueError(f"{text!r} is no time of the day (HH:MM)")
    return 60 * int(hours) + int(minutes)


def names(text: str) -> frozenset[str]:
    """Names separated by |."""
    return frozenset(name.strip() for name in text.split("|"))


def _row(path: Path, line: int, cells: dict[str, str], needed: Readers, optional: Readers) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for column, reader in [*needed.items(), *optional.items()]:
        cell = (cells.get(column) or "").strip()
        if not cell:
            if column in needed:
                raise PlanningError(f"{path.name} line {line}: {column} is empty", offender=f"{path.name}:{line}")
            continue
        try:
            row[column] = reader(cell)
        except ValueError as error:
            raise PlanningError(
                f"{path.name} line {line}, {column}: {error}", offender=f"{path.name}:{line}"
            ) from error
    return row
