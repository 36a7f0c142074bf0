"""A file that was sent: kept, its head looked at, its columns named by the layout of an earlier one where there is one."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.files import path_of
from yunhe.kernel.importing import (
    CellError,
    Head,
    ImportColumn,
    Layout,
    keep_layout,
    layout_in,
    layouts_of,
    look,
    read_cell,
)
from yunhe.kernel.kept import keep_for, kept_of
from yunhe.kernel.models import ImportLayout, SentFile
from yunhe.kernel.outcome import Reason, RefusalError
from yunhe.web.incoming.declare import Incoming

DAYS = 30  # as long as a sent file stays with its job
NO_ROWS = Reason("no_rows", N_("This file has no rows below its head"))
TWICE = Reason("column_twice", N_("Two columns cannot be the same field"))
MISSING = Reason("field_missing", N_("Name a column for this field, or say what stands in it"))


def receive(of: Incoming, file: UploadedFile, *, by: Actor, at: datetime) -> SentFile:
    """Keep a file. Its layout is known when its head is one that was named before, or when each of its columns is ours.

    RefusalError when it is empty, too large, or no file that can be read.
    """
    head = look(file, of.columns)
    if not head.rows:
        raise RefusalError(NO_ROWS)
    file.seek(0)
    kept = keep_for(file, file.name or "", DAYS, by=by, at=at)
    return SentFile.objects.create(
        noun=of.noun, name=kept.name, sent_by=by.name, sent_at=at, file=kept, layout=_known(of, head, by, at)
    )


def head_of(of: Incoming, sent: SentFile, row: int | None, *, by: Actor, at: datetime) -> Head:
    """The head of a kept file. RefusalError when it has expired."""
    with path_of(kept_of(sent.file_id, by=by, at=at).digest).open("rb") as file:
        return look(file, of.columns, row=row)


def remembered(of: Incoming, head: Head, *, by: Actor) -> ImportLayout | None:
    """The layout by which the last such file was read, unless it says what the actor could not choose."""
    return next((one for one in layouts_of(of.noun, head, by=by) if of.allows(one.fixed, by)), None)


def name_columns(
    of: Incoming, sent: SentFile, head: Head, layout: Layout, name: str, *, by: Actor, at: datetime
) -> dict[str, Reason]:
    """Give a file its layout, and keep that under a name if one is given. Answers what is wrong, by field; then nothing
    changes."""
    if wrong := wrong_in(of.columns, layout):
        return wrong
    SentFile.objects.filter(pk=sent.pk).update(layout=layout.stored(), preview=None)
    sent.layout = layout.stored()
    if name.strip():
        keep_layout(of.noun, name, head, layout, by=by, at=at)
    return {}


def wrong_in(columns: Sequence[ImportColumn], layout: Layout) -> dict[str, Reason]:
    """Required fields without column or fixed value, and fixed values that are none, by field."""
    wrong: dict[str, Reason] = {}
    for column in columns:
        text = layout.fixed.get(column.name, "")
        if column.required and not text and column.name not in layout.columns:
            wrong[column.name] = MISSING
        elif text:
            try:
                read_cell(column, text)
            except CellError as error:
                wrong[column.name] = error.reason
    return wrong


def chosen(fields: Mapping[str, str]) -> tuple[dict[str, str], set[str]]:
    """From the field chosen for each column (by key, "" = left out): the column of each field, and the fields that were
    chosen twice."""
    columns: dict[str, str] = {}
    twice = set()
    for key, name in fields.items():
        if name in columns:
            twice.add(name)
        elif name:
            columns[name] = key
    return columns, twice


def _known(of: Incoming, head: Head, by: Actor, at: datetime) -> dict[str, object] | None:
    if kept := remembered(of, head, by=by):
        ImportLayout.objects.filter(pk=kept.pk).update(used_by=by.name, used_at=at)
        return layout_in(kept).stored()
    ours = Layout(head.guess)
    left_out = {column.key for column in head.columns} - set(head.guess.values())
    return None if left_out or wrong_in(of.columns, ours) else ours.stored()
