"""CPU seconds of this process and all below it: a replay and its own PostgreSQL, a benchmark and its programs."""

import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PROC = Path("/proc")


def tree_cpu() -> float:
    """CPU seconds of this process and all below it, with those that have ended and were waited for; 0 without /proc."""
    if not PROC.is_dir():
        return 0.0
    below = _children_of()
    waiting, total = [os.getpid()], 0.0
    while waiting:
        pid = waiting.pop()
        waiting += below.get(pid, [])
        fields = _stat(pid)
        total += sum(int(fields[n]) for n in (11, 12, 13, 14)) / TICKS if fields else 0.0
    return total


def _children_of() -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for pid in (int(path.name) for path in PROC.iterdir() if path.name.isdigit()):
        if fields := _stat(pid):
            found.setdefault(int(fields[1]), []).append(pid)
    return found


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat behind the name; empty when the process is gone."""
    try:
        return (PROC / str(pid) / "stat").read_text().rsplit(")", 1)[1].split()
    except (FileNotFoundError, ProcessLookupError):
        return []
