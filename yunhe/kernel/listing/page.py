"""A page of a list as templates and the API read it: heads, rows of typed cells, tabs with counts, totals, chips."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from yunhe.kernel.conditions import Field, Relation, Type
from yunhe.kernel.conditions.fields import NUMBERS
from yunhe.kernel.listing.state import State
from yunhe.kernel.quantity import plain


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head. `sorted` is "", "up" or "down"; `url` sorts by it, the other way when it is sorted already."""

    name: str
    label: str
    type: Type
    width: int
    sorted: str
    url: str

    @property
    def right_aligned(self) -> bool:
        return self.type in NUMBERS


@dataclass(frozen=True, slots=True)
class Cell:
    """A value with its type, its text in the active language, and its unit or currency where it has one."""

    value: Any
    text: str
    unit: str = ""

    @property
    def json(self) -> Any:
        """For machines: exact decimals as strings, moments in UTC."""
        if isinstance(self.value, Decimal):
            return f"{self.value:f}"
        if isinstance(self.value, datetime):
            return self.value.astimezone(UTC).isoformat()
        return self.value.isoformat() if isinstance(self.value, date) else self.value


@dataclass(frozen=True, slots=True)
class Row:
    id: int
    cells: Mapping[str, Cell]

    def __getitem__(self, name: str) -> Cell:
        return self.cells[name]


@dataclass(frozen=True, slots=True)
class TabCount:
    """`count` is exact up to CAP; `capped` says that there are more."""

    name: str
    label: str
    count: int
    capped: bool
    active: bool
    url: str


@dataclass(frozen=True, slots=True)
class Chip:
    """An active filter in words, and the URL of the list without it."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A column that may be shown."""

    name: str
    label: str
    shown: bool


@dataclass(frozen=True, slots=True)
class Page:
    """`totals` = per column one sum per unit; None where the list is too long to be summed while someone waits.

    `columns` are all that may be chosen, those shown first; `terms` is what the condition builder may speak of.
    """

    state: State
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    tabs: tuple[TabCount, ...]
    chips: tuple[Chip, ...]
    filters: tuple[Field, ...]
    columns: tuple[Choice, ...]
    terms: tuple[Field | Relation, ...]
    count: int
    capped: bool
    totals: Mapping[str, tuple[Cell, ...]] | None
    next_url: str
    previous_url: str

    def url(self, **changes: Any) -> str:
        """The query string of this list with changes, at its first page."""
        return self.state.but(**changes).query()

    def json(self) -> dict[str, Any]:
        """The rows for the API: {rows, count, capped, next, previous}; next and previous are query strings or empty."""
        rows = [{"id": row.id} | {name: cell.json for name, cell in row.cells.items()} for row in self.rows]
        around = {"next": self.next_url, "previous": self.previous_url}
        return {"rows": rows, "count": self.count, "capped": self.capped, **around}


def cell(field: Field, value: Any, unit: str = "") -> Cell:
    """A value as it is shown: amounts with two decimals and separators, quantities without trailing zeros."""
    return Cell(value, text_of(field, value), unit or field.unit)


def text_of(field: Field, value: Any) -> str:
    """A value in the active language and the company's time zone; empty for None."""
    if value is None:
        return ""
    match field.type:
        case Type.MONEY:
            return f"{value:,.2f}"
        case Type.QUANTITY | Type.NUMBER:
            return plain(Decimal(value))
        case Type.MOMENT:
            return f"{timezone.localtime(value, timezone.get_default_timezone()):%Y-%m-%d %H:%M}"
        case Type.FLAG:
            return gettext("yes") if value else gettext("no")
        case Type.CHOICE:
            return gettext(field.choices[value]) if value in field.choices else str(value)
    return str(value)
