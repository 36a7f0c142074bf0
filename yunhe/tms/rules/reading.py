"""Where a parcel is, read from all that its carrier has said, in whatever order it was said."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Status(StrEnum):
    """What a tracking message means, whatever the carrier calls it."""

    INFO = "info"  # says nothing about where the parcel is
    PICKED_UP = "picked_up"
    IN_TRANSIT = "in_transit"
    OUT_FOR_DELIVERY = "out_for_delivery"
    READY_FOR_PICKUP = "ready_for_pickup"
    ATTEMPT_FAILED = "attempt_failed"
    DAMAGED = "damaged"
    DELAYED = "delayed"
    REFUSED = "refused"
    RETURNING = "returning"
    DELIVERED = "delivered"
    RETURNED = "returned"
    LOST = "lost"


STATE_OF = {
    Status.PICKED_UP: "handed_over",
    Status.IN_TRANSIT: "in_transit",
    Status.OUT_FOR_DELIVERY: "out_for_delivery",
    Status.READY_FOR_PICKUP: "out_for_delivery",
    Status.ATTEMPT_FAILED: "problem",
    Status.DAMAGED: "problem",
    Status.DELAYED: "problem",
    Status.REFUSED: "problem",
    Status.RETURNING: "returning",
    Status.DELIVERED: "delivered",
    Status.RETURNED: "returned",
    Status.LOST: "lost",
}
FORWARD = {"handed_over": 1, "in_transit": 2, "out_for_delivery": 3}
ARRIVED = ("delivered", "returned")


@dataclass(frozen=True, slots=True)
class Reading:
    """The state that the messages give, since when by the carrier's clock; `contradiction`: it both arrived and came back."""

    state: str
    since: datetime
    contradiction: bool = False


def read_state(messages: Iterable[tuple[str, datetime]]) -> Reading | None:
    """The state by (status, carrier's time) of all messages of a parcel, the same for every order of hearing them.

    What ends the journey outranks the rest: the first arrival (delivered or returned), then lost, then returning. Else
    a problem stands until something forward is later; forward states count by their highest rank since then. At one
    moment the forward message counts as the later one. None when no message says where the parcel is.
    """
    told = sorted((at, STATE_OF[Status(status)]) for status, at in messages if status in STATE_OF)
    if not told:
        return None
    arrivals = [(at, state) for at, state in told if state in ARRIVED]
    if arrivals:
        since, state = arrivals[0]
        return Reading(state, since, contradiction=len({s for _, s in arrivals}) > 1)
    for state in ("lost", "returning"):
        for since, said in told:
            if said == state:
                return Reading(state, since)
    problems = [at for at, state in told if state == "problem"]
    forward = [(FORWARD[state], at, state) for at, state in told if state in FORWARD]
    later = [f for f in forward if not problems or f[1] >= problems[-1]]
    if not later:
        return Reading("problem", problems[-1])
    rank = max(f[0] for f in later)
    return next(Reading(state, at) for r, at, state in later if r == rank)
