"""Custom fields: one definition is a column, a filter, a column of a file, a field of a form and a check of the value.

Values lie in the document's `custom` column, by code: texts, choices and dates (ISO) as strings, numbers as exact
decimal strings, flags as true and false. An empty field is absent.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.commands import command
from yunhe.kernel.conditions import Field, Type
from yunhe.kernel.importing.cells import CellError, read_cell
from yunhe.kernel.importing.columns import ImportColumn
from yunhe.kernel.models import FieldDef
from yunhe.kernel.outcome import Outcome, Reason
from yunhe.kernel.quantity import plain

TYPES = {
    FieldDef.Type.TEXT: Type.TEXT,
    FieldDef.Type.NUMBER: Type.NUMBER,
    FieldDef.Type.DATE: Type.DATE,
    FieldDef.Type.FLAG: Type.FLAG,
    FieldDef.Type.CHOICE: Type.CHOICE,
}
CODE_SIGNS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_")


@dataclass(frozen=True, slots=True)
class FormField:
    """One input of a form: its name in the request, its label said, and what may be filled in."""

    name: str
    label: str
    type: Type
    choices: tuple[str, ...]
    required: bool


def definitions(kind: str) -> list[FieldDef]:
    """The custom fields of a kind of document in their order; one query."""
    return list(FieldDef.objects.filter(subject_kind=kind).order_by("place", "pk"))


def terms(defs: Iterable[FieldDef], column: str = "custom") -> list[Field]:
    """The fields for conditions and lists: `custom.CODE`, read from the JSON `column` (a path may lead to it)."""
    return [
        Field(
            f"custom.{one.code}",
            label_of(one),
            TYPES[FieldDef.Type(one.type)],
            json=(column, one.code),
            choices={choice: choice for choice in one.choices},
        )
        for one in defs
    ]


def import_columns(defs: Iterable[FieldDef]) -> list[ImportColumn]:
    """The columns of a file that fill these fields; every language's label is understood as a header."""
    return [
        ImportColumn(
            f"custom.{one.code}",
            label_of(one),
            TYPES[FieldDef.Type(one.type)],
            required=one.required,
            synonyms=tuple(one.label.values()),
            choices={choice: choice for choice in one.choices},
            max_length=2000,
        )
        for one in defs
    ]


def form_fields(defs: Iterable[FieldDef]) -> list[FormField]:
    """The inputs of a form."""
    return [
        FormField(f"custom.{one.code}", label_of(one), TYPES[FieldDef.Type(one.type)], tuple(one.choices), one.required)
        for one in defs
    ]


def check(defs: Iterable[FieldDef], values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Reason]]:
    """The values by code as they are stored, and what is wrong with the others. An unknown code is wrong, too."""
    stored: dict[str, Any] = {}
    wrong: dict[str, Reason] = {}
    known = {column.name.removeprefix("custom."): column for column in import_columns(defs)}
    for code, column in known.items():
        try:
            value = read_cell(column, values.get(code))
        except CellError as error:
            wrong[code] = error.reason
            continue
        if value is not None:
            stored[code] = _stored(value)
    for code in values.keys() - known.keys():
        wrong[code] = Reason("unknown_field", N_("There is no field {field}"), {"field": code})
    return stored, wrong


def label_of(one: FieldDef) -> str:
    """The label in the active language, else in English, else in any, else the code."""
    said: Mapping[str, str] = one.label
    return said.get(get_language() or "en") or said.get("en") or next(filter(None, said.values()), one.code)


@command("kernel.define_fields", N_("Define custom fields"))
def define_fields(kind: str, fields: Sequence[FieldDef], *, by: Actor) -> Outcome:
    """Add fields to a kind of document, or change those whose code exists. A field keeps the type it was born with.

    Refused by code: `wrong_code` (small letters, digits, _), `type_is_fixed`, `choices_needed`.
    """
    born = {one.code: one for one in definitions(kind)}
    outcome = Outcome()
    for one in fields:
        if reason := _what_is_wrong(one, born.get(one.code)):
            outcome.refused[one.code] = reason
        else:
            one.subject_kind = kind
            outcome.done.append(one.code)
    changed = ["label", "choices", "required", "in_list", "in_filter", "in_print", "place"]
    FieldDef.objects.bulk_create(
        [one for one in fields if one.code in outcome.done],
        update_conflicts=True,
        unique_fields=["subject_kind", "code"],
        update_fields=changed,
    )
    return outcome


def _what_is_wrong(one: FieldDef, born: FieldDef | None) -> Reason | None:
    if not one.code or not set(one.code) <= CODE_SIGNS:
        return Reason("wrong_code", N_("A code has small letters, digits and _ only"))
    if born and born.type != one.type:
        return Reason("type_is_fixed", N_("{field} keeps its type {type}"), {"field": one.code, "type": born.type})
    if one.type == FieldDef.Type.CHOICE and not one.choices:
        return Reason("choices_needed", N_("A choice needs something to choose from"))
    return None


def _stored(value: Any) -> Any:
    if isinstance(value, Decimal):
        return plain(value)
    return value.isoformat() if isinstance(value, date) else value
