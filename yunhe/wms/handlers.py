"""What the floor does about the warehouse's events (registered in loop.py)."""

from datetime import datetime

from yunhe.kernel.actor import Actor
from yunhe.kernel.events import Recorded
from yunhe.wms.commands.waves import finish


def leave_waves(events: list[Recorded], *, by: Actor, at: datetime) -> None:
    """OutboundRecalled, OutboundPicked: an outbound that is not to be picked any more leaves its cart."""
    finish(sorted({e.subject for e in events}), by=by, at=at)
