"""Run the proofs and say what they found."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from yunhe.insight.doctor.books import BOOKS
from yunhe.insight.doctor.events import EVENTS
from yunhe.insight.doctor.goods import GOODS
from yunhe.insight.doctor.orders import ORDERS
from yunhe.insight.doctor.proof import Proof
from yunhe.insight.doctor.shops import SHOPS

SHOWN = 20
LANES = 2  # proofs at a time: most of them keep one core of PostgreSQL busy
MEMORY = "32MB"  # for each sort and hash of a proof; beyond it PostgreSQL writes to the disk

PROOFS = [*GOODS, *ORDERS, *SHOPS, *BOOKS, *EVENTS]


@dataclass(frozen=True, slots=True)
class Finding:
    """A proof's outcome: `broken` counts the offenders, `rows` shows the first of them by column name; `of` is the proof's."""

    name: str
    truth: str
    broken: int
    seconds: float
    rows: list[dict[str, Any]] = field(default_factory=list)
    of: str = ""

    @property
    def holds(self) -> bool:
        return self.broken == 0


def examine() -> Iterator[Finding]:
    """Each proof's finding in their order, as soon as it is known. Inside a transaction they see what it sees."""
    if connection.in_atomic_block:
        yield from map(_run, PROOFS)
        return
    with ThreadPoolExecutor(LANES) as lanes:
        yield from lanes.map(_run_alone, PROOFS)


def _run_alone(proof: Proof) -> Finding:
    """On the thread's own connection, which is given back."""
    try:
        return _run(proof)
    finally:
        connection.close()


def _run(proof: Proof) -> Finding:
    start = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL work_mem = '{MEMORY}'")
        cursor.execute(f"SELECT count(*) OVER () AS broken_, x.* FROM ({proof.broken}) x LIMIT {SHOWN}")
        names = [column.name for column in cursor.description][1:]
        found = cursor.fetchall()
    rows = [dict(zip(names, row[1:])) for row in found]
    return Finding(proof.name, proof.truth, found[0][0] if found else 0, time.perf_counter() - start, rows, proof.of)
