"""Once, however often it is asked: work under a key is done once, then its answer is told again."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.models import Reply
from yunhe.kernel.outcome import Reason, RefusalError

KEPT = timedelta(days=7)
MAX_KEY = 200

Body = dict[str, Any]


def once(user: int, key: str, asked: bytes, work: Callable[[], Body], *, at: datetime) -> Body:
    """The answer of `work`; the stored one, if this user has asked the same (`asked`, compared by hash) under the key.

    Key and effect commit together, and a second request waits for the first. RefusalError `other_request` when the
    key came with another request, `wrong_key` when it is too long. What fails stores nothing and may be tried again.
    """
    if len(key) > MAX_KEY:
        raise RefusalError(Reason("wrong_key", N_("An Idempotency-Key has at most {max} characters"), {"max": MAX_KEY}))
    digest = hashlib.sha256(asked).hexdigest()
    with transaction.atomic():
        if not _claim(user, key, digest, at):
            return _stored(user, key, digest)
        body = work()
        Reply.objects.filter(user=user, key=key).update(body=body)
        return body


def _claim(user: int, key: str, digest: str, at: datetime) -> bool:
    """Whether this request is the first with its key; while another one with it is open, this waits."""
    Reply.objects.filter(user=user, made_at__lt=at - KEPT).delete()
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO kernel_reply (user_id, key, digest, body, made_at) VALUES (%s, %s, %s, '{}', %s)
               ON CONFLICT DO NOTHING""",
            [user, key, digest, at],
        )
        return bool(cursor.rowcount)


def _stored(user: int, key: str, digest: str) -> Body:
    reply = Reply.objects.get(user=user, key=key)
    if reply.digest != digest:
        raise RefusalError(Reason("other_request", N_("This Idempotency-Key was used for another request")))
    body: Body = reply.body
    return body
