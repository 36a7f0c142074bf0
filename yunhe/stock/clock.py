"""What the ground does at the stroke of the clock: sweep until nothing is left, each batch in its own transaction."""

from datetime import datetime

from yunhe.kernel.actor import Actor
from yunhe.stock import commands


def expire_lots(*, by: Actor, at: datetime) -> None:
    """Lots whose last day of sale is over."""
    while commands.sweep_expired(by=by, at=at).done:
        pass


def end_expired_holds(*, by: Actor, at: datetime) -> None:
    """Holds that ran out."""
    while commands.sweep_holds(by=by, at=at).done:
        pass
