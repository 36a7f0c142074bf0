"""A file on its way in: its columns are named, it is tried, looked through and taken; every step can be seen again."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from yunhe.kernel.flow import not_found
from yunhe.kernel.importing import Head, ImportColumn, Layout, Preview, layout_in, said
from yunhe.kernel.kept import kept_of
from yunhe.kernel.models import SentFile
from yunhe.kernel.outcome import Reason, RefusalError
from yunhe.web.answers import download
from yunhe.web.incoming import Incoming
from yunhe.web.incoming.receiving import TWICE, chosen, head_of, name_columns, remembered
from yunhe.web.jobs import TRY, is_taken, noun_of, take_job, try_job, try_now
from yunhe.web.pages.jobs import card_of
from yunhe.web.render import page
from yunhe.web.routing import Call

AT_ONCE_BYTES = 100_000  # a larger file (some 2,000 rows) is tried by a job: nobody looks at a page that stands still
COLUMN, FIXED = "column.", "fixed."  # how the fields of the form begin


def show(call: Call, id: int) -> HttpResponse:
    """Where the file is: being tried, tried, being taken or taken. One whose columns have no names asks for them."""
    call, sent, of = _find(call, id)
    if sent.job is not None and (is_taken(sent) or (sent.job.kind == TRY and sent.preview is None)):
        context = {"sent": sent, "of": of, "card": card_of(sent.job, call.at)}
        return page(call.request, "sent/job.html", context, actor=call.actor)
    if sent.layout is None or sent.preview is None:
        return HttpResponseRedirect(reverse("sent_columns", kwargs={"id": id}))
    return _preview(call, sent, of)


def columns(call: Call, id: int) -> HttpResponse:
    """Which column is which field; on POST the file gets its layout and is tried."""
    call, sent, of = _find(call, id)
    if is_taken(sent):
        return HttpResponseRedirect(reverse("sent", kwargs={"id": id}))
    row = call.request.GET.get("head", "")
    head = head_of(of, sent, int(row) if row.isdecimal() else None, by=call.actor, at=call.at)
    if call.request.method != "POST":
        kept = remembered(of, head, by=call.actor)
        layout = Layout.read(sent.layout) if sent.layout else layout_in(kept) if kept else Layout(head.guess)
        if not head.has(layout):
            layout = Layout(head.guess, layout.fixed)
        return _columns(call, sent, of, head, layout, kept.name if kept else "")
    layout, twice = _asked(call, of, head)
    name = call.request.POST.get("name", "")
    wrong = dict.fromkeys(twice, TWICE) or name_columns(of, sent, head, layout, name, by=call.actor, at=call.at)
    if wrong:
        return _columns(call, sent, of, head, layout, name, wrong)
    return HttpResponseRedirect(look_through(call, sent))


def take(call: Call, id: int) -> HttpResponse:
    """Take the good rows in: a job."""
    if call.request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    call, sent, of = _find(call, id)
    if sent.layout is None or sent.preview is None:
        return HttpResponseRedirect(reverse("sent", kwargs={"id": id}))
    kept_of(sent.file_id, by=call.actor, at=call.at)
    take_job(sent, by=call.actor, at=call.at)
    return HttpResponseRedirect(reverse("sent", kwargs={"id": id}))


def file(call: Call, id: int) -> StreamingHttpResponse:
    """The file as it was sent."""
    call, sent, _ = _find(call, id)
    return download(kept_of(sent.file_id, by=call.actor, at=call.at))


def look_through(call: Call, sent: SentFile) -> str:
    """Try a file whose columns are named, now or by a job when it is large; returns the address to go on at."""
    kept = kept_of(sent.file_id, by=call.actor, at=call.at)
    if kept.size > AT_ONCE_BYTES:
        try_job(sent, by=call.actor, at=call.at)
    else:
        try_now(sent, by=call.actor, at=call.at)
    return reverse("sent", kwargs={"id": sent.pk})


def _find(call: Call, id: int) -> tuple[Call, SentFile, Incoming]:
    """One's own file of a noun that one may still bring in, within the limits of who may."""
    sent = SentFile.objects.select_related("file", "job", "run").filter(pk=id, sent_by=call.actor.name).first()
    if sent is None:
        raise RefusalError(not_found(id))
    of = noun_of(sent)
    return call._replace(actor=call.actor.allowed(of.right)), sent, of


def _asked(call: Call, of: Incoming, head: Head) -> tuple[Layout, set[str]]:
    """The layout that the form gives, and the fields that it gives twice."""
    given = call.request.POST
    names = {column.name for column in of.columns}
    fields = {column.key: given.get(f"{COLUMN}{n}", "") for n, column in enumerate(head.columns)}
    columns, twice = chosen({key: name for key, name in fields.items() if name in names})
    fixed = {name: given.get(FIXED + name, "").strip() for name in names}
    return Layout(columns, {name: text for name, text in fixed.items() if text}), twice


def _columns(
    call: Call,
    sent: SentFile,
    of: Incoming,
    head: Head,
    layout: Layout,
    name: str,
    wrong: Mapping[str, Reason] | None = None,
) -> HttpResponse:
    fields = of.fields(call.actor, call.at)
    wrong = wrong or {}
    context = {
        "sent": sent,
        "of": of,
        "head": head,
        "is": {key: field for field, key in layout.columns.items()},
        "fields": fields,
        "fixed": {cell.name: layout.fixed.get(cell.name) or (cell.default if cell.required else "") for cell in fields},
        "name": name,
        "wrong": {field: str(reason) for field, reason in wrong.items()},
    }
    return page(call.request, "sent/columns.html", context, actor=call.actor, status=422 if wrong else 200)


def _preview(call: Call, sent: SentFile, of: Incoming) -> HttpResponse:
    preview = Preview.read(sent.preview or {})
    by_name = {column.name: column for column in of.columns}
    labels = {name: gettext(column.label) for name, column in by_name.items()}
    shown = [by_name[name] for name in preview.fields]
    context = {
        "sent": sent,
        "of": of,
        "preview": preview,
        "columns": shown,
        "lines": [_line(line, shown) for line in preview.first],
        "wrong": [(line["row"], [said(problem) for problem in line["problems"]]) for line in preview.wrong],
        "reasons": [
            (labels.get(problem["field"], ""), str(Reason.read(problem["reason"])), count)
            for problem, count in preview.reasons
        ],
    }
    return page(call.request, "sent/preview.html", context, actor=call.actor)


def _line(line: Mapping[str, Any], shown: Sequence[ImportColumn]) -> dict[str, Any]:
    """A row as it would be taken: its texts with what is wrong with each, and what is wrong with the row as such."""
    why = {problem["field"]: str(Reason.read(problem["reason"])) for problem in line["problems"]}
    names = {column.name for column in shown}
    texts = [(_said(column, text), why.get(column.name, "")) for column, text in zip(shown, line["texts"])]
    rest = [said(problem) for problem in line["problems"] if problem["field"] not in names]
    return {"row": line["row"], "known": line["known"], "bad": bool(why), "cells": texts, "why": "; ".join(rest)}


def _said(column: ImportColumn, text: str) -> str:
    return gettext(column.choices[text]) if text in column.choices else text
