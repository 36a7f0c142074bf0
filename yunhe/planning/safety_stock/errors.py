"""What the safety-stock rules raise on input that contradicts the world."""

from yunhe.planning.errors import PlanningError


class SafetyStockError(PlanningError):
    """A negative lead time, an empty history, a level outside its range; `offender` names the item or argument."""


def require_positive(**arguments: float) -> None:
    """Raise SafetyStockError naming the first argument that is not above zero."""
    for name, value in arguments.items():
        if not value > 0:
            raise SafetyStockError(f"{name} is {value}; it must be above zero", offender=name)
