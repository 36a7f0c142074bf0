"""The refusals of net requirements planning: each names the item or row at fault."""

from yunhe.planning.errors import PlanningError


class BomCycle(PlanningError):
    """An item is, through its own components, a component of itself."""


class UnknownItem(PlanningError):
    """A row refers to an item that the snapshot does not contain."""


class DuplicateId(PlanningError):
    """Two rows claim the same identity."""


class BadQuantity(PlanningError):
    """A quantity is negative, not a whole number of micro-units, or too large for exact sums in 64 bits."""


class BadLeadTime(PlanningError):
    """A lead time is negative or no whole number of working days."""


class BadLotRule(PlanningError):
    """A lot rule contradicts itself (unknown name, minimum above maximum, multiple of nothing, …)."""


class BadCalendar(PlanningError):
    """A working calendar without working days, or a date that it does not reach."""
