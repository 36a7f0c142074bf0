"""What is kept of an import, the file of refused rows that goes back to the sender, and the empty file to fill in."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import IO, Any

from django.utils.translation import gettext
from openpyxl import Workbook

from yunhe.kernel.actor import Actor
from yunhe.kernel.excel import heading, text_cell
from yunhe.kernel.importing.columns import REASON, ImportColumn, is_reason
from yunhe.kernel.importing.rows import Rows
from yunhe.kernel.models import ImportRun
from yunhe.kernel.outcome import Reason

STAR = " *＊"


def record_run(noun: str, rows: Rows, *, by: Actor, at: datetime) -> ImportRun:
    """Keep an import: how many rows said something, how many were taken (the good ones), how many of these
    were there before, and the bad ones with reasons."""
    return ImportRun.objects.create(
        noun=noun,
        file_name=rows.file_name[:200],
        digest=rows.digest,
        rows=rows.count,
        taken=len(rows.good),
        known=sum(row.number in rows.known for row in rows.good),
        errors=rows.errors(),
        by=by.name,
        at=at,
    )


def error_file(run: ImportRun, out: IO[bytes]) -> None:
    """The refused rows of a run as a workbook: the cells as they came, wrong ones red, and the reasons in the active
    language in the first column, so that the file can be mended and sent again."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("1")
    sheet.freeze_panes = "B2"
    sheet.column_dimensions["A"].width = 50
    header = [name for name, _ in max((row["cells"] for row in run.errors), key=len, default=[])]
    mine = 1 if header and is_reason(header[0]) else 0  # a mended file that is sent again: its old reasons are over
    sheet.append([heading(sheet, text) for text in [gettext(REASON), *header[mine:]]])
    for row in run.errors:
        wrong = {problem["label"] for problem in row["problems"]}
        why = text_cell(sheet, "; ".join(said(problem) for problem in row["problems"]))
        cells = row["cells"][mine:]
        sheet.append([why, *(text_cell(sheet, text, red=name in wrong and bool(name)) for name, text in cells)])
    book.save(out)


def template_file(columns: Sequence[ImportColumn], out: IO[bytes]) -> None:
    """An empty workbook with the headers in the active language; required ones carry a star."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("1")
    sheet.freeze_panes = "A2"
    sheet.append([heading(sheet, gettext(column.label) + (" *" if column.required else "")) for column in columns])
    book.save(out)


def said(problem: Mapping[str, Any]) -> str:
    """A kept problem in words: the field without the star of a required one, what is wrong, and the value as it came."""
    reason = str(Reason.read(problem["reason"]))
    said = f"{gettext(problem['label'].strip(STAR))}: {reason}" if problem["label"] else reason
    return f"{said} ({problem['value']})" if problem["value"] else said
