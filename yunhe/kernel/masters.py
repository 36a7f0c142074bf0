"""Masters saved from forms by their code: what differs is written at once, and said field by field for an event."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.columns import misfits
from yunhe.kernel.outcome import Outcome, Reason

Changes = dict[int, tuple[str, ...]]  # by id: `field: before → after`


def save_by_code(
    model: type[Model], rows: Sequence[Mapping[str, Any]], *, fields: Sequence[str], new: bool
) -> tuple[Outcome, Changes]:
    """Change rows of a master by `code`, or with `new` make those that are not there; a row gives what it sets of `fields`.

    `made` maps codes to the ids of new rows. Refused by code: `unknown_column`, `wrong_value`, `code_twice`, `no_code`.
    """
    outcome = Outcome()
    kept = _fitting(model, rows, fields, outcome)
    found = model._default_manager.select_for_update().filter(code__in=kept).order_by("pk")
    held = {one.code: one for one in found}
    columns = {field.attname: field for field in model._meta.concrete_fields}
    changes: Changes = {}
    fresh = []
    for code, row in kept.items():
        values = {name: columns[name].to_python(value) for name, value in row.items()}
        if code in held:
            before = {name: getattr(held[code], name) for name in values}
            differs = [name for name in values if before[name] != values[name]]
            for name in differs:
                setattr(held[code], name, values[name])
            if differs:
                changes[held[code].pk] = tuple(f"{name}: {before[name]} → {values[name]}" for name in differs)
        elif new:
            fresh.append((code, model(**values)))
        else:
            outcome.refused[code] = Reason("no_code", N_("There is nothing with the code {code}"), {"code": code})
    model._default_manager.bulk_update([one for one in held.values() if one.pk in changes], list(fields))
    model._default_manager.bulk_create([one for _, one in fresh])
    outcome.made = {code: one.pk for code, one in fresh}
    outcome.done = [code for code in kept if code not in outcome.refused]
    return outcome, {**changes, **{one.pk: ("code: " + code,) for code, one in fresh}}


def _fitting(
    model: type[Model], rows: Sequence[Mapping[str, Any]], fields: Sequence[str], outcome: Outcome
) -> dict[str, Mapping[str, Any]]:
    """The rows that fit the table, by code; the others are refused."""
    wrong = misfits(model, rows, needed=["code"])
    kept: dict[str, Mapping[str, Any]] = {}
    for n, row in enumerate(rows):
        code = str(row.get("code", n))
        strange = sorted(row.keys() - {"code", *fields})
        if n in wrong:
            outcome.refused[code] = wrong[n]
        elif strange:
            outcome.refused[code] = Reason("unknown_column", N_("There is no column {name}"), {"name": strange[0]})
        elif code in kept:
            outcome.refused[code] = Reason("code_twice", N_("{code} is there twice"), {"code": code})
        else:
            kept[code] = row
    return kept
