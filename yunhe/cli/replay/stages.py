"""Wall seconds by stage, what an order costs as the database grows, and the process's memory."""

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

from yunhe.cli.server.cpu import tree_cpu


class Stages:
    """Adds up how long each stage took. `with stages("intake"): …`; stages do not nest."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.peak_mb = 0.0
        self.begun = time.perf_counter()
        self.marks: list[tuple[int, float, float]] = []

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
        """Note how far the clock and the CPU (PostgreSQL's too, where it is the replay's own) are with so many orders."""
        self.marks.append((orders, time.perf_counter(), tree_cpu()))

    def cost(self) -> dict[str, Any]:
        """Milliseconds an order until the last one came: wall, CPU, and CPU in each tenth between the marks nearest to it."""
        first = self.marks[0]
        last = next(mark for mark in self.marks if mark[0] == self.marks[-1][0])
        ends = [first]
        for tenth in range(1, 10):
            wanted = last[0] * tenth / 10
            ends.append(min(self.marks, key=lambda mark: abs(mark[0] - wanted)))
        ends.append(last)
        return {
            "orders": last[0] - first[0],
            "wall_ms": _per_order(first, last, 1),
            "cpu_ms": _per_order(first, last, 2),
            "cpu_ms_by_tenth": [_per_order(a, b, 2) for a, b in pairwise(ends)],
        }


def _per_order(a: tuple[int, float, float], b: tuple[int, float, float], figure: int) -> float | None:
    return round(1000 * (b[figure] - a[figure]) / (b[0] - a[0]), 2) if b[0] > a[0] else None
