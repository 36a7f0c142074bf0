"""What is wrong with a condition, and where in the tree."""

from collections.abc import Iterable

from yunhe.kernel.outcome import Reason, RefusalError

Path = tuple[str | int, ...]


class ConditionError(RefusalError):
    """`path` leads to the wrong part of the tree; `field` and `allowed` (operators or values) say what would be right."""

    def __init__(self, path: Path, code: str, text: str, *, field: str = "", allowed: Iterable[str] = ()) -> None:
        self.path, self.field, self.allowed = path, field, tuple(allowed)
        where = ".".join(str(step) for step in path) or "."
        super().__init__(Reason(code, text, {"path": where, "field": field, "allowed": list(self.allowed)}))
