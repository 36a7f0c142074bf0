"""A file as typed rows: which header means which column, each cell as its column's type."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import IO, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.importing.cells import CellError, read_cell, text_of
from yunhe.kernel.importing.columns import ImportColumn, positions
from yunhe.kernel.importing.heads import Layout
from yunhe.kernel.importing.rows import BadRow, GoodRow, Problem, Rows
from yunhe.kernel.importing.sheet import HEAD_ROWS, LIMITS, Limits, Table, tables
from yunhe.kernel.outcome import Reason, RefusalError

Places = Callable[[Sequence[str]], dict[str, int]]  # of a header row: where each field's column stands


def read(
    file: IO[bytes],
    file_name: str,
    columns: Sequence[ImportColumn],
    *,
    layout: Layout | None = None,
    limits: Limits = LIMITS,
) -> Rows:
    """The rows of an xlsx or CSV file below its header, which is the row of the first twenty that knows most columns: by
    their names, or by the layout that a person has given.

    RefusalError for the file as a whole: `missing_columns` when a required column has neither header nor fixed value, and
    those of `sheet.tables`. A row that cannot be read is in `bad`; every other one is in `good`.
    """
    content = file.read(limits.file_bytes + 1)
    places: Places = layout.places if layout else lambda header: positions(header, columns)
    table = tables(content, limits, lambda head: (_header(head, places)[1],))
    place, known = _header(table, places)
    header = tuple(text_of(cell) for cell in table[place]) if known else ()
    where = places(header)
    fixed = layout.fixed if layout else {}
    if missing := [gettext(c.label) for c in columns if c.required and c.name not in where and not fixed.get(c.name)]:
        raise RefusalError(Reason("missing_columns", N_("The file lacks the columns {columns}"), {"columns": missing}))
    if not where:
        raise RefusalError(Reason("missing_columns", N_("The file has none of the columns that are expected")))
    unknown = tuple(text for i, text in enumerate(header) if text and i not in where.values())
    rows = Rows(file_name, hashlib.sha256(content).hexdigest(), header, unknown, where)
    for number, cells in enumerate(table[place + 1 :], place + 2):
        _add(rows, number, cells, columns, fixed)
    return rows


def _header(table: Table, places: Places) -> tuple[int, int]:
    """Where the header stands, and how many columns it knows."""
    best = (0, 0)
    for place, row in enumerate(table[:HEAD_ROWS]):
        known = len(places([text_of(cell) for cell in row]))
        if known > best[1]:
            best = (place, known)
    return best


def _add(rows: Rows, number: int, raw: list[Any], columns: Sequence[ImportColumn], fixed: Mapping[str, str]) -> None:
    cells = tuple(text_of(cell) for cell in raw)
    if not any(cells):
        rows.blank += 1
        return
    values: dict[str, Any] = {}
    problems = []
    for column in columns:
        place = rows.where.get(column.name)
        cell = raw[place] if place is not None and place < len(raw) and cells[place] else fixed.get(column.name)
        try:
            values[column.name] = read_cell(column, cell)
        except CellError as error:
            label = column.label if place is None else rows.header[place]
            problems.append(Problem(column.name, label, text_of(cell), error.reason))
    if any(cells[len(rows.header) :]):
        reason = Reason("too_many_cells", N_("This row has more cells than the header"))
        problems.append(Problem("", "", cells[-1], reason))
    if problems:
        rows.bad.append(BadRow(number, cells, tuple(problems)))
    else:
        rows.good.append(GoodRow(number, values, cells))
