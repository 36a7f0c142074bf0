"""What customer care does about other rooms' events (registered in loop.py)."""

from datetime import datetime
from decimal import Decimal

from yunhe.crm import commands
from yunhe.crm.commands.records import Bought
from yunhe.kernel.actor import Actor
from yunhe.kernel.events import Recorded


def after_delivery(events: list[Recorded], *, by: Actor, at: datetime) -> None:
    """OrderCompleted: the purchase enters the customer's record, and the customer is asked how it was."""
    known = [e for e in events if e.payload.get("partner")]
    commands.keep_purchases(
        [
            Bought(
                e.subject, int(e.payload["partner"]), e.payload.get("shop"), Decimal(e.payload["total"]), e.occurred_at
            )
            for e in known
        ],
        by=by,
        at=at,
    )
    commands.send_surveys([(e.subject, e.payload.get("partner")) for e in events], by=by, at=at)
