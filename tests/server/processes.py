"""Looking at real processes: whether one runs, waiting for what must come true, and for a child's end."""

import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path


def until(holds: Callable[[], bool]) -> None:
    """Wait for something that must come true; three minutes without it, on however busy a machine, are a failure."""
    deadline = time.monotonic() + 180
    while not holds():
        assert time.monotonic() < deadline, "waited for three minutes"
        time.sleep(0.05)


def ended(process: "subprocess.Popen[bytes]") -> int:
    """The exit code of a child that was asked to end; one that stays for a minute says where it hangs, and is a failure.

    With PYTHONFAULTHANDLER set, a Python process prints the stack of every thread when it is aborted.
    """
    try:
        return process.wait(60)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGABRT)
        process.wait()
        raise AssertionError(f"{process.args!r} did not end within a minute") from None


def runs(pid: int) -> bool:
    """Whether a process lives; a zombie that nobody reaped does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def children(parent: int) -> dict[str, int]:
    """The direct children of a process: what each is (`postgres`, or the command of Yunhe's) and its number."""
    pids = [int(word) for word in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]
    return {_what(pid): pid for pid in pids if runs(pid)}


def descendants(parent: int) -> list[int]:
    """Every process below this one."""
    below = list(children(parent).values())
    return below + [pid for child in below for pid in descendants(child)]


def _what(pid: int) -> str:
    words = Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    if "yunhe.cli.main" in words:
        return words[words.index("yunhe.cli.main") + 1]
    return Path(words[0]).name
