"""What a trial found, small enough to be kept: the counts, the first rows as they would be taken, and what is wrong."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from heapq import merge
from operator import attrgetter
from typing import Any

from django.utils.timezone import localtime

from yunhe.kernel.importing.columns import ImportColumn
from yunhe.kernel.importing.rows import BadRow, GoodRow, Rows
from yunhe.kernel.quantity import plain

SHOWN = 20
WRONG = 100


@dataclass(frozen=True, slots=True)
class Preview:
    """`good` rows would be taken, `known` of them are there already; `bad` rows would be refused. `first` are the first
    SHOWN rows with the text of each field and their problems, `wrong` the first WRONG bad ones without texts, `fields` the
    columns that say something, `reasons` how often each problem occurs: [problem, count], the most frequent first."""

    rows: int
    good: int
    bad: int
    known: int
    blank: int
    fields: list[str]
    first: list[dict[str, Any]]
    wrong: list[dict[str, Any]]
    reasons: list[list[Any]]

    def stored(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "Preview":
        return cls(**stored)


def preview_of(rows: Rows, columns: Sequence[ImportColumn], fixed: Mapping[str, str]) -> Preview:
    """The rows of a trial in short."""
    fields = [column.name for column in columns if column.name in rows.where or fixed.get(column.name)]
    in_order: Iterator[GoodRow | BadRow] = merge(rows.good, rows.bad, key=attrgetter("number"))
    return Preview(
        rows.count,
        len(rows.good),
        len(rows.bad),
        sum(row.number in rows.known for row in rows.good),
        rows.blank,
        fields,
        [_line(row, rows, fields, fixed) for row, _ in zip(in_order, range(SHOWN))],
        [{"row": row.number, "problems": _problems(row)} for row in rows.bad[:WRONG]],
        _reasons(rows),
    )


def _line(row: GoodRow | BadRow, rows: Rows, fields: Sequence[str], fixed: Mapping[str, str]) -> dict[str, Any]:
    if isinstance(row, GoodRow):
        texts = [_text(row.values[name]) for name in fields]
        return {"row": row.number, "texts": texts, "known": row.number in rows.known, "problems": []}
    places = [rows.where.get(name, len(row.cells)) for name in fields]
    texts = [row.cells[place] if place < len(row.cells) else "" for place in places]
    return {
        "row": row.number,
        "texts": [text or fixed.get(name, "") for name, text in zip(fields, texts)],
        "known": False,
        "problems": _problems(row),
    }


def _problems(row: GoodRow | BadRow) -> list[dict[str, Any]]:
    return [problem.stored() for problem in row.problems] if isinstance(row, BadRow) else []


def _reasons(rows: Rows) -> list[list[Any]]:
    found: Counter[tuple[str, str]] = Counter()
    example: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows.bad:
        for problem in row.problems:
            key = problem.field, problem.reason.code
            found[key] += 1
            example.setdefault(key, problem.stored())
    return [[example[key], count] for key, count in found.most_common(SHOWN)]


def _text(value: Any) -> str:
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, datetime):
        return f"{localtime(value):%Y-%m-%d %H:%M}"
    return "" if value is None else str(value)
