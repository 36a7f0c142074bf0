"""A list as a file: all rows that the filter finds, in the columns and the order shown, as Excel or CSV.

A text never becomes a formula: in Excel it is written as a string cell; in CSV, where there are no types, a text that
begins like a formula gets an apostrophe in front, which `importing` takes off again.
"""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import IO, Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop as N_
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter

from yunhe.kernel.actor import Actor
from yunhe.kernel.conditions import Field, Type
from yunhe.kernel.excel import heading, text_cell
from yunhe.kernel.listing.declare import Column, Listing
from yunhe.kernel.listing.page import text_of
from yunhe.kernel.listing.query import count_each, filtered, selection, sorting
from yunhe.kernel.listing.state import State
from yunhe.kernel.outcome import Reason, RefusalError
from yunhe.kernel.progress import NOBODY, Watch
from yunhe.kernel.quantity import plain

MAX_ROWS = 200_000
CHUNK = 2_000
FORMULA = ("=", "+", "-", "@", "\t", "\r")
EXCEL_DIGITS = 15
FORMATS = {Type.MONEY: "#,##0.00", Type.DATE: "yyyy-mm-dd", Type.MOMENT: "yyyy-mm-dd hh:mm"}


def write_xlsx(
    listing: Listing, state: State, out: IO[bytes], *, actor: Actor, at: datetime, watch: Watch = NOBODY
) -> int:
    """Write all rows that the state finds as a workbook; returns how many. RefusalError `too_many` above MAX_ROWS. What the
    watch stops is no whole list."""
    columns, rows = _all(listing, state, actor, at, watch)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("1")
    sheet.freeze_panes = "A2"
    for i, (shown, _) in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(i)].width = shown.width
    sheet.append([heading(sheet, field.said) for _, field in columns])
    count = 0
    for record in rows:
        sheet.append([excel_cell(sheet, field, value) for (_, field), value in zip(columns, record, strict=True)])
        count += 1
    book.save(out)
    return count


def write_csv(listing: Listing, state: State, *, actor: Actor, at: datetime, watch: Watch = NOBODY) -> Iterator[bytes]:
    """All rows that the state finds as CSV in UTF-8 with a byte order mark, in pieces. RefusalError as above, at once."""
    columns, rows = _all(listing, state, actor, at, watch)
    return _csv(columns, rows)


def count_up_to(listing: Listing, state: State, most: int, *, actor: Actor, at: datetime) -> int:
    """How many rows the state finds, none counted beyond `most`."""
    return count_each([filtered(listing.seen_by(actor), state, actor=actor, at=at)], most)[0]


def excel_cell(sheet: Any, field: Field, value: Any) -> Any:
    """A value for a write-only sheet: numbers and dates as such, every text as a string that is never a formula."""
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        value = timezone.localtime(value, timezone.get_default_timezone()).replace(tzinfo=None)
    elif not isinstance(value, (date, Decimal)) or (isinstance(value, Decimal) and _too_long(value)):
        value = text_of(field, value)
    if isinstance(value, str):
        return text_cell(sheet, value)
    cell = WriteOnlyCell(sheet, value)
    if field.type in FORMATS:
        cell.number_format = FORMATS[field.type]
    return cell


def _all(
    listing: Listing, state: State, actor: Actor, at: datetime, watch: Watch
) -> tuple[list[tuple[Column, Field]], Iterator[tuple[Any, ...]]]:
    seen = listing.seen_by(actor)
    columns = seen.chosen(state.columns)
    found = filtered(seen, state, actor=actor, at=at)
    count = count_each([found], MAX_ROWS + 1)[0]
    if count > MAX_ROWS:
        raise RefusalError(
            Reason("too_many", N_("At most {max} rows in one file; narrow the filter"), {"max": MAX_ROWS})
        )
    order = [sort.order(backwards=False) for sort in sorting(seen, state, found.model)]
    chosen = {name: value for name, value in selection(seen, columns).items() if name.startswith("c")}
    watch.begins(count)
    return columns, _stream(found.order_by(*order).values_list(*chosen.values()), watch)


def _stream(query: QuerySet[Any], watch: Watch) -> Iterator[tuple[Any, ...]]:
    """The rows chunk by chunk, until the watch says stop."""
    rows = iter(query.iterator(chunk_size=CHUNK))
    while watch.goes_on() and (chunk := list(islice(rows, CHUNK))):
        yield from chunk
        watch.did(len(chunk))


def _csv(columns: list[tuple[Column, Field]], rows: Iterator[tuple[Any, ...]]) -> Iterator[bytes]:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow([_harmless(field.said) for _, field in columns])
    yield b"\xef\xbb\xbf"
    for record in rows:
        writer.writerow([_csv_text(field, value) for (_, field), value in zip(columns, record, strict=True)])
        if buffer.tell() > 65_536:
            yield _taken(buffer)
    yield _taken(buffer)


def _csv_text(field: Field, value: Any) -> str:
    if isinstance(value, Decimal):
        return plain(value) if field.type != Type.MONEY else f"{value:f}"
    return _harmless(text_of(field, value))


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text


def _taken(buffer: io.StringIO) -> bytes:
    taken = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return taken


def _too_long(value: Decimal) -> bool:
    """Whether Excel would lose digits of it."""
    return len(value.normalize().as_tuple().digits) > EXCEL_DIGITS
