"""Wall time, CPU time and the load of others around a piece of work, and the spread of several runs."""

import statistics
import time
from collections.abc import Iterable
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from yunhe.cli.server.cpu import PROC, TICKS, tree_cpu


class Watch:
    """Around a block: `wall` seconds, `cpu` seconds of our whole process tree (PostgreSQL is our child), and `others`,
    the cores that all other programs kept busy meanwhile."""

    def __enter__(self) -> "Watch":
        self.wall = self.cpu = self.others = 0.0
        self._busy, self._own, self._start = _busy(), tree_cpu(), time.perf_counter()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.wall = time.perf_counter() - self._start
        self.cpu = tree_cpu() - self._own
        self.others = max(_busy() - self._busy - self.cpu, 0.0) / self.wall


@dataclass(frozen=True, slots=True)
class Spread:
    """Several runs of one figure."""

    values: tuple[float, ...]

    @classmethod
    def of(cls, values: Iterable[float]) -> "Spread":
        return cls(tuple(values))

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    def json(self, digits: int = 2) -> dict[str, Any]:
        lowest, middle, highest = min(self.values), self.median, max(self.values)
        return {
            "median": round(middle, digits),
            "min": round(lowest, digits),
            "max": round(highest, digits),
            "runs": len(self.values),
        }


def percentiles(seconds: list[float]) -> dict[str, float]:
    """p50, p95 and the longest, in milliseconds."""
    ordered = sorted(1000 * s for s in seconds)
    return {
        "p50_ms": round(ordered[len(ordered) // 2], 1),
        "p95_ms": round(ordered[min(len(ordered) * 95 // 100, len(ordered) - 1)], 1),
        "max_ms": round(ordered[-1], 1),
    }


def peak_memory_mb() -> float:
    """The most memory this process ever held, in MB."""
    status = (PROC / "self" / "status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))) / 1024


def pace() -> float:
    """Milliseconds of CPU that a fixed loop takes, the least of five: how fast the host lets a core be at this moment."""
    taken = []
    for _ in range(5):
        start = time.process_time()
        sum(n * n for n in range(200_000))
        taken.append(time.process_time() - start)
    return round(1000 * min(taken), 1)


def _busy() -> float:
    """CPU seconds that the whole machine has worked."""
    user, nice, system, _, _, irq, soft = map(int, (PROC / "stat").read_text().split("\n", 1)[0].split()[1:8])
    return (user + nice + system + irq + soft) / TICKS
