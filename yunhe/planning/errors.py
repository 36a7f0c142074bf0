"""What every planning module raises on input that no plan can be made from."""


class PlanningError(ValueError):
    """Input that contradicts itself or the world; `offender` names the row, item or node at fault."""

    def __init__(self, message: str, *, offender: str = "") -> None:
        super().__init__(message)
        self.offender = offender
