"""What a file held: good rows, bad rows with their problems, and nothing lost between them."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from yunhe.kernel.outcome import Reason


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one cell, or with the row as such (`field` is ""). `label` is the header as the file says it."""

    field: str
    label: str
    value: str
    reason: Reason

    def stored(self) -> dict[str, Any]:
        return {"field": self.field, "label": self.label, "value": self.value, "reason": self.reason.stored()}


@dataclass(frozen=True, slots=True)
class GoodRow:
    """`number` is the row as Excel counts it, `values` the typed values by column name (None where empty)."""

    number: int
    values: Mapping[str, Any]
    cells: tuple[str, ...]


def stated(row: GoodRow, *, whole: Iterable[str] = ()) -> dict[str, Any]:
    """What a row says, by column name, without its empty cells; the columns in `whole` as int."""
    said = {name: value for name, value in row.values.items() if value not in (None, "")}
    return said | {name: int(said[name]) for name in whole if name in said}


@dataclass(frozen=True, slots=True)
class BadRow:
    number: int
    cells: tuple[str, ...]
    problems: tuple[Problem, ...]


@dataclass(slots=True)
class Rows:
    """`unknown` are headers that mean no column, `where` says by field where its column stands; `known` are the numbers of
    the rows whose document was there before. good + bad + blank = all rows below the header."""

    file_name: str
    digest: str
    header: tuple[str, ...]
    unknown: tuple[str, ...] = ()
    where: Mapping[str, int] = field(default_factory=dict)
    known: set[int] = field(default_factory=set)
    good: list[GoodRow] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)
    blank: int = 0

    @property
    def count(self) -> int:
        """The rows that say something."""
        return len(self.good) + len(self.bad)

    def said(self, name: str) -> list[Any]:
        """What the good rows say in a column."""
        return [row.values[name] for row in self.good]

    def know(self, name: str, there: Container[Any]) -> None:
        """Note the good rows whose value of a column is there already."""
        self.known |= {row.number for row in self.good if row.values[name] in there}

    def refuse(self, reasons: Mapping[int, Reason], column: str = "") -> None:
        """Turn good rows into bad ones, by row number: what a command refused joins what could not be read."""
        self.reject({number: (Problem(column, column, "", reason),) for number, reason in reasons.items()})

    def reject(self, problems: Mapping[int, Sequence[Problem]]) -> None:
        """Turn good rows into bad ones, by row number, with what is wrong with their cells."""
        rejected = [row for row in self.good if row.number in problems]
        self.good = [row for row in self.good if row.number not in problems]
        self.bad += [BadRow(row.number, row.cells, tuple(problems[row.number])) for row in rejected]
        self.bad.sort(key=lambda row: row.number)

    def errors(self) -> list[dict[str, Any]]:
        """The bad rows as JSON, with their cells, so that they can be given back at any time."""
        return [
            {"row": row.number, "cells": self._named(row.cells), "problems": [one.stored() for one in row.problems]}
            for row in self.bad
        ]

    def _named(self, cells: Iterable[str]) -> list[list[str]]:
        texts = list(cells)
        width = max(len(self.header), len(texts))
        header = [*self.header, *[""] * (width - len(self.header))]
        return [[name, text] for name, text in zip(header, [*texts, *[""] * (width - len(texts))], strict=True)]
