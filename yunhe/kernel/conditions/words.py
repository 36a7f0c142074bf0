"""A condition said as a sentence in the active language, for chips, rule lists and "why"."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.conditions.fields import Field
from yunhe.kernel.conditions.tree import All, AnyOf, Leaf, Node, Not, Some
from yunhe.kernel.conditions.values import OtherField, Span
from yunhe.kernel.quantity import plain

SENTENCES = {
    "=": N_("{field} is {value}"),
    "!=": N_("{field} is not {value}"),
    "<": N_("{field} is below {value}"),
    "<=": N_("{field} is at most {value}"),
    ">": N_("{field} is above {value}"),
    ">=": N_("{field} is at least {value}"),
    "between": N_("{field} is from {low} to {high}"),
    "in": N_("{field} is one of {value}"),
    "not_in": N_("{field} is none of {value}"),
    "contains": N_("{field} contains {value}"),
    "not_contains": N_("{field} does not contain {value}"),
    "starts_with": N_("{field} starts with {value}"),
    "empty": N_("{field} is empty"),
    "not_empty": N_("{field} is filled in"),
    "older_than_days": N_("{field} is more than {value} days ago"),
    "within_days": N_("{field} is in the last {value} days"),
    "next_days": N_("{field} is in the next {value} days"),
    "older_than_hours": N_("{field} is more than {value} hours ago"),
    "within_hours": N_("{field} is in the last {value} hours"),
    "next_hours": N_("{field} is in the next {value} hours"),
}


def say(node: Node) -> str:
    """The whole condition in words: `Total is at least 500 and (State is new or State is held)`."""
    match node:
        case All(()):
            return gettext("always")
        case All(nodes):
            return gettext(" and ").join(_part(part) for part in nodes)
        case AnyOf(nodes):
            return gettext(" or ").join(_part(part) for part in nodes)
        case Not(part):
            return gettext("not ({condition})").format(condition=say(part))
        case Some(relation, where):
            return gettext("one of {rows}: {condition}").format(rows=relation.said, condition=_part(where))
        case Leaf(field, op, value):
            low, high = value if op == "between" else (None, None)
            return gettext(SENTENCES[op]).format(
                field=field.said, value=_value(field, value), low=_value(field, low), high=_value(field, high)
            )


def _part(node: Node) -> str:
    return f"({say(node)})" if isinstance(node, (All, AnyOf)) and len(node.nodes) > 1 else say(node)


def _value(field: Field, value: Any) -> str:
    if isinstance(value, OtherField):
        return value.field.said
    if isinstance(value, Span):
        start = timezone.localtime(value.start, timezone.get_default_timezone())
        return f"{start:%Y-%m-%d}" if value.end else f"{start:%Y-%m-%d %H:%M}"
    if isinstance(value, tuple):
        return ", ".join(_value(field, one) for one in value)
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if value in field.choices:
        return gettext(field.choices[value])
    if hasattr(value, "as_tuple"):
        return f"{plain(value)} {field.unit}".rstrip()
    return "" if value is None else str(value)
