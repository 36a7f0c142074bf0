"""Paging by key: a page begins behind the last row of the one before it, however deep, whatever was added meanwhile."""

import base64
import binascii
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import BooleanField, Model, OrderBy, Q, Value
from django.db.models.lookups import Exact, GreaterThan, GreaterThanOrEqual, IsNull, LessThan, LessThanOrEqual
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.conditions import Field, Type, column
from yunhe.kernel.conditions.values import Span, read
from yunhe.kernel.outcome import Reason, RefusalError

KEY = Field("pk", "", Type.REF, path="pk")
NEVER = Q(Value(False, output_field=BooleanField()))


@dataclass(frozen=True, slots=True)
class Sort:
    """One key of an order. Empty values come last in either direction."""

    field: Field
    falling: bool
    nullable: bool

    def order(self, *, backwards: bool) -> OrderBy:
        last = self.nullable or None
        falling = self.falling != backwards
        nulls = {"nulls_first": last} if backwards else {"nulls_last": last}
        return OrderBy(column(self.field), descending=falling, **nulls)


@dataclass(frozen=True, slots=True)
class Place:
    """Between two rows: behind (or, backwards, before) the row with these values of the sort keys."""

    values: tuple[Any, ...]
    backwards: bool


def sorts_of(model: type[Model], fields: Iterable[tuple[Field, bool]]) -> list[Sort]:
    """The keys of an order with the primary key as the last one, which falls as the first key falls."""
    keys = [Sort(field, falling, _nullable(model, field)) for field, falling in fields]
    return [*keys, Sort(KEY, keys[0].falling if keys else True, False)]


def beyond(sorts: Sequence[Sort], place: Place) -> Q:
    """The rows that come after a place in these sorts, in the direction of the place."""
    ways, equal = [], Q()
    for sort, value in zip(sorts, place.values, strict=True):
        ways.append(equal & _strictly(sort, value, backwards=place.backwards))
        equal &= Q(IsNull(column(sort.field), True) if value is None else Exact(column(sort.field), Value(value)))
    return _bound(sorts[0], place) & reduce(or_, ways)


def write_place(sorts: Sequence[Sort], place: Place) -> str:
    """A place as text for a URL; it is valid for these sorts only."""
    content = [_name(sorts), place.backwards, [_plain(value) for value in place.values]]
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


def read_place(sorts: Sequence[Sort], text: str) -> Place:
    """From `write_place`. RefusalError `wrong_place` when the text is damaged or belongs to another order."""
    try:
        name, backwards, values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if name != _name(sorts) or len(values) != len(sorts):
            raise ValueError(name)
        return Place(
            tuple(_typed(sort.field, value) for sort, value in zip(sorts, values, strict=True)), bool(backwards)
        )
    except (ValueError, TypeError, binascii.Error):
        raise RefusalError(
            Reason("wrong_place", N_("This page of the list no longer exists; start at the first"))
        ) from None


def _strictly(sort: Sort, value: Any, *, backwards: bool) -> Q:
    x = column(sort.field)
    if value is None:
        return Q(IsNull(x, False)) if backwards else NEVER
    compare = LessThan if sort.falling != backwards else GreaterThan
    behind = Q(compare(x, Value(value)))
    return behind | Q(IsNull(x, True)) if sort.nullable and not backwards else behind


def _bound(sort: Sort, place: Place) -> Q:
    """Says of the first key alone what follows anyway, so that its index is entered at the right place."""
    if sort.nullable:
        return Q()
    compare = LessThanOrEqual if sort.falling != place.backwards else GreaterThanOrEqual
    return Q(compare(column(sort.field), Value(place.values[0])))


def _nullable(model: type[Model], field: Field) -> bool:
    if field.json or field.expression is not None:
        return True
    current: Any = model
    for part in (field.path or field.name).split("__"):
        try:
            found = current._meta.pk if part == "pk" else current._meta.get_field(part)
        except FieldDoesNotExist:
            return True  # an annotation of the queryset
        if found.null:
            return True
        current = found.related_model
    return False


def _name(sorts: Sequence[Sort]) -> str:
    return ",".join(("-" if sort.falling else "") + sort.field.name for sort in sorts)


def _plain(value: Any) -> Any:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _typed(field: Field, value: Any) -> Any:
    if value is None:
        return None
    if field.type in (Type.TEXT, Type.CHOICE):
        return str(value)
    typed = read(field, "=", value)
    return typed.start if isinstance(typed, Span) else typed
