"""Files that are kept for one person and for a while: what was sent to be taken in, what a list was written to."""

from datetime import datetime, timedelta
from typing import IO

from yunhe.kernel.actor import Actor
from yunhe.kernel.files import keep, path_of, safe_name
from yunhe.kernel.flow import not_found
from yunhe.kernel.models import Attachment, KeptFile
from yunhe.kernel.outcome import Reason, RefusalError

BATCH = 1_000  # files that go in one sweep; the next one goes on
IN_HAND = timedelta(hours=1)  # a content this young may belong to a row that is being written


def keep_for(content: IO[bytes], name: str, days: int, *, by: Actor, at: datetime) -> KeptFile:
    """Keep a file for the actor until so many days from now. RefusalError when it is empty or too large."""
    kept = keep(content)
    if isinstance(kept, Reason):
        raise RefusalError(kept)
    digest, size = kept
    until = at + timedelta(days=days)
    return KeptFile.objects.create(
        name=safe_name(name), size=size, digest=digest, owner=by.name, kept_at=at, expires_at=until
    )


def kept_of(id: int | None, *, by: Actor, at: datetime) -> KeptFile:
    """One's own file. RefusalError `not_found` for somebody else's, and for one that has expired."""
    found = KeptFile.objects.filter(pk=id, owner=by.name, expires_at__gt=at).first()
    if found is None or not path_of(found.digest).exists():
        raise RefusalError(not_found(id))
    return found


def let_go(*, by: Actor, at: datetime) -> int:
    """Let expired files go, their content too unless somebody else still has it; returns how many."""
    over = list(KeptFile.objects.filter(expires_at__lte=at).order_by("expires_at")[:BATCH])
    KeptFile.objects.filter(pk__in=[file.pk for file in over]).delete()
    digests = {file.digest for file in over}
    for model in (KeptFile, Attachment):
        digests -= set(model.objects.filter(digest__in=digests).values_list("digest", flat=True))
    for path in map(path_of, digests):
        if path.exists() and path.stat().st_mtime < (at - IN_HAND).timestamp():
            path.unlink(missing_ok=True)
    return len(over)
