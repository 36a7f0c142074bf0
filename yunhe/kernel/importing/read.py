"""A file as typed rows: which header means which column, each cell as its column's type."""

import hashlib
from collections.abc import Sequence
from typing import IO, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.importing.cells import CellError, read_cell, text_of
from yunhe.kernel.importing.columns import ImportColumn, positions
from yunhe.kernel.importing.rows import BadRow, GoodRow, Problem, Rows
from yunhe.kernel.importing.sheet import HEAD_ROWS, LIMITS, Limits, Table, tables
from yunhe.kernel.outcome import Reason, RefusalError


def read(file: IO[bytes], file_name: str, columns: Sequence[ImportColumn], *, limits: Limits = LIMITS) -> Rows:
    """The rows of an xlsx or CSV file below its header, which is the row of the first twenty that knows most columns.

    RefusalError for the file as a whole: `missing_columns` when a required column has no header, and those of
    `sheet.tables`. A row that cannot be read is in `bad`; every other one is in `good`.
    """
    content = file.read(limits.file_bytes + 1)
    table = tables(content, limits, lambda head: _header(head, columns)[1])
    place, known = _header(table, columns)
    header = tuple(text_of(cell) for cell in table[place]) if known else ()
    where = positions(header, columns)
    if missing := [gettext(column.label) for column in columns if column.required and column.name not in where]:
        raise RefusalError(Reason("missing_columns", N_("The file lacks the columns {columns}"), {"columns": missing}))
    if not where:
        raise RefusalError(Reason("missing_columns", N_("The file has none of the columns that are expected")))
    unknown = tuple(text for i, text in enumerate(header) if text and i not in where.values())
    rows = Rows(file_name, hashlib.sha256(content).hexdigest(), header, unknown)
    for number, cells in enumerate(table[place + 1 :], place + 2):
        _add(rows, number, cells, columns, where)
    return rows


def _header(table: Table, columns: Sequence[ImportColumn]) -> tuple[int, int]:
    """Where the header stands, and how many columns it knows."""
    best = (0, 0)
    for place, row in enumerate(table[:HEAD_ROWS]):
        known = len(positions([text_of(cell) for cell in row], columns))
        if known > best[1]:
            best = (place, known)
    return best


def _add(rows: Rows, number: int, raw: list[Any], columns: Sequence[ImportColumn], where: dict[str, int]) -> None:
    cells = tuple(text_of(cell) for cell in raw)
    if not any(cells):
        rows.blank += 1
        return
    values: dict[str, Any] = {}
    problems = []
    for column in columns:
        place = where.get(column.name)
        cell = raw[place] if place is not None and place < len(raw) else None
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
