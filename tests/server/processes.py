"""Looking at real processes: whether one runs, and waiting for what must come true."""

import time
from collections.abc import Callable
from pathlib import Path


def until(holds: Callable[[], bool]) -> None:
    """Wait for something that must come true; a minute without it is a failure."""
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline, "waited for a minute"
        time.sleep(0.02)


def runs(pid: int) -> bool:
    """Whether a process lives; a zombie that nobody reaped does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
