"""The outbox: tell people and the outside something, once, with the state change; a job delivers it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from yunhe.kernel.models import Notification
from yunhe.kernel.outcome import Reason


@dataclass(frozen=True, slots=True)
class Message:
    """To whom (user:7, role:buyer, or a connector's address key), about what, saying what."""

    recipient: str
    subject_kind: str
    subject_id: int
    text: Reason
    event_id: int | None = None
    channel: str = "bell"


def tell(source: str, messages: Iterable[Message], *, at: datetime) -> None:
    """Put messages in the outbox; the same event tells the same recipient once per `source`."""
    Notification.objects.bulk_create(
        [
            Notification(
                subscription=source,
                event_id=m.event_id,
                recipient=m.recipient,
                channel=m.channel,
                subject_kind=m.subject_kind,
                subject_id=m.subject_id,
                message=m.text.stored(),
                made_at=at,
            )
            for m in messages
        ],
        ignore_conflicts=True,
    )
