"""Who asks: the bearer of a token, with the rights and scopes of its user, and the right that each operation needs."""

import functools
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.http import HttpRequest
from ninja.security import HttpBearer

from yunhe.kernel.actor import Actor
from yunhe.kernel.roles import actor_of, user_of_token

INSIDE = ""  # every holder of a token


class Asked(NamedTuple):
    """What an operation knows of its caller, and when it was called."""

    actor: Actor
    at: datetime


class Bearer(HttpBearer):
    """`Authorization: Bearer …` with a token of kernel.roles.make_token; ninja keeps the answer as `request.auth`."""

    def authenticate(self, request: HttpRequest, token: str) -> Asked | None:
        at = datetime.now(UTC)
        user = user_of_token(token, at=at)
        return Asked(actor_of(user), at) if user else None


def needs(right: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare the right of an operation. RefusalError `forbidden` for a token that lacks it."""

    def declare(view: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if right != INSIDE:
                request.auth = request.auth._replace(actor=request.auth.actor.allowed(right))
            return view(request, *args, **kwargs)

        answer.right = right  # type: ignore[attr-defined]  # the law of routes reads it
        return answer

    return declare
