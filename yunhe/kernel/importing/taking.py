"""The good rows of a file by batches: each its own transaction, so that a long import can be watched and stopped.

A trial goes the same way, through the same commands, and takes back what each batch has written: what it refuses is what
the import would refuse.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from django.db import connection, transaction
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.importing.columns import ImportColumn
from yunhe.kernel.importing.heads import Layout
from yunhe.kernel.importing.read import read
from yunhe.kernel.importing.report import record_run
from yunhe.kernel.importing.rows import GoodRow, Rows
from yunhe.kernel.models import ImportRun
from yunhe.kernel.outcome import Reason
from yunhe.kernel.progress import NOBODY, Watch

BATCH = 500
STOPPED = Reason("stopped", N_("The import was cancelled before this row; send it again"))
Refusing = Callable[[Sequence[GoodRow]], Mapping[int, Reason]]  # takes rows, and says by number which it refused


@dataclass(frozen=True, slots=True)
class Taking:
    """How rows are taken: by whom, when, who watches, and whether it is only tried."""

    by: Actor
    at: datetime
    watch: Watch = NOBODY
    trial: bool = False

    @contextmanager
    def step(self) -> Iterator[None]:
        """Around what one batch writes; a trial checks what waits for the commit as well, and takes all of it back."""
        if not self.trial:
            yield
            return
        with transaction.atomic():
            yield
            connection.check_constraints()
            transaction.set_rollback(True)


@dataclass(frozen=True)
class FileImport:
    """A noun that comes as a file. Called with an open file it takes the rows in and returns its run; `take` turns the
    good rows that are refused into bad ones. A RefusalError says why the file as such cannot be read (`read`), or that the
    actor lacks a right."""

    noun: str
    columns: Sequence[ImportColumn]
    take: Callable[[Rows, Taking], None]

    def __call__(
        self,
        file: IO[bytes],
        file_name: str,
        *,
        by: Actor,
        at: datetime,
        watch: Watch = NOBODY,
        layout: Layout | None = None,
    ) -> ImportRun:
        rows = read(file, file_name, self.columns, layout=layout)
        self.take(rows, Taking(by, at, watch))
        return record_run(self.noun, rows, by=by, at=at)

    def tried(
        self,
        file: IO[bytes],
        file_name: str,
        *,
        by: Actor,
        at: datetime,
        watch: Watch = NOBODY,
        layout: Layout | None = None,
    ) -> Rows:
        """The rows as an import of this moment would leave them; nothing is written."""
        rows = read(file, file_name, self.columns, layout=layout)
        self.take(rows, Taking(by, at, watch, trial=True))
        return rows


def take_by_batches(rows: Rows, take: Refusing, how: Taking) -> None:
    """`take` gets up to BATCH good rows at a time. When the watch says stop, the rows that were not taken are refused as
    STOPPED: the error file holds them for another time."""
    good = list(rows.good)
    how.watch.begins(len(good))
    for start in range(0, len(good), BATCH):
        if not how.watch.goes_on():
            rows.refuse({row.number: STOPPED for row in good[start:]})
            return
        _take(rows, good[start : start + BATCH], take, how)


def take_at_once(rows: Rows, take: Refusing, how: Taking) -> None:
    """`take` gets all good rows: what stands in one of them may depend on another."""
    how.watch.begins(len(rows.good))
    if how.watch.goes_on():
        _take(rows, list(rows.good), take, how)
    else:
        rows.refuse({row.number: STOPPED for row in rows.good})


def refused_by(name: str, batch: Sequence[GoodRow], refused: Mapping[str, Reason]) -> dict[int, Reason]:
    """Why rows were refused, by number, where a command says it by the value of a column."""
    return {row.number: refused[row.values[name]] for row in batch if row.values[name] in refused}


def _take(rows: Rows, batch: Sequence[GoodRow], take: Refusing, how: Taking) -> None:
    with how.step():
        refused = take(batch)
    rows.refuse(refused)
    how.watch.did(len(batch))
