"""Queue work with its row of Progress, and do it as the person who asked."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_noop as N_
from django.utils.translation import override
from procrastinate.contrib.django import app as jobs

from yunhe.kernel import progress
from yunhe.kernel.actor import Actor
from yunhe.kernel.models import User
from yunhe.kernel.notify import Message, tell
from yunhe.kernel.outcome import Reason
from yunhe.kernel.progress import Watch
from yunhe.kernel.roles import actor_of

TRY, TAKE, BATCH, EXPORT, PRINT = "try", "file", "batch", "export", "print"  # kinds of long work
EXAMINE = "examine"
OVER = Reason("job_over", N_("Your long work is over"))


def queue(kind: str, asked: Mapping[str, Any], task: str, *, by: Actor, at: datetime, **given: Any) -> int:
    """Announce work and leave it to a worker, in one transaction; returns the id of its Progress."""
    with transaction.atomic():
        job = progress.announce(kind, asked, by=by, at=at)
        jobs.configure_task(task, allow_unknown=False).defer(id=job.pk, user=by.user_id, **given)
    return int(job.pk)


def run(id: int, user_id: int, right: str, work: Callable[[Watch, Actor], dict[str, Any]]) -> None:
    """Do it as the person who asked, with the rights of now, and tell that person that it is over."""
    user = User.objects.get(id=user_id)
    with override(user.language or settings.LANGUAGE_CODE):
        progress.run(id, lambda watch: work(watch, actor_of(user).allowed(right)))
    tell("web.jobs", [Message(f"user:{user_id}", "job", id, OVER)], at=datetime.now(UTC))
