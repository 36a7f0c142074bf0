"""What comes in: rows typed into a grid or pasted from Excel, or a file; what was refused comes back with its reason."""

import csv
import io
from collections.abc import Sequence

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.flow import not_found
from yunhe.kernel.importing import error_file, said, template_file
from yunhe.kernel.models import ImportRun
from yunhe.kernel.outcome import Reason, RefusalError
from yunhe.web.incoming import INCOMING, Incoming
from yunhe.web.jobs import file_job
from yunhe.web.pages.lists import XLSX
from yunhe.web.render import page
from yunhe.web.routing import Call

SHOWN = 20
ROWS = 3
AT_ONCE_BYTES = 100_000  # a larger file (some 2,000 rows) is a job: nobody looks at a page that stands still
NOTHING = Reason("nothing_typed", N_("Fill in a row, or choose a file"))


def show(call: Call, of: Incoming) -> HttpResponse:
    """The page; on POST what was typed or sent is taken in, and the rows that were refused stand in the grid again."""
    if call.request.method != "POST":
        return _page(call, of)
    file = call.request.FILES.get("file")
    if file is not None and (file.size or 0) > AT_ONCE_BYTES:
        return HttpResponseRedirect(reverse("job", kwargs={"id": file_job(of, file, by=call.actor, at=call.at)}))
    typed = _typed(call, of)
    if file is None and not typed:
        return _page(call, of, reason=NOTHING)
    content, name = (file, file.name) if file is not None else (_as_file(of, typed), gettext("Typed"))
    try:
        run = of.take(content, name, by=call.actor, at=call.at)
    except RefusalError as error:
        return _page(call, of, typed, reason=error.reason)
    return _page(call, of, _back(run) if file is None else (), run=run)


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
