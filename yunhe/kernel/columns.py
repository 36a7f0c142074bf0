"""Rows given as column values (masters that come from files, forms and programs): which fit their table."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.outcome import Reason


def misfits(model: type[Model], rows: Sequence[Mapping[str, Any]], needed: Sequence[str] = ()) -> dict[int, Reason]:
    """Why rows are none of this table, by number: a column that it has not (or gives itself), a value of another type, or
    a `needed` column that is missing. A reference is a document, or under `column_id` its id."""
    found = {n: _misfit(model, row, needed) for n, row in enumerate(rows)}
    return {n: reason for n, reason in found.items() if reason}


def _misfit(model: type[Model], row: Mapping[str, Any], needed: Sequence[str]) -> Reason | None:
    values = {field.attname: field for field in model._meta.concrete_fields if not field.primary_key}
    documents = {field.name for field in values.values() if field.is_relation}
    for name in needed:
        if name not in row:
            return Reason("no_column", N_("{name} is missing"), {"name": name})
    for name, value in row.items():
        if name in documents and isinstance(value, Model):
            continue
        if name not in values:
            return Reason("unknown_column", N_("There is no column {name}"), {"name": name})
        try:
            values[name].clean(value, None) if not values[name].is_relation else values[name].to_python(value)
        except (ValidationError, TypeError):
            return Reason("wrong_value", N_("{name}: This value cannot be used"), {"name": name})
    return None
