"""The bar of a list: its filters with their present values, and what the condition builder is told."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.conditions import Field, Relation, Type
from yunhe.kernel.listing import Page

OPERATORS = {
    "=": N_("is"),
    "!=": N_("is not"),
    "<": N_("is below"),
    "<=": N_("is at most"),
    ">": N_("is above"),
    ">=": N_("is at least"),
    "between": N_("is between"),
    "in": N_("is one of"),
    "not_in": N_("is none of"),
    "contains": N_("contains"),
    "not_contains": N_("does not contain"),
    "starts_with": N_("starts with"),
    "empty": N_("is empty"),
    "not_empty": N_("is filled in"),
    "older_than_days": N_("is more days ago than"),
    "within_days": N_("is in the last days"),
    "next_days": N_("is in the next days"),
    "older_than_hours": N_("is more hours ago than"),
    "within_hours": N_("is in the last hours"),
    "next_hours": N_("is in the next hours"),
}


def filter_inputs(found: Page) -> list[dict[str, Any]]:
    """The inputs of the filter bar with their present values: one or two (from, to) per field."""
    set_now = {(one.field, one.op): one.values for one in found.state.filters}
    return [
        {
            "field": field,
            "inputs": [
                {
                    "name": f"f.{field.name}.{in_url}",
                    "value": next(iter(set_now.get((field.name, op), ("",))), ""),
                    "op": op,
                }
                for op, in_url in _operators(field)
            ],
            "choices": choices(field),
        }
        for field in found.filters
    ]


def hidden(found: Page, *without: str) -> list[tuple[str, str]]:
    """The state as hidden inputs, without what a form sets itself: `q`, `columns`, `where`, or the filters shown (`f`)."""
    shown = {one["name"] for group in filter_inputs(found) for one in group["inputs"]} if "f" in without else set()
    pairs = parse_qsl(found.state.but().query())
    return [(name, value) for name, value in pairs if name not in without and name not in shown]


def builder(found: Page) -> dict[str, Any]:
    """Fields (those of rows of their own as `lines.sku`) and the tree that the list is filtered by now."""
    return builder_of(found.terms, found.state.where)


def builder_of(terms: Iterable[Field | Relation], where: Any) -> dict[str, Any]:
    """The same for any vocabulary and any condition."""
    words = {
        "all": gettext("All of these hold"),
        "any": gettext("One of these holds"),
        "add": gettext("Add a condition"),
        "group": gettext("Add a group"),
        "remove": gettext("Remove"),
        "field": gettext("Field"),
        "operator": gettext("Operator"),
        "value": gettext("Value"),
        "and": gettext("and"),
    }
    operators = {op: gettext(label) for op, label in OPERATORS.items()}
    return {"fields": list(_fields(terms, operators)), "where": where, "words": words}


def _fields(terms: Iterable[Field | Relation], operators: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for term in terms:
        if isinstance(term, Relation):
            for inner in term.fields:
                if isinstance(inner, Field) and inner.type != Type.REF:
                    yield _field(inner, f"{term.name}.{inner.name}", f"{term.said}: {inner.said}", operators)
        elif term.type != Type.REF:
            yield _field(term, term.name, term.said, operators)


def _field(field: Field, name: str, label: str, operators: Mapping[str, str]) -> dict[str, Any]:
    return {
        "name": name,
        "label": label,
        "type": field.type.value,
        "ops": [[op, operators[op]] for op in field.operators],
        "choices": choices(field),
    }


def choices(field: Field) -> list[tuple[str, str]]:
    """What a field may be, with words; empty for a field that takes any value."""
    if field.type == Type.FLAG:
        return [("1", gettext("yes")), ("0", gettext("no"))]
    return [(value, gettext(label)) for value, label in field.choices.items()]


def _operators(field: Field) -> list[tuple[str, str]]:
    match field.type:
        case Type.TEXT:
            return [("contains", "contains")]
        case Type.CHOICE | Type.FLAG:
            return [("=", "eq")]
        case _:
            return [(">=", "ge"), ("<=", "le")]
