"""What the page of a noun that comes in is made of: its columns, which of them are typed, and what may be chosen."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from yunhe.kernel.actor import Actor
from yunhe.kernel.conditions import Type
from yunhe.kernel.importing import FileImport, ImportColumn

Choices = Sequence[tuple[str, str]]  # what is stored, and what is shown
FIGURES = (Type.NUMBER, Type.QUANTITY, Type.MONEY)


@dataclass(frozen=True)
class Cell:
    """A column of the grid as the page draws it; `options` make it a choice, `hints` are only offered."""

    name: str
    label: str
    required: bool
    kind: str
    options: Choices = ()
    hints: Choices = ()
    default: str = ""

    @property
    def right(self) -> bool:
        return self.kind == "figure"


@dataclass(frozen=True)
class Incoming:
    """A noun that comes in, typed or from a file: `take` is the import that reads both, `right` what it needs.

    `typed` are the columns of the grid; without any, only files come. `choices` gives by column what may be chosen,
    `hints` what is offered beside free text, `defaults` what a new row says; each is asked once per page. `leads` to
    where what came in is seen, `about` what the page says of itself.
    """

    take: FileImport
    label: str
    icon: str
    right: str
    leads: str
    about: str
    typed: Sequence[str] = ()
    choices: Mapping[str, Callable[[Actor], Choices]] = field(default_factory=dict)
    hints: Mapping[str, Callable[[Actor], Choices]] = field(default_factory=dict)
    defaults: Mapping[str, str | Callable[[datetime], str]] = field(default_factory=dict)
    address: str = ""

    @property
    def noun(self) -> str:
        return self.take.noun

    @property
    def columns(self) -> Sequence[ImportColumn]:
        return self.take.columns

    @property
    def path(self) -> str:
        return self.address or f"/enter/{self.noun}"

    def cells(self, actor: Actor, at: datetime) -> list[Cell]:
        """The columns that are typed, in their order."""
        by_name = {column.name: column for column in self.columns}
        return [self._cell(by_name[name], actor, at) for name in self.typed]

    def fields(self, actor: Actor, at: datetime) -> list[Cell]:
        """All columns, as what may be said once for a whole file."""
        return [self._cell(column, actor, at) for column in self.columns]

    def allows(self, fixed: Mapping[str, str], actor: Actor) -> bool:
        """Whether the actor could choose what a layout says for a whole file."""
        return all(text in dict(self.choices[name](actor)) for name, text in fixed.items() if name in self.choices)

    def _cell(self, column: ImportColumn, actor: Actor, at: datetime) -> Cell:
        default: Any = self.defaults.get(column.name, "")
        options = self.choices[column.name](actor) if column.name in self.choices else _stated(column)
        hints = self.hints[column.name](actor) if column.name in self.hints else ()
        said = default(at) if callable(default) else default
        return Cell(column.name, column.label, column.required, _kind(column), options, hints, said or _only(options))


def _stated(column: ImportColumn) -> Choices:
    return [(value, gettext(label)) for value, label in column.choices.items()]


def _only(options: Choices) -> str:
    """Where there is nothing to choose, it is chosen."""
    return options[0][0] if len(options) == 1 else ""


def _kind(column: ImportColumn) -> str:
    if column.type == Type.DATE:
        return "date"
    return "figure" if column.type in FIGURES else "text"
