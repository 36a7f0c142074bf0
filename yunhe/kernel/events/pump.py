"""The pump: sequence what was committed, deliver it to every subscription, until nothing moves."""

import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from django.db import InterfaceError, OperationalError, connection

from yunhe.kernel.events.sequencer import sequence
from yunhe.kernel.events.subscriptions import Subscription, deliver, register, waiting

IDLE_SECONDS = 1.0


def drain(subscriptions: Sequence[Subscription], *, at: datetime) -> int:
    """Deliver until no subscription has anything left; returns the number of positions delivered.

    A long backlog of one is delivered a batch a round, so that nobody waits for it; handlers record events of their own,
    which are sequenced and delivered in the next round. The urgent ones are asked after every delivery.
    """
    urgent = [s for s in subscriptions if s.urgent]
    delivered = 0
    while True:
        sequence()
        moved = 0
        for subscription in waiting(subscriptions):
            moved += deliver(subscription, at=at) + _hurry(urgent, at)
        if not moved:
            return delivered
        delivered += moved


def run(
    subscriptions: Sequence[Subscription],
    stop: threading.Event,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> None:
    """Drain again and again until `stop` is set; wakes at once when events are recorded. Outlives a lost database."""
    registered = False
    while not stop.is_set():
        try:
            if not registered:
                register(subscriptions)
                registered = True
            if not drain(subscriptions, at=now()):
                _wait_for_news()
        except (InterfaceError, OperationalError):
            connection.close()
            stop.wait(IDLE_SECONDS)
    connection.close()


def _hurry(urgent: Sequence[Subscription], at: datetime) -> int:
    """Deliver what came meanwhile to those for whom people wait, each once: what one records is for the next, and a flood
    of theirs does not keep the others from their turn."""
    delivered = 0
    wanted = {kind for subscription in urgent for kind in subscription.kinds}
    for _ in urgent:
        if wanted.isdisjoint(sequence()):
            break
        delivered += sum(deliver(subscription, at=at) for subscription in waiting(urgent))
    return delivered


def _wait_for_news() -> None:
    """Sleep until a NOTIFY or the idle time has passed. An unready event (its neighbour is still open) comes next round."""
    with connection.cursor() as cursor:
        cursor.execute("LISTEN yunhe_events")
    with connection.wrap_database_errors:
        for _ in connection.connection.notifies(timeout=IDLE_SECONDS, stop_after=1):
            pass
