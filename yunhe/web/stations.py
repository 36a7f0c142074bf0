"""Steppers: the stations of a document on its way, and which of them lie behind it."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_

# Each station with the states in which a document stands there.
Way = Sequence[tuple[str, tuple[str, ...]]]

OUTBOUND_WAY: Way = (
    (N_("Planned"), ("planned",)),
    (N_("To be picked"), ("released",)),
    (N_("Being picked"), ("picking",)),
    (N_("Picked"), ("picked",)),
    (N_("Packed"), ("packed",)),
    (N_("Shipped"), ("shipped",)),
    (N_("Delivered"), ("delivered", "closed")),
)
ORDER_WAY: Way = (
    (N_("Came in"), ("draft", "new")),
    (N_("Audited"), ("none", "part_allocated")),
    (N_("Allocated"), ("allocated", "part_released")),
    (N_("In the warehouse"), ("released", "part_shipped")),
    (N_("Shipped"), ("shipped", "part_delivered")),
    (N_("Delivered"), ("delivered",)),
)
PARCEL_WAY: Way = (
    (N_("Packed"), ("open", "labelled")),
    (N_("Handed over"), ("handed_over",)),
    (N_("On the way"), ("in_transit", "problem", "returning", "lost")),
    (N_("Out for delivery"), ("out_for_delivery",)),
    (N_("Delivered"), ("delivered", "returned")),
)


class Station(NamedTuple):
    """A step of the stepper: `mark` is done, here or ahead. The last one is done when it is reached."""

    label: str
    mark: str


def way(stations: Way, state: str) -> list[Station]:
    """The stations with their marks for a document in this state."""
    here = next((n for n, (_, states) in enumerate(stations) if state in states), len(stations))
    last = len(stations) - 1
    marks = [
        "done" if n < here or n == here == last else "here" if n == here else "ahead" for n in range(len(stations))
    ]
    return [Station(gettext(label), mark) for (label, _), mark in zip(stations, marks)]
