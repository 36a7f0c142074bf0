"""What a forecast raises on a question it cannot answer at all."""

from yunhe.planning.errors import PlanningError


class ForecastError(PlanningError):
    """A horizon, season, method or series that makes no sense; `offender` names it."""
