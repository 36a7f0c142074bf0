"""What routing refuses as a whole; a single bad stop is reported as unserved instead."""

from yunhe.planning.errors import PlanningError


class RoutingError(PlanningError):
    """The problem cannot be planned at all: no vehicle, a matrix that is not square, a file of unknown format."""
