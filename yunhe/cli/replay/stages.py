"""Wall seconds by stage, and the process's memory."""

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Stages:
    """Adds up how long each stage took. `with stages("intake"): …`; stages do not nest."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.peak_mb = 0.0
        self.begun = time.perf_counter()

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
