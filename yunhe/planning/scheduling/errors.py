"""What scheduling refuses as a whole; a single bad job is reported as unplaced instead."""

from yunhe.planning.errors import PlanningError


class SchedulingError(PlanningError):
    """The shop cannot be planned at all: no machine, a name used twice, a file of unknown format."""
