"""A request with an Idempotency-Key is carried out once, then its answer is replayed."""

from collections.abc import Callable

from django.http import HttpRequest

from yunhe.kernel import once as kernel

Body = kernel.Body


def once(request: HttpRequest, work: Callable[[], Body]) -> Body:
    """The answer of `work`; with an Idempotency-Key the stored one, if this user has asked the same under it before.

    Refuses as kernel.once does.
    """
    key = request.headers.get("Idempotency-Key", "")
    if not key:
        return work()
    asked = f"{request.method} {request.get_full_path()}\n".encode() + request.body
    return kernel.once(request.auth.actor.user_id, key, asked, work, at=request.auth.at)
