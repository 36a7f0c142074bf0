"""Messages: what the bell rang for, read and unread, and the way to what each is about."""

from django.http import HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse

from yunhe.kernel.flow import not_found
from yunhe.kernel.models import Notification
from yunhe.kernel.outcome import RefusalError
from yunhe.web.queries.inbox import SHOWN, UNREAD, inbox, messages_of, notes, unread
from yunhe.web.render import page
from yunhe.web.routing import Call


def bell(call: Call) -> HttpResponse:
    """What waits for this person: unread messages, and open cases of his roles; a part of the frame."""
    return page(call.request, "parts/bell.html", {"inbox": inbox(call.actor), "at": call.at}, actor=call.actor)


def show(call: Call) -> HttpResponse:
    """The newest messages; those unread, or with `tab=all` the others too."""
    everything, waiting = call.request.GET.get("tab") == "all", unread(call.actor)
    mine = messages_of(call.actor).order_by("-id")[:SHOWN]
    context = {
        "notes": notes(mine, call.actor) if everything else waiting,
        "everything": everything,
        "unread": len(waiting),
        "at": call.at,
    }
    return page(call.request, "notifications.html", context, actor=call.actor)


def follow(call: Call, id: int) -> HttpResponse:
    """To what a message is about; it is read then. By POST only: what loads links ahead reads nothing."""
    if call.request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    row = messages_of(call.actor).filter(pk=id).first()
    found = notes([row], call.actor) if row else []
    if not found:
        raise RefusalError(not_found(id))
    _mark(call, [id], read=True)
    address = found[0].url or reverse("notifications")
    if call.request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def mark(call: Call) -> HttpResponse:
    """Mark the messages chosen, or `all`, as read, or as unread again; from the bell, the bell comes back."""
    if call.request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    given = call.request.POST
    ids = [int(id) for id in given.getlist("id") if id.isdecimal()]
    if given.get("all"):
        ids = list(messages_of(call.actor).filter(state__in=UNREAD).values_list("pk", flat=True))
    _mark(call, ids, read=given.get("as") != "unread")
    if call.request.headers.get("HX-Request"):
        return bell(call)
    back = reverse("notifications")
    return HttpResponseRedirect(f"{back}?tab=all" if given.get("tab") == "all" else back)


def _mark(call: Call, ids: list[int], *, read: bool) -> None:
    state = Notification.State.READ if read else Notification.State.WAITING
    messages_of(call.actor).filter(pk__in=ids).update(state=state)
