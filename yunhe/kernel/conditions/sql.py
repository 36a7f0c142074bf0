"""From a checked condition to a Django Q. Negation is pushed down to the leaves, where SQL's NULL is made false."""

from datetime import datetime, timedelta
from functools import reduce
from typing import Any

from django.db.models import BooleanField, DateField, DecimalField, Exists, F, OuterRef, Q, Value
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.db.models.lookups import (
    Exact,
    GreaterThan,
    GreaterThanOrEqual,
    IContains,
    In,
    IsNull,
    IStartsWith,
    LessThan,
    LessThanOrEqual,
)
from django.utils import timezone

from yunhe.kernel.conditions.fields import NUMBERS, Field, Type
from yunhe.kernel.conditions.tree import All, AnyOf, Leaf, Node, Not, Some
from yunhe.kernel.conditions.values import OtherField, Span

OPPOSITE = {"!=": "=", "not_in": "in", "not_contains": "contains", "not_empty": "empty"}
COMPARE = {"=": Exact, "<": LessThan, "<=": LessThanOrEqual, ">": GreaterThan, ">=": GreaterThanOrEqual}


def to_q(node: Node, *, at: datetime) -> Q:
    """A Q over the vocabulary's model; `at` is the moment that "older than 3 days" counts from.

    Joins to-one paths only; to-many relations become correlated EXISTS, so rows never multiply. The Q may also stand
    in When(…), alone or negated.
    """
    return _q(node, at, True)


def column(field: Field) -> Any:
    """Where a field's value lies, as a Django expression of the field's type."""
    if field.json:
        text = KeyTextTransform(field.json[1], field.json[0])
        return Cast(text, JSON_TYPES[field.type]) if field.type in JSON_TYPES else text
    return field.expression if field.expression is not None else F(field.path or field.name)


def _q(node: Node, at: datetime, wanted: bool) -> Q:
    match node:
        case Not(part):
            return _q(part, at, not wanted)
        case Some(relation, where):
            outer = {inner: OuterRef(name) for inner, name in relation.on.items()}
            found = Q(Exists(relation.model._base_manager.filter(_q(where, at, True), **outer)))
            return found if wanted else ~found
        case All(nodes) | AnyOf(nodes):
            parts = [_q(part, at, wanted) for part in nodes]
            together = isinstance(node, All) == wanted
            return reduce(lambda a, b: a & b if together else a | b, parts) if parts else _constant(wanted)
        case Leaf():
            return _leaf(node, at, wanted)


def _constant(truth: bool) -> Q:
    return Q(Value(truth, output_field=BooleanField()))


def _leaf(leaf: Leaf, at: datetime, wanted: bool) -> Q:
    op = OPPOSITE.get(leaf.op, leaf.op)
    wanted = wanted == (op == leaf.op)
    x = column(leaf.field)
    if op == "empty":
        empty = Q(IsNull(x, True)) | Q(Exact(x, Value(""))) if _has_blank(leaf.field) else Q(IsNull(x, True))
        return empty if wanted else ~empty
    if wanted and op == "=" and (document := _json_equal(leaf)):
        return document
    test = _test(leaf.field, x, op, leaf.value, at)
    if wanted:
        return test
    unknown = Q(IsNull(x, True))
    if isinstance(leaf.value, OtherField):
        unknown |= Q(IsNull(column(leaf.value.field), True))
    return unknown | ~test


def _has_blank(field: Field) -> bool:
    return field.type in (Type.TEXT, Type.CHOICE)


def _json_equal(leaf: Leaf) -> Q | None:
    """Equality inside a JSON document as containment, which its GIN index answers."""
    if not leaf.field.json or leaf.field.type not in (Type.TEXT, Type.CHOICE) or isinstance(leaf.value, OtherField):
        return None
    document, key = leaf.field.json
    return Q(**{f"{document}__contains": {key: leaf.value}})


def _test(field: Field, x: Combinable, op: str, value: Any, at: datetime) -> Q:
    """True or false where `x` is not NULL."""
    if isinstance(value, OtherField):
        return Q(COMPARE[op](x, column(value.field)))
    if op == "in":
        return Q(In(x, [Value(v) for v in value]))
    if op == "contains":
        return Q(IContains(x, Value(value)))
    if op == "starts_with":
        return Q(IStartsWith(x, Value(value)))
    if op == "between":
        return _compare(x, ">=", value[0]) & _compare(x, "<=", value[1])
    if op in COMPARE:
        return _compare(x, op, value)
    return _relative(field, x, op, value, at)


def _compare(x: Combinable, op: str, value: Any) -> Q:
    if not isinstance(value, Span):
        return Q(COMPARE[op](x, Value(value)))
    start, end = value
    if end is None:
        return Q(COMPARE[op](x, Value(start)))
    if op == "=":
        return Q(GreaterThanOrEqual(x, Value(start))) & Q(LessThan(x, Value(end)))
    after, before = Q(GreaterThanOrEqual(x, Value(end))), Q(LessThan(x, Value(start)))
    return {">": after, "<": before, ">=": Q(GreaterThanOrEqual(x, Value(start))), "<=": Q(LessThan(x, Value(end)))}[op]


def _relative(field: Field, x: Combinable, op: str, count: int, at: datetime) -> Q:
    way, _, unit = op.rpartition("_")
    step = timedelta(**{unit: count})
    now: Any = at if field.type == Type.MOMENT else timezone.localdate(at, timezone.get_default_timezone())
    if way == "older_than":
        return Q(LessThan(x, Value(now - step)))
    low, high = (now - step, now) if way == "within" else (now, now + step)
    return Q(GreaterThanOrEqual(x, Value(low))) & Q(LessThanOrEqual(x, Value(high)))


JSON_TYPES: dict[Type, Any] = {
    **{kind: DecimalField(max_digits=40, decimal_places=10) for kind in NUMBERS},
    Type.DATE: DateField(),
    Type.FLAG: BooleanField(),
}
