"""How much memory there is for us, and what PostgreSQL takes of it."""

import os
from pathlib import Path

GROUP = Path("/sys/fs/cgroup/memory.max")  # what a container may use; "max" without a limit
MEGABYTE = 1024**2
LEAST, MOST = 128, 2048  # MB


def memory() -> int:
    """Bytes of the machine, or of our container where that has less; 0 where the system does not tell."""
    names = os.sysconf_names
    machine = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") if "SC_PHYS_PAGES" in names else 0
    allowed = GROUP.read_text().strip() if GROUP.is_file() else "max"
    return min(machine, int(allowed)) if allowed.isdigit() else machine


def buffers(of: int) -> str:
    """`shared_buffers` for so many bytes of memory: an eighth, 128 MB to 2 GB. Half of the quarter that PostgreSQL's manual
    advises for a machine of its own (section 20.4.1): web, worker and the system's cache of files live here too."""
    return f"{min(max(of // 8 // MEGABYTE, LEAST), MOST)}MB"
