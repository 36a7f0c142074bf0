"""What customers see by a secret link, without a log-in: where a parcel is, one question, and the wish to send back."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as N_

from yunhe.crm.commands.surveys import Answer, answer_surveys
from yunhe.crm.queries import survey_of
from yunhe.crm.rules import CAUSES
from yunhe.kernel.actor import system
from yunhe.kernel.cases import Trouble, open_cases
from yunhe.kernel.outcome import Reason
from yunhe.oms.models import Order
from yunhe.stock.words import PARCEL_STATES
from yunhe.tms.queries.tracking import tracking_page
from yunhe.web.links import is_over, is_withdrawn, return_order
from yunhe.web.render import page
from yunhe.web.stations import PARCEL_WAY, way
from yunhe.web.words import TRACKING

MAX_NOTE = 500
GONE = Reason("not_found", N_("This link is not valid any more"))


def track(request: HttpRequest, secret: str) -> HttpResponse:
    """Where a parcel is. Names are masked, streets and phones left out."""
    found = tracking_page(secret)
    if found is None or is_withdrawn(secret) or is_over(found, at=datetime.now(UTC)):
        return _gone(request)
    context = {"parcel": found, "steps": way(PARCEL_WAY, found.state), "words": TRACKING, "states": PARCEL_STATES}
    return page(request, "track.html", context)


def survey(request: HttpRequest, secret: str) -> HttpResponse:
    """One question, answered once."""
    at = datetime.now(UTC)
    found = survey_of(secret, at=at)
    if found is None or is_withdrawn(secret):
        return _gone(request)
    context = {"survey": found, "causes": CAUSES, "reason": None}
    if request.method == "POST":
        given = request.POST
        score = given.get("score", "")
        answer = Answer(
            secret, int(score) if score.isdecimal() else 0, given.get("cause", ""), given.get("comment", "")
        )
        outcome = answer_surveys([answer], by=system("survey"), at=at)
        context["reason"] = outcome.refused.get(secret)
        context["survey"] = survey_of(secret, at=at)
    return page(request, "survey.html", context)


def ask_return(request: HttpRequest, number: str, mark: str) -> HttpResponse:
    """The wish to send something back: a case for customer service, one per order at a time."""
    at = datetime.now(UTC)
    order = return_order(number, mark, at=at)
    if order is None:
        return _gone(request)
    note = request.POST.get("note", "").strip()[:MAX_NOTE]
    if request.method == "POST" and note:
        open_cases([_wish(order, note)], by=system("return_request"), at=at)
    return page(request, "return.html", {"order": order, "sent": request.method == "POST" and bool(note)})


def _wish(order: Order, note: str) -> Trouble:
    reason = Reason("return_wanted", N_("The customer wants to send back: {note}"), {"note": note})
    return Trouble(
        "return_request",
        "order",
        order.id,
        reason,
        root_id=order.id,
        next_step="decide_return",
        owner_role="service",
    )


def _gone(request: HttpRequest) -> HttpResponse:
    return page(request, "gone.html", {"reason": GONE}, status=404)
