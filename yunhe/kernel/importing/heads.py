"""The head of a file that somebody else made: where it stands, what its columns are called, and how it is known again."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Any

from yunhe.kernel.importing.cells import text_of
from yunhe.kernel.importing.columns import ImportColumn, is_reason, plain, positions
from yunhe.kernel.importing.sheet import HEAD_ROWS, LIMITS, Limits, Table, tables

SAMPLES = 3
TOP = 60
SURE = 2  # so many known columns make a head; a single one may be a word in a title
FIGURE = frozenset("0123456789.,:/-+%¥￥$年月日 ")


@dataclass(frozen=True, slots=True)
class Layout:
    """Which column of a file is which field: `columns` gives by field the key of its column (`keys_of`), `fixed` what
    stands in a field wherever the file says nothing."""

    columns: Mapping[str, str]
    fixed: Mapping[str, str] = field(default_factory=dict)

    def stored(self) -> dict[str, Any]:
        return {"columns": dict(self.columns), "fixed": dict(self.fixed)}

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "Layout":
        return cls(stored["columns"], stored["fixed"])

    def places(self, header: Sequence[str]) -> dict[str, int]:
        """Where each field's column stands in a header row; a column that is not there is left out."""
        where = {key: place for place, key in enumerate(keys_of(header)) if key}
        return {name: where[key] for name, key in self.columns.items() if key in where}


@dataclass(frozen=True, slots=True)
class FileColumn:
    """A column of a file: its key, what its head says, and its first values."""

    key: str
    text: str
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """`row` is counted as Excel does; `guess` gives by field the key of the column that it probably is; `fingerprint` tells two
    files of one kind: it stays when columns change places. `rows` are those below the head, `tops` the first rows of the
    file in short, among which a person finds the head."""

    row: int
    columns: tuple[FileColumn, ...]
    guess: Mapping[str, str]
    fingerprint: str
    rows: int
    tops: tuple[str, ...]

    def has(self, layout: Layout) -> bool:
        """Whether every column that a layout names is there."""
        return set(layout.columns.values()) <= {column.key for column in self.columns}


def look(file: IO[bytes], columns: Sequence[ImportColumn], *, row: int | None = None, limits: Limits = LIMITS) -> Head:
    """The head of a file: the row of the first twenty that knows most columns, of unknown ones the one with most words;
    or the one that a person names. RefusalError as `sheet.tables` says."""
    content = file.read(limits.file_bytes + 1)
    table = tables(content, limits, lambda top: max((_headiness(line, columns) for line in top), default=(0, 0)))
    place = row - 1 if row and row <= min(len(table), HEAD_ROWS) else _place(table, columns)
    header = [text_of(cell) for cell in table[place]] if table else []
    below = table[place + 1 :]
    keys = keys_of(header)
    known = positions(header, columns)
    return Head(
        place + 1,
        tuple(
            FileColumn(key, header[n], _samples(below, n))
            for n, key in enumerate(keys)
            if key and _used(below, n, header)
        ),
        {name: keys[n] for name, n in known.items() if keys[n]},
        hashlib.sha256("\n".join(sorted(key for key in keys if key)).encode()).hexdigest(),
        sum(any(text_of(cell) for cell in line) for line in below),
        tuple(" · ".join(filter(None, map(text_of, line)))[:TOP] for line in table[:HEAD_ROWS]),
    )


def keys_of(header: Sequence[str]) -> list[str]:
    """A key for each column: its name without signs, with a star and a number (no name holds a star) where it comes again
    or is missing. The reasons that we put in front of refused rows are nobody's column: their key is empty."""
    seen: Counter[str] = Counter()
    keys = []
    for place, text in enumerate(header):
        if place == 0 and is_reason(text):
            keys.append("")
            continue
        name = plain(text)
        seen[name] += 1
        keys.append(name if name and seen[name] == 1 else f"{name}*{seen[name]}")
    return keys


def _place(table: Table, columns: Sequence[ImportColumn]) -> int:
    lines = range(min(len(table), HEAD_ROWS))
    return max(lines, key=lambda n: (_headiness(table[n], columns), -n), default=0)


def _headiness(line: Sequence[Any], columns: Sequence[ImportColumn]) -> tuple[int, int]:
    texts = [text_of(cell) for cell in line]
    known = len(positions(texts, columns))
    return known if known >= SURE else 0, len({text for text in texts if text and not FIGURE.issuperset(text)})


def _samples(below: Table, n: int) -> tuple[str, ...]:
    found: list[str] = []
    for line in below:
        if n < len(line) and (text := text_of(line[n])):
            found.append(text[:80])
            if len(found) == SAMPLES:
                break
    return tuple(found)


def _used(below: Table, n: int, header: Sequence[str]) -> bool:
    """Whether a column says anything: a sheet may reach far beyond its last column."""
    return bool(header[n] or _samples(below, n))
