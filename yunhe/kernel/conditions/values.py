"""The right side of a comparison: JSON values read as the field's type, exact and in the company's time zone."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from django.utils import timezone

from yunhe.kernel.conditions.fields import DAYS, EMPTY, HOURS, MEMBER, Field, Type

MAX_MEMBERS = 1000
MAX_DAYS = 36_500
MAX_REF = 2**63 - 1


class Span(NamedTuple):
    """What a person means by a time: a whole day [start, end), or one instant (end is None)."""

    start: datetime
    end: datetime | None


@dataclass(frozen=True, slots=True)
class OtherField:
    """Another field of the same row instead of a value."""

    field: Field


def read(field: Field, op: str, value: Any) -> Any:
    """A value, a tuple for `in`, a pair for `between`, a whole number for days and hours, None for `empty`.

    Raises ValueError when `value` is not of the field's type.
    """
    one = READERS[field.type]
    if op in EMPTY:
        if value not in (None, "", True, "1"):
            raise ValueError(value)
        return None
    if op in MEMBER:
        if not isinstance(value, (list, tuple)) or not 0 < len(value) <= MAX_MEMBERS:
            raise ValueError(value)
        return tuple(one(field, v) for v in value)
    if op == "between":
        if not isinstance(value, (list, tuple)) or len(value) != 2:
            raise ValueError(value)
        return one(field, value[0]), one(field, value[1])
    if op in DAYS or op in HOURS:
        return _count(value)
    return one(field, value)


def _text(field: Field, value: Any) -> str:
    if not isinstance(value, str) or "\x00" in value:
        raise ValueError(value)
    return value


def _number(field: Field, value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, (int, float, str, Decimal)):
        raise ValueError(value)
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise ValueError(value) from None
    if not number.is_finite() or abs(number.adjusted()) > 30:
        raise ValueError(value)
    return number


def _date(field: Field, value: Any) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    return date.fromisoformat(_text(field, value))


def _span(field: Field, value: Any) -> Span:
    if isinstance(value, str) and len(value) == 10:
        value = date.fromisoformat(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return Span(_midnight(value), _midnight(value + timedelta(days=1)))
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(_text(field, value))
    aware = moment if timezone.is_aware(moment) else timezone.make_aware(moment, timezone.get_default_timezone())
    return Span(aware, None)


def _flag(field: Field, value: Any) -> bool:
    if value in (True, "true", "1"):
        return True
    if value in (False, "false", "0"):
        return False
    raise ValueError(value)


def _choice(field: Field, value: Any) -> str:
    if not isinstance(value, str) or (field.choices and value not in field.choices):
        raise ValueError(value)
    return _text(field, value)


def _ref(field: Field, value: Any) -> int:
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MAX_REF:
        raise ValueError(value)
    return value


def _count(value: Any) -> int:
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MAX_DAYS:
        raise ValueError(value)
    return value


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone())


READERS: dict[Type, Callable[[Field, Any], Any]] = {
    Type.TEXT: _text,
    Type.NUMBER: _number,
    Type.MONEY: _number,
    Type.QUANTITY: _number,
    Type.DATE: _date,
    Type.MOMENT: _span,
    Type.FLAG: _flag,
    Type.CHOICE: _choice,
    Type.REF: _ref,
}
