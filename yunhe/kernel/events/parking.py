"""What is parked, in the hands of a person: handed to its handler again, or let pass with a reason."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.commands import command
from yunhe.kernel.events.kinds import Event
from yunhe.kernel.events.record import record
from yunhe.kernel.events.subscriptions import Subscription, retry, skip
from yunhe.kernel.flow import not_found
from yunhe.kernel.models import Parked
from yunhe.kernel.outcome import Outcome, Reason


@dataclass(frozen=True, kw_only=True)
class EventsRetried(Event, subject="document"):
    """The events of a document that a handler could not take have passed after all. `of` is the document's kind."""

    of: str
    handler: str

    @property
    def subject_kind(self) -> str:
        return self.of


@dataclass(frozen=True, kw_only=True)
class EventsSkipped(Event, subject="document"):
    """So many events of a document passed a handler by, which could not take them; who decided it said why."""

    of: str
    handler: str
    events: int
    reason: str

    @property
    def subject_kind(self) -> str:
        return self.of


@command("kernel.retry_parked", N_("Retry parked events"))
def retry_parked(
    parked_ids: Sequence[int], *, subscriptions: Iterable[Subscription], by: Actor, at: datetime
) -> Outcome:
    """Hand what is parked to its handlers again. What fails again stays parked and is refused with what was raised.

    Refused: `not_found`, `no_handler`, `fails_again`.
    """
    handlers = {subscription.name: subscription for subscription in subscriptions}
    parked = {row.pk: row for row in Parked.objects.filter(pk__in=parked_ids).order_by("pk")}
    outcome = Outcome()
    answers: dict[int, str | None] = {}
    for name in sorted({row.subscription_id for row in parked.values()} & handlers.keys()):
        answers |= retry(handlers[name], [id for id, row in parked.items() if row.subscription_id == name], at=at)
    for id in dict.fromkeys(parked_ids):
        if id not in parked:
            outcome.refused[id] = not_found(id)
        elif id not in answers:
            outcome.refused[id] = Reason("no_handler", N_("No handler has this name any more: let the events pass"))
        elif answers[id] is None:
            outcome.done.append(id)
        else:
            outcome.refused[id] = Reason("fails_again", N_("It fails again: {error}"), {"error": answers[id]})
    passed = [parked[id] for id in outcome.done]
    record(
        [EventsRetried(subject=row.subject_id, of=row.subject_kind, handler=row.subscription_id) for row in passed],
        by=by,
        at=at,
    )
    return outcome


@command("kernel.skip_parked", N_("Skip parked events"))
def skip_parked(parked_ids: Sequence[int], *, reason: str, by: Actor, at: datetime) -> Outcome:
    """Let parked events pass unhandled; the document's story says who decided it and why. Refused: `not_found`,
    `no_reason`."""
    outcome = Outcome()
    if not reason.strip():
        outcome.refuse(parked_ids, Reason("no_reason", N_("Say why the events may pass unhandled")))
        return outcome
    gone = {one.id: one for one in skip(parked_ids)}
    record(
        [
            EventsSkipped(
                subject=one.subject, of=one.kind, handler=one.handler, events=one.events, reason=reason.strip()
            )
            for one in gone.values()
        ],
        by=by,
        at=at,
    )
    outcome.done = [id for id in parked_ids if id in gone]
    outcome.refused = {id: not_found(id) for id in parked_ids if id not in gone}
    return outcome
