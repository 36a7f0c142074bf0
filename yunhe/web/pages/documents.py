"""Document pages: one page, its actions and its files for every `Document`, and what stands around any document."""

from typing import Any
from urllib.parse import quote

from django.http import HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from yunhe.kernel.conditions import column
from yunhe.kernel.files import Upload, attach, attachments_of, headers, pieces
from yunhe.kernel.flow import not_found
from yunhe.kernel.links import outside
from yunhe.kernel.listing import State, neighbours
from yunhe.kernel.models import Attachment
from yunhe.kernel.outcome import RefusalError
from yunhe.web.documents import Document
from yunhe.web.documents.declare import Cut
from yunhe.web.lists import ListPage
from yunhe.web.pages.lists import run
from yunhe.web.queries.cases import cases_about
from yunhe.web.queries.timeline import timeline
from yunhe.web.queries.tree import tree
from yunhe.web.render import page
from yunhe.web.routing import Call
from yunhe.web.stations import way
from yunhe.web.undoing import named, offer
from yunhe.web.undoing import undo as take_back


def show(call: Call, number: str, of: Document, result: dict[str, Any] | None = None) -> HttpResponse:
    """Head, tables, panels, story, related papers and files."""
    document = find(call, number, of)
    subjects, roots = [(of.kind, document.pk), *of.about(document)], _roots(call, of, document)
    context = {
        "doc": of,
        "document": document,
        "number": of.number(document),
        "facts": [fact for fact in of.facts(document, call.actor) if fact.said],
        "tables": list(of.tables(document, call.actor)),
        "panels": list(of.panels(document, call.actor)),
        "steps": way(of.way, document.state) if of.way else [],
        "cases": cases_about(subjects, call.actor, roots=roots),
        "story": timeline(subjects, call.actor, roots=roots),
        "actions": of.list.offered(call.actor, document),
        "result": result,
        **around(call, of.list, of.kind, document.pk),
        **of.more(document, call.actor, call.at),
    }
    return page(call.request, of.template, context, actor=call.actor)


def act(call: Call, number: str, of: Document) -> HttpResponse:
    """Run an action on the document; its page comes back with what became of it."""
    if call.request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    return show(call, number, of, acted(call, of.list, find(call, number, of).pk, f"{of.named}_undo", number))


def undo(call: Call, number: str, of: Document) -> HttpResponse:
    """Take an action on the document back; its page comes back with what became of that."""
    if call.request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    find(call, number, of)
    return show(call, number, of, undone(call, of.list))


def keep_files(call: Call, number: str, of: Document) -> HttpResponse:
    """Keep files with the document; refused as a whole with the first reason when one cannot be kept."""
    if call.request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    uploads = [Upload(file.name, file) for file in call.request.FILES.getlist("file")]
    outcome = attach(of.kind, find(call, number, of).pk, uploads, by=call.actor, at=call.at)
    if outcome.refused:
        raise RefusalError(next(iter(outcome.refused.values())))
    return HttpResponseRedirect(f"{of.path}{quote(number)}#files")


def file(call: Call, number: str, id: int, of: Document) -> StreamingHttpResponse:
    """A file of the document."""
    kept = Attachment.objects.filter(pk=id, subject_kind=of.kind, subject_id=find(call, number, of).pk).first()
    if kept is None:
        raise RefusalError(not_found(id))
    answer = StreamingHttpResponse(pieces(kept), headers=headers(kept))
    shown = "attachment" if answer["Content-Type"] == "application/octet-stream" else "inline"
    answer["Content-Disposition"] = f"{shown}; filename*=UTF-8''{quote(kept.name)}"
    return answer


def find(call: Call, number: str, of: Document) -> Any:
    """The document, or RefusalError `not_found` when there is none that the actor may see."""
    document = of.find(call.actor, number)
    if document is None:
        raise RefusalError(not_found(number))
    return document


def acted(call: Call, of: ListPage, id: int, undo: str, number: str) -> dict[str, Any]:
    """What a document's page says of the action that the form names, once it has been run, with the button that undoes
    it by the route of this name."""
    action, outcome = run(call, of, [id])
    refused = [str(reason) for reason in outcome.refused.values()]
    button = offer(of, action, outcome, reverse(undo, kwargs={"number": number}), by=call.actor, at=call.at)
    return {"label": action.label, "refused": refused, "undo": button}


def undone(call: Call, of: ListPage) -> dict[str, Any]:
    """What a document's page says of the undoing that the form asks for, once it has been done."""
    action, outcome = take_back(of, call.request.POST.get("ticket", ""), by=call.actor, at=call.at)
    return {"label": named(action), "refused": [str(reason) for reason in outcome.refused.values()], "undo": None}


def around(call: Call, of: ListPage, kind: str, id: int) -> dict[str, Any]:
    """For any document: the documents before and behind it in the list it came from, its papers and its files."""
    query = call.request.GET.get("list", "")
    previous, following = neighbours(of.listing, State.parse(query), id, actor=call.actor, at=call.at)
    return {
        "list_page": of,
        "list_label": gettext(of.listing.label),
        "list_query": query,
        "previous": _address(call, of, previous, query),
        "following": _address(call, of, following, query),
        "tree": tree(kind, id, call.actor),
        "files": attachments_of(kind, [id])[id],
        "at": call.at,
        "cut": Cut.read(call.request.GET),
    }


def _roots(call: Call, of: Document, document: Any) -> list[int]:
    """The orders whose whole story is told, as far as the reader may see orders, and these."""
    if not call.actor.may("oms.see"):
        return []
    asked = list(of.roots(document))
    hidden = outside({("order", id) for id in asked}, call.actor)
    return [id for id in asked if ("order", id) not in hidden]


def _address(call: Call, of: ListPage, id: int | None, query: str) -> str:
    if id is None or of.opens is None:
        return ""
    name, prefix = of.opens
    number = of.listing.rows(call.actor).filter(pk=id).values_list(column(of.listing.vocabulary.field(name)), flat=True)
    return f"{prefix}{quote(number.get())}" + (f"?list={quote(query)}" if query else "")
