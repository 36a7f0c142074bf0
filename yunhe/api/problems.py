"""Errors as problem+json (RFC 9457): type, title, status, and what is wrong with which part of the request."""

import json
from typing import Any

from django.db import DataError, IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from yunhe.kernel.outcome import RefusalError
from yunhe.kernel.unstorable import Unstorable, reason_of

STATUS = {"forbidden": 403, "not_found": 404, "key_in_use": 409}


def tell_problems(api: NinjaAPI) -> None:
    """Answer every error of this API as a problem."""

    @api.exception_handler(RefusalError)
    def refused(request: HttpRequest, error: RefusalError) -> HttpResponse:
        return problem(STATUS.get(error.reason.code, 422), error.reason.code, str(error.reason))

    @api.exception_handler(DataError)
    @api.exception_handler(IntegrityError)
    @api.exception_handler(OverflowError)
    def unstorable(request: HttpRequest, error: Unstorable) -> HttpResponse:
        reason = reason_of(error, request.path)
        return problem(422, reason.code, str(reason))

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        wrong = [
            {"at": [str(part) for part in one["loc"]], "code": one["type"], "message": one["msg"]}
            for one in error.errors
        ]
        return problem(
            422, "invalid", gettext("The request has another form than the documentation says"), errors=wrong
        )

    @api.exception_handler(AuthenticationError)
    def stranger(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        answer = problem(401, "no_token", gettext("This needs a valid bearer token"))
        answer["WWW-Authenticate"] = "Bearer"
        return answer

    @api.exception_handler(HttpError)
    def other(request: HttpRequest, error: HttpError) -> HttpResponse:
        return problem(error.status_code, "unreadable", str(error))

    @api.exception_handler(Http404)
    def unknown(request: HttpRequest, error: Http404) -> HttpResponse:
        return problem(404, "not_found", gettext("There is no such page"))


def problem(status: int, code: str, title: str, **more: Any) -> HttpResponse:
    """A problem as a response; `code` is stable, `title` is in the language that the request asks for."""
    content = {"type": f"urn:yunhe:problem:{code}", "code": code, "title": title, "status": status, **more}
    return HttpResponse(json.dumps(content, ensure_ascii=False), status=status, content_type="application/problem+json")
