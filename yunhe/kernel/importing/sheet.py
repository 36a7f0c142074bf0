"""From the bytes of a file to a plain table of cells: xlsx by calamine, CSV in the encodings that people really send."""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_noop as N_
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from yunhe.kernel.outcome import Reason, RefusalError

Table = list[list[Any]]
Score = tuple[int, ...]
ZIP = b"PK\x03\x04"
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
DELIMITERS = ",\t;|"
HEAD_ROWS = 20  # a header stands within these
CELL = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br=["']([A-Z]{1,3})(\d{1,7})["'][^>]*(?<!/)>""")
PIECE = 1 << 20
SEAM = 512


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one file. `unpacked` bounds what a workbook inflates to, `cells` the rectangle that its cells span."""

    file_bytes: int = 20_000_000
    unpacked: int = 400_000_000
    rows: int = 50_000
    columns: int = 300
    cells: int = 3_000_000


LIMITS = Limits()


def tables(content: bytes, limits: Limits, matched: Callable[[Table], Score]) -> Table:
    """The table of a file. `matched` says how much of a head stands on top of a table, to choose among encodings.

    RefusalError: `too_large`, `too_many_rows`, `too_many_columns`, `not_readable`, `old_excel`.
    """
    if len(content) > limits.file_bytes:
        raise RefusalError(
            Reason("too_large", N_("The file is larger than {max} MB"), {"max": limits.file_bytes // 1_000_000})
        )
    if content.startswith(OLD_EXCEL):
        raise RefusalError(Reason("old_excel", N_("This is an old or protected Excel file; save it as .xlsx")))
    return _workbook(content, limits) if content.startswith(ZIP) else _text_table(content, limits, matched)


def _workbook(content: bytes, limits: Limits) -> Table:
    try:
        _measure(content, limits)
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for sheet in book.sheets_metadata:
            if sheet.visible == SheetVisibleEnum.Visible:
                found = book.get_sheet_by_name(sheet.name)
                if found.height:
                    return _filled(found)
    except (CalamineError, zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError):
        raise RefusalError(Reason("not_readable", N_("This file cannot be read as .xlsx or CSV"))) from None
    return []


def _measure(content: bytes, limits: Limits) -> None:
    """Inflate everything once, in pieces and bounded, before a parser sees it: a small file may swell to gigabytes,
    and one cell far out makes calamine reserve the whole rectangle. A false size in the archive fails its checksum."""
    inflated, last_row, last_column = 0, 0, 0
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > limits.unpacked:
            raise _too_large(limits)
        for entry in archive.infolist():
            is_sheet = entry.filename.startswith("xl/worksheets/")
            seam = b""
            with archive.open(entry) as stream:
                while piece := stream.read(PIECE):
                    inflated += len(piece)
                    if inflated > limits.unpacked:
                        raise _too_large(limits)
                    for letters, digits in CELL.findall(seam + piece) if is_sheet else ():
                        last_row, last_column = max(last_row, int(digits)), max(last_column, _place(letters))
                    seam = piece[-SEAM:]
    _check_size(last_row, last_column, limits)


def _too_large(limits: Limits) -> RefusalError:
    return RefusalError(
        Reason("too_large", N_("Unpacked, the file is larger than {max} MB"), {"max": limits.unpacked // 1_000_000})
    )


def _place(letters: bytes) -> int:
    place = 0
    for letter in letters:
        place = 26 * place + letter - 64
    return place


def _check_size(rows: int, columns: int, limits: Limits) -> None:
    if rows > limits.rows + HEAD_ROWS or rows * columns > limits.cells:
        most = min(limits.rows, limits.cells // max(columns, 1))
        raise RefusalError(Reason("too_many_rows", N_("At most {max} rows; split the file"), {"max": most}))
    if columns > limits.columns:
        raise RefusalError(Reason("too_many_columns", N_("At most {max} columns"), {"max": limits.columns}))


def _filled(sheet: CalamineSheet) -> Table:
    """The sheet's cells; the value of a cell merged over several rows stands in each of them."""
    table = sheet.to_python(skip_empty_area=False)
    for (top, left), (bottom, _) in sheet.merged_cell_ranges or ():
        for row in range(top + 1, min(bottom + 1, len(table))):
            if left < len(table[row]):
                table[row][left] = table[top][left]
    return table


def _text_table(content: bytes, limits: Limits, matched: Callable[[Table], Score]) -> Table:
    """Of all encodings and delimiters that fit, the one whose head has the most known columns; the first wins ties."""
    best: tuple[Score, str, str] | None = None
    for text in _decoded(content):
        for delimiter in DELIMITERS:
            score = matched([row for _, row in zip(range(HEAD_ROWS), _records(text, delimiter), strict=False)])
            if best is None or score > best[0]:
                best = score, text, delimiter
    if best is None:
        raise RefusalError(Reason("not_readable", N_("This file cannot be read as .xlsx or CSV")))
    table: Table = []
    for row in _records(best[1], best[2]):
        table.append(row)
        _check_size(len(table), len(row), limits)
    return table


def _decoded(content: bytes) -> Iterator[str]:
    """The texts that these bytes may be: by their mark, else UTF-16 where bytes are zero, UTF-8, else Chinese ones."""
    encodings = [name for mark, name in MARKS if content.startswith(mark)]
    if not encodings and b"\x00" in content:
        encodings = ["utf-16-be" if content[::2].count(0) > content[1::2].count(0) else "utf-16-le"]
    if not encodings:
        encodings = ["utf-8"] if _is(content, "utf-8") else ["gb18030", "big5hkscs"]
    for encoding in encodings:
        if _is(content, encoding):
            yield content.decode(encoding)


def _is(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        yield from reader
    except csv.Error:
        raise RefusalError(
            Reason("not_readable", N_("The file cannot be read behind row {row}"), {"row": reader.line_num})
        ) from None
