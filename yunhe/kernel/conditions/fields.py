"""Fields that a condition, a list, an export or an import may speak of: name, label, type, and where the value lies."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext


class Type(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    QUANTITY = "quantity"
    DATE = "date"
    MOMENT = "moment"  # a date with a time
    FLAG = "flag"
    CHOICE = "choice"
    REF = "ref"  # the id of another row


EQUAL = ("=", "!=")
ORDERED = (*EQUAL, "<", "<=", ">", ">=", "between")
MEMBER = ("in", "not_in")
EMPTY = ("empty", "not_empty")
DAYS = ("older_than_days", "within_days", "next_days")
HOURS = ("older_than_hours", "within_hours", "next_hours")
NUMERIC = (*ORDERED, *MEMBER, *EMPTY)
NUMBERS = frozenset({Type.NUMBER, Type.MONEY, Type.QUANTITY})

OPERATORS: dict[Type, tuple[str, ...]] = {
    Type.TEXT: (*EQUAL, *MEMBER, "contains", "not_contains", "starts_with", *EMPTY),
    Type.NUMBER: NUMERIC,
    Type.MONEY: NUMERIC,
    Type.QUANTITY: NUMERIC,
    Type.DATE: (*ORDERED, *EMPTY, *DAYS),
    Type.MOMENT: (*ORDERED, *EMPTY, *DAYS, *HOURS),
    Type.FLAG: EQUAL,
    Type.CHOICE: (*EQUAL, *MEMBER, *EMPTY),
    Type.REF: (*EQUAL, *MEMBER, *EMPTY),
}


@dataclass(frozen=True)
class Field:
    """One value of a row. It lies at `path` (default: its name), in an `expression`, or in `json` = (column, key).

    `label` is a gettext id. `right` is the right needed to see the field; without it the field does not exist.
    `unit` is the fixed currency or unit of its figures; `unit_from` names the field of the same row that holds it.
    """

    name: str
    label: str
    type: Type
    path: str = ""
    expression: Any = None
    json: tuple[str, str] | None = None
    choices: Mapping[str, str] = field(default_factory=dict)
    unit: str = ""
    unit_from: str = ""
    right: str = ""

    @property
    def said(self) -> str:
        """The label in the active language."""
        return gettext(self.label)

    @property
    def operators(self) -> tuple[str, ...]:
        return OPERATORS[self.type]


@dataclass(frozen=True)
class Relation:
    """Many rows that belong to one: the rows of `model` whose columns `on` equal the outer ones ({"order_id": "pk"})."""

    name: str
    label: str
    model: type[Model]
    on: Mapping[str, str]
    fields: "tuple[Field | Relation, ...]"
    right: str = ""

    @property
    def said(self) -> str:
        return gettext(self.label)
