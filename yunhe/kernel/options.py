"""The company's settings: each declared once with its default, its sentence and its effect; a choice is a stored row.

Nothing is cached: a command that needs settings reads them once, in its own transaction, so a change holds from the
next command on, in every process.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.commands import command
from yunhe.kernel.events import Event, record
from yunhe.kernel.models import Setting
from yunhe.kernel.outcome import Outcome, Reason

Value = bool | int | Decimal | str


@dataclass(frozen=True)
class Option:
    """A setting `room.name`. Its type is that of `default`: bool, int, Decimal or str; `choices` maps values to labels.

    `sentence` says what is chosen, `effect` what follows from it; both are gettext ids. `least` and `most` bound numbers.
    The values of a `secret` one enter no event.
    """

    name: str
    default: Value
    sentence: str
    effect: str
    choices: Mapping[str, str] = field(default_factory=dict)
    least: int | Decimal | None = None
    most: int | Decimal | None = None
    secret: bool = False

    def read(self, raw: Any) -> Value:
        """A value from JSON or a form. Raises ValueError when it is none of this option's."""
        value = self._typed(raw)
        if self.choices and value not in self.choices:
            raise ValueError(raw)
        if not isinstance(value, (bool, str)):
            too_small = self.least is not None and value < self.least
            if too_small or (self.most is not None and value > self.most):
                raise ValueError(raw)
        return value

    def _typed(self, raw: Any) -> Value:
        if isinstance(self.default, bool):
            if raw is True or raw in ("true", "1", "on"):
                return True
            if raw is False or raw in ("false", "0", "off", ""):
                return False
            raise ValueError(raw)
        if isinstance(raw, bool) or not isinstance(raw, (int, str, Decimal)):
            raise ValueError(raw)
        if isinstance(self.default, int):
            return int(raw)
        if isinstance(self.default, Decimal):
            return _decimal(raw)
        return str(raw)


OPTIONS: dict[str, Option] = {}


def declare(option: Option) -> Option:
    """Make a setting known. Raises ValueError when the name is taken or the default is none of its own values."""
    if option.name in OPTIONS:
        raise ValueError(f"two settings are named {option.name}")
    if option.read(option.default) != option.default:
        raise ValueError(f"the default of {option.name} is not one of its values")
    OPTIONS[option.name] = option
    return option


def chosen(*options: Option) -> dict[str, Any]:
    """The values of these settings by name, as stored or else the default; one query. ValueError when a stored value is
    no longer one of the option's: a release that takes a choice away must change the rows that hold it."""
    rows = Setting.objects.filter(name__in=[option.name for option in options])
    stored = dict(rows.values_list("name", "value"))
    return {
        option.name: option.read(stored[option.name]) if option.name in stored else option.default for option in options
    }


def get(option: Option) -> Any:
    """The value of one setting; one query."""
    return chosen(option)[option.name]


@dataclass(frozen=True, kw_only=True)
class SettingsChanged(Event, subject="company"):
    """The company chose otherwise: `name: before → after` for each setting, the name alone for a secret one."""

    changed: tuple[str, ...]


@command("kernel.change_settings", N_("Change the company's settings"))
def change(values: Mapping[str, Any], *, by: Actor, at: datetime) -> Outcome:
    """Choose values by name; who and when is kept with each. A value like the one that holds changes nothing.

    Refused by name: `unknown_setting`, `wrong_value`.
    """
    outcome = Outcome()
    rows: dict[str, Setting] = {}
    told: list[str] = []
    chosen_before = Setting.objects.filter(name__in=values).order_by("name").select_for_update()
    before = dict(chosen_before.values_list("name", "value"))
    for name, raw in values.items():
        option = OPTIONS.get(name)
        if option is None:
            outcome.refused[name] = Reason("unknown_setting", N_("There is no setting {name}"), {"name": name})
            continue
        try:
            value = _stored(option.read(raw))
        except ValueError:
            outcome.refused[name] = Reason("wrong_value", N_("{name} cannot be {value}"), {"name": name, "value": raw})
            continue
        outcome.done.append(name)
        held = before.get(name, _stored(option.default))
        if held != value:
            rows[name] = Setting(name=name, value=value, changed_by=by.name, changed_at=at)
            told.append(name if option.secret else f"{name}: {held} → {value}")
    _write(rows.values())
    record([SettingsChanged(subject=0, changed=tuple(told))] if told else [], by=by, at=at)
    return outcome


def _write(rows: Iterable[Setting]) -> None:
    Setting.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["value", "changed_by", "changed_at"],
    )


def _stored(value: Value) -> Any:
    return f"{value:f}" if isinstance(value, Decimal) else value


def _decimal(raw: Any) -> Decimal:
    try:
        value = Decimal(str(raw))
    except InvalidOperation:
        raise ValueError(raw) from None
    if not value.is_finite():
        raise ValueError(raw)
    return value
