"""Routes: each names the right it needs, or says openly that everybody inside, or the whole world, may call it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, NamedTuple
from urllib.parse import quote

from django.conf import settings
from django.db import DataError, IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.outcome import Reason, RefusalError
from yunhe.kernel.roles import actor_of
from yunhe.kernel.unstorable import reason_of
from yunhe.web.render import page

INSIDE = ""  # every person who is logged in: what such a page shows is chosen by the rights of the person


class Call(NamedTuple):
    """What a page is called with: the request, who asks, and when."""

    request: HttpRequest
    actor: Actor
    at: datetime


Page = Callable[..., HttpResponse]


def route(address: str, view: Page, *, right: str, name: str) -> URLPattern:
    """A page for those who hold `right`; strangers are asked to log in, the others are told what they lack."""

    def answer(request: HttpRequest, **parts: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return _to_login(request)
        call = Call(request, actor_of(request.user), datetime.now(UTC))
        try:
            if right != INSIDE:
                call = call._replace(actor=call.actor.allowed(right))
            return view(call, **parts)
        except RefusalError as error:
            return refused(request, error)
        except (DataError, IntegrityError, OverflowError) as error:
            return refused(request, RefusalError(reason_of(error, request.path)))

    answer.right = right  # type: ignore[attr-defined]  # the law of routes reads it
    return path(address, answer, name=name)


def public(address: str, view: Page, *, name: str) -> URLPattern:
    """A page for everybody; the law of routes knows each of them by name."""

    def answer(request: HttpRequest, **parts: Any) -> HttpResponse:
        try:
            return view(request, **parts)
        except (DataError, IntegrityError, OverflowError) as error:
            return refused(request, RefusalError(reason_of(error, request.path)))

    answer.public = True  # type: ignore[attr-defined]
    return path(address, answer, name=name)


def refused(request: HttpRequest, error: RefusalError) -> HttpResponse:
    """The page that says why nothing was done."""
    status = {"forbidden": 403, "not_found": 404}.get(error.reason.code, 422)
    answer = page(request, "refused.html", {"reason": error.reason}, status=status)
    if request.headers.get("HX-Request"):  # into the page that asked, instead of the part that it expected
        answer.headers.update({"HX-Retarget": "#main", "HX-Reselect": ".gate-card", "HX-Reswap": "innerHTML"})
    return answer


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler404."""
    return page(request, "refused.html", {"reason": Reason("not_found", N_("There is no such page"))}, status=404)


def _to_login(request: HttpRequest) -> HttpResponse:
    target = f"{settings.LOGIN_URL}?next={quote(request.get_full_path())}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": settings.LOGIN_URL})
    return HttpResponseRedirect(target)
