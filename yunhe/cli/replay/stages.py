"""Wall seconds by stage, what an order costs as the database grows, and the process's memory."""

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from django.db import connection

from yunhe.cli.server.cpu import tree_cpu

HAPPENED = """SELECT coalesce((SELECT max(id) FROM kernel_event), 0),
                     (SELECT count(*) FROM oms_order WHERE state = 'completed')"""


class Mark(NamedTuple):
    """How far a replay is: orders taken in, seconds by the clock and of CPU, events recorded, orders delivered."""

    orders: int
    wall: float
    cpu: float
    events: int
    delivered: int


class Stages:
    """Adds up how long each stage took. `with stages("intake"): …`; stages do not nest."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.peak_mb = 0.0
        self.begun = time.perf_counter()
        self.marks: list[Mark] = []

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] += time.perf_counter() - start

    def weigh(self) -> None:
        """Note the process's proportional memory (PSS), where the system tells."""
        rollup = Path("/proc/self/smaps_rollup")
        if rollup.exists():
            kilobytes = [int(line.split()[1]) for line in rollup.read_text().splitlines() if line.startswith("Pss:")]
            self.peak_mb = max(self.peak_mb, kilobytes[0] / 1024)

    def mark(self, orders: int) -> None:
        """Note how far things are when so many orders have come; CPU is PostgreSQL's too, where it is the replay's own."""
        with connection.cursor() as cursor:
            cursor.execute(HAPPENED)
            events, delivered = cursor.fetchone()
        self.marks.append(Mark(orders, time.perf_counter(), tree_cpu(), events, delivered))

    def cost(self) -> dict[str, Any]:
        """Milliseconds an order until the last one came: wall, CPU; and in each tenth between the marks nearest to it
        CPU, events and orders delivered for one that came: the first tenths leave work behind that later ones do."""
        first = self.marks[0]
        last = next(mark for mark in self.marks if mark.orders == self.marks[-1].orders)
        ends = [first]
        for tenth in range(1, 10):
            wanted = last.orders * tenth / 10
            ends.append(min(self.marks, key=lambda mark: abs(mark.orders - wanted)))
        ends.append(last)
        tenths = list(pairwise(ends))
        return {
            "orders": last.orders - first.orders,
            "wall_ms": _per_order(last.wall - first.wall, first, last, 1000),
            "cpu_ms": _per_order(last.cpu - first.cpu, first, last, 1000),
            "events": _per_order(last.events - first.events, first, last),
            "delivered": _per_order(last.delivered - first.delivered, first, last),
            "cpu_ms_by_tenth": [_per_order(b.cpu - a.cpu, a, b, 1000) for a, b in tenths],
            "events_by_tenth": [_per_order(b.events - a.events, a, b) for a, b in tenths],
            "delivered_by_tenth": [_per_order(b.delivered - a.delivered, a, b) for a, b in tenths],
        }


def _per_order(figure: float, a: Mark, b: Mark, times: int = 1) -> float | None:
    return round(times * figure / (b.orders - a.orders), 2) if b.orders > a.orders else None
