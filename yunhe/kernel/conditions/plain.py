"""The same conditions judged in plain Python: the reference that the SQL is tested against, and for single rows."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from yunhe.kernel.conditions.fields import Field, Type
from yunhe.kernel.conditions.tree import All, AnyOf, Leaf, Node, Not, Some
from yunhe.kernel.conditions.values import OtherField, Span


def holds(node: Node, row: Mapping[str, Any], *, at: datetime) -> bool:
    """Whether a condition holds for one row: values by field name, rows of a relation as a list under its name."""
    match node:
        case All(nodes):
            return all(holds(part, row, at=at) for part in nodes)
        case AnyOf(nodes):
            return any(holds(part, row, at=at) for part in nodes)
        case Not(part):
            return not holds(part, row, at=at)
        case Some(relation, where):
            return any(holds(where, inner, at=at) for inner in row.get(relation.name, ()))
        case Leaf(field, op, value):
            other = row.get(value.field.name) if isinstance(value, OtherField) else value
            return _leaf(field, row.get(field.name), op, other, at)


def _leaf(field: Field, x: Any, op: str, value: Any, at: datetime) -> bool:
    match op:
        case "!=":
            return not _leaf(field, x, "=", value, at)
        case "not_in":
            return not _leaf(field, x, "in", value, at)
        case "not_contains":
            return not _leaf(field, x, "contains", value, at)
        case "empty":
            return x is None or x == ""
        case "not_empty":
            return x is not None and x != ""
    if x is None or value is None:
        return False
    match op:
        case "in":
            return x in value
        case "contains":
            return value.upper() in x.upper()
        case "starts_with":
            return x.upper().startswith(value.upper())
        case "between":
            return _first(value[0]) <= x and _not_after(x, value[1])
        case "=":
            return _first(value) <= x and _not_after(x, value) if isinstance(value, Span) else x == value
        case "<":
            return x < _first(value)
        case ">=":
            return x >= _first(value)
        case "<=":
            return _not_after(x, value)
        case ">":
            return not _not_after(x, value)
    return _relative(field, x, op, value, at)


def _first(value: Any) -> Any:
    return value.start if isinstance(value, Span) else value


def _not_after(x: Any, value: Any) -> bool:
    """Whether `x` lies not behind the value, or not behind the day that it stands for."""
    if isinstance(value, Span):
        return x < value.end if value.end is not None else x <= value.start
    return x <= value


def _relative(field: Field, x: Any, op: str, count: int, at: datetime) -> bool:
    way, _, unit = op.rpartition("_")
    now = at if field.type == Type.MOMENT else timezone.localdate(at, timezone.get_default_timezone())
    step = timedelta(days=count) if unit == "days" else timedelta(hours=count)
    if way == "older_than":
        return x < now - step
    return now - step <= x <= now if way == "within" else now <= x <= now + step
