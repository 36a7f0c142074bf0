"""What comes in: rows typed into a grid or pasted from Excel, or a file that is looked through first; what was refused
comes back with its reason."""

import csv
import io
from collections.abc import Sequence

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.flow import not_found
from yunhe.kernel.importing import error_file, said, template_file
from yunhe.kernel.models import ImportRun, SentFile
from yunhe.kernel.outcome import Reason, RefusalError
from yunhe.web.incoming import INCOMING, Incoming
from yunhe.web.incoming.receiving import receive
from yunhe.web.pages.lists import XLSX
from yunhe.web.pages.sent import look_through
from yunhe.web.render import page
from yunhe.web.routing import Call

SHOWN = 20
ROWS = 3
NOTHING = Reason("nothing_typed", N_("Fill in a row, or choose a file"))


def show(call: Call, of: Incoming) -> HttpResponse:
    """The page; on POST what was typed is taken in, and the rows that were refused stand in the grid again. A file that is
    sent is kept, and tried before it is taken."""
    if call.request.method != "POST":
        return _page(call, of)
    if (file := call.request.FILES.get("file")) is not None:
        return _send(call, of, file)
    typed = _typed(call, of)
    if not typed:
        return _page(call, of, reason=NOTHING)
    try:
        run = of.take(_as_file(of, typed), gettext("Typed"), by=call.actor, at=call.at)
    except RefusalError as error:
        return _page(call, of, typed, reason=error.reason)
    return _page(call, of, _back(run), run=run)


def template(call: Call, of: Incoming) -> HttpResponse:
    """The empty file to fill in."""
    out = io.BytesIO()
    template_file(of.columns, out)
    return _file(out, of.noun)


def errors(call: Call, run: int) -> HttpResponse:
    """The refused rows of one's own import, with reasons."""
    found = ImportRun.objects.filter(pk=run, by=call.actor.name).first()
    if found is None:
        raise RefusalError(not_found(run))
    out = io.BytesIO()
    error_file(found, out)
    return _file(out, "errors")


def offered(call: Call) -> list[Incoming]:
    """What this person may bring in."""
    return [one for one in INCOMING if call.actor.may(one.right)]


def _send(call: Call, of: Incoming, file: UploadedFile) -> HttpResponse:
    """Keep the file; what it says is looked at on its own page."""
    try:
        sent = receive(of, file, by=call.actor, at=call.at)
    except RefusalError as error:
        return _page(call, of, reason=error.reason)
    if sent.layout is not None:
        return HttpResponseRedirect(look_through(call, sent))
    return HttpResponseRedirect(reverse("sent_columns", kwargs={"id": sent.pk}))


def _page(
    call: Call,
    of: Incoming,
    rows: Sequence[dict[str, str]] = (),
    *,
    run: ImportRun | None = None,
    reason: Reason | None = None,
) -> HttpResponse:
    cells = of.cells(call.actor, call.at)
    blank = {cell.name: cell.default for cell in cells}
    context = {
        "of": of,
        "offered": offered(call),
        "cells": cells,
        "rows": rows or [blank] * ROWS,
        "wrong": [row.get("", "") for row in rows],
        "run": run,
        "reason": reason,
        "runs": ImportRun.objects.filter(noun=of.noun, by=call.actor.name).order_by("-pk")[:SHOWN],
        "waiting": SentFile.objects.filter(
            noun=of.noun, sent_by=call.actor.name, run=None, file__expires_at__gt=call.at
        )
        .order_by("-pk")
        .select_related("file", "job")[:SHOWN],
    }
    return page(call.request, "incoming.html", context, actor=call.actor, status=422 if reason else 200)


def _typed(call: Call, of: Incoming) -> list[dict[str, str]]:
    """The rows of the grid in which something was filled in beyond what a new row says."""
    given = call.request.POST
    rows = zip(*(given.getlist(name) for name in of.typed))
    texts = [{name: text.strip() for name, text in zip(of.typed, row)} for row in rows]
    unsaid = {cell.name: cell.default for cell in of.cells(call.actor, call.at)}
    return [row for row in texts if any(text and text != unsaid[name] for name, text in row.items())]


def _as_file(of: Incoming, rows: Sequence[dict[str, str]]) -> io.BytesIO:
    """The grid as the file that it might have been: one way in, one judge."""
    out = io.StringIO()
    writer = csv.DictWriter(out, of.typed)
    writer.writeheader()
    writer.writerows(rows)
    return io.BytesIO(out.getvalue().encode("utf-8-sig"))


def _back(run: ImportRun) -> list[dict[str, str]]:
    """The refused rows for the grid, each with its reasons under ""."""
    return [
        {**{name: text for name, text in row["cells"]}, "": "; ".join(said(problem) for problem in row["problems"])}
        for row in run.errors
    ]


def _file(out: io.BytesIO, name: str) -> HttpResponse:
    answer = HttpResponse(out.getvalue(), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return answer
