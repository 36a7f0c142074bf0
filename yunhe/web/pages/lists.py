"""List pages: one page, one export and one JSON twin for every `Listing`, and actions on the rows chosen."""

import io
from collections.abc import Iterator, Mapping
from typing import Any

from django.http import HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.listing import State, chosen_ids, page_of, views_of, write_csv, write_xlsx
from yunhe.kernel.listing.state import SIZES
from yunhe.kernel.outcome import Outcome, Reason, RefusalError
from yunhe.web.answers import leave_for
from yunhe.web.jobs import AT_ONCE, act_on, batch_job, export_job, is_long, numbers_of, print_job
from yunhe.web.lists import Action, ListPage
from yunhe.web.lists.bar import builder, filter_inputs, hidden
from yunhe.web.lists.declare import UNKNOWN, Desk
from yunhe.web.render import page
from yunhe.web.routing import Call
from yunhe.web.undoing import Offer, named, offer
from yunhe.web.undoing import undo as take_back

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show(call: Call, of: ListPage) -> HttpResponse:
    """The page."""
    return list_page(call, of, State.parse(call.request.META["QUERY_STRING"]))


def as_json(call: Call, of: ListPage) -> HttpResponse:
    """The rows for machines."""
    state = State.parse(call.request.META["QUERY_STRING"])
    return JsonResponse(page_of(of.listing, state, actor=call.actor, at=call.at).json())


def as_xlsx(call: Call, of: ListPage) -> HttpResponse:
    """All rows that the state finds, as a workbook; a long list is written by a job."""
    state = State.parse(call.request.META["QUERY_STRING"])
    if is_long(of, state, by=call.actor, at=call.at):
        return _written_by_job(call, of, state, "xlsx")
    out = io.BytesIO()
    write_xlsx(of.listing, state, out, actor=call.actor, at=call.at)
    return HttpResponse(out.getvalue(), content_type=XLSX, headers=_download(f"{of.listing.name}.xlsx"))


def as_csv(call: Call, of: ListPage) -> HttpResponse | StreamingHttpResponse:
    """All rows that the state finds, as CSV; a long list is written by a job."""
    state = State.parse(call.request.META["QUERY_STRING"])
    if is_long(of, state, by=call.actor, at=call.at):
        return _written_by_job(call, of, state, "csv")
    pieces = _said_in(get_language() or "", write_csv(of.listing, state, actor=call.actor, at=call.at))
    return StreamingHttpResponse(
        pieces, content_type="text/csv; charset=utf-8", headers=_download(f"{of.listing.name}.csv")
    )


def unfold(call: Call, of: ListPage, id: int) -> HttpResponse:
    """What a row shows when it is opened, as a row to stand beneath it."""
    if of.unfolds is None:
        raise RefusalError(Reason("unseen", N_("There is no such row")))
    inner, shown = of.unfolds(call.actor, id)
    span = len(of.listing.columns) + 2  # never less than the columns there are
    context = {**shown, "inner": inner, "row": id, "span": span}
    return page(call.request, "parts/unfold.html", context, actor=call.actor)


def act(call: Call, of: ListPage) -> HttpResponse:
    """Run an action on the chosen rows; the list comes back with what was done and, row by row, what was refused."""
    if call.request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    state = State.parse(call.request.META["QUERY_STRING"])
    ids = _chosen(call, of, state)
    action, extra = _asked(call, of)
    if action.sheets:
        return leave_for(
            call, reverse("job", kwargs={"id": print_job(of, action, ids, extra, by=call.actor, at=call.at)})
        )
    if len(ids) > AT_ONCE:
        job = batch_job(of, action, ids, extra, by=call.actor, at=call.at)
        return leave_for(call, reverse("job", kwargs={"id": job}))
    action, outcome = run(call, of, ids)
    undo = offer(of, action, outcome, f"{of.path}/undo?{state.query()}", by=call.actor, at=call.at)
    return _answer(call, of, state, action.label, outcome, desk=action.mends, undo=undo)


def undo(call: Call, of: ListPage) -> HttpResponse:
    """Take an action back; the list comes back with what was undone and, row by row, what was not."""
    if call.request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    action, outcome = take_back(of, call.request.POST.get("ticket", ""), by=call.actor, at=call.at)
    return _answer(call, of, State.parse(call.request.META["QUERY_STRING"]), named(action), outcome)


def run(call: Call, of: ListPage, ids: list[int]) -> tuple[Action, Outcome]:
    """Run the action that the form names on those of the rows that the actor may see; the others are not found."""
    action, extra = _asked(call, of)
    if action.sheets:
        raise RefusalError(UNKNOWN)
    return action, act_on(of, action, ids, extra, by=call.actor, at=call.at)


def list_page(call: Call, of: ListPage, state: State, more: Mapping[str, Any] | None = None) -> HttpResponse:
    """The page of a list in a state, with what an action left behind."""
    found = page_of(of.listing, state, actor=call.actor, at=call.at)
    query = state.but().query()
    context = {
        "list": of,
        "page": found,
        "query": query,
        "title": gettext(of.listing.label),
        "actions": of.offered(call.actor),
        "leads": of.leads(call.actor),
        "inputs": filter_inputs(found),
        "hidden": lambda *without: hidden(found, *without),
        "builder": builder(found),
        "views": [(view, kept.query(), kept == state.but()) for view, kept in views_of(of.listing, call.actor)],
        "first": of.first if of.first and call.actor.may(of.first[2]) else None,
        "reworded": of.rewords([row.id for row in found.rows]) if of.rewords else {},
        "sizes": SIZES,
        "result": None,
        "chosen": frozenset(),
    }
    return page(call.request, "list.html", {**context, **(more or {})}, actor=call.actor)


def _written_by_job(call: Call, of: ListPage, state: State, kind: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("job", kwargs={"id": export_job(of, state, kind, by=call.actor, at=call.at)}))


def _chosen(call: Call, of: ListPage, state: State) -> list[int]:
    """The ids ticked, or with `all` those of every row that the list finds."""
    if call.request.POST.get("all"):
        return chosen_ids(of.listing, state, actor=call.actor, at=call.at)
    return [int(id) for id in dict.fromkeys(call.request.POST.getlist("id")) if id.isdecimal()]


def _asked(call: Call, of: ListPage) -> tuple[Action, str]:
    """The action that the form names, and what was typed beside it."""
    given = call.request.POST
    action = of.action(given.get("action", ""))
    return action, given.get(f"ask.{action.right}", "")


def _answer(
    call: Call,
    of: ListPage,
    state: State,
    label: str,
    outcome: Outcome,
    *,
    desk: Desk | None = None,
    undo: Offer | None = None,
) -> HttpResponse:
    """The list with what became of the rows; the refused ones are chosen still."""
    numbers = numbers_of(of, list(outcome.refused), call.actor)
    refused = [(numbers.get(id, ""), str(reason)) for id, reason in outcome.refused.items()]
    may = desk if desk and call.actor.may(desk.right) else None
    result = {"label": label, "done": len(outcome.done), "refused": refused, "desk": may, "undo": undo}
    return list_page(call, of, state, {"result": result, "chosen": set(outcome.refused)})


def _said_in(language: str, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces are made while they are sent, when the request's language is over."""
    with override(language):
        yield from pieces


def _download(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}
