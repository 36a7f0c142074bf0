"""One process tree: keeps its parts alive, restarts the ones that die, and stops what it started and nothing else."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from types import FrameType, TracebackType

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
TICK_SECONDS = 0.1
STEADY_SECONDS = 10.0
LONGEST_PAUSE_SECONDS = 30.0


class PartFailed(Exception):
    """A part that must run to its end before the others start ended with an error."""


@dataclass(frozen=True)
class Part:
    """One child to keep alive: how it is started (in a session of its own) and how it is asked to end."""

    name: str
    start: Callable[[], subprocess.Popen[bytes]]
    ending: signal.Signals = signal.SIGTERM
    patience_seconds: float = 20.0


@dataclass
class _Child:
    part: Part
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    failures: int = 0
    next_start: float = field(default=0.0)

    def start(self) -> None:
        self.process = self.part.start()
        self.started = time.monotonic()

    def pause_seconds(self) -> float:
        """A part that ran steadily comes back at once; one that dies young waits twice as long each time."""
        self.failures = 0 if time.monotonic() - self.started > STEADY_SECONDS else self.failures + 1
        return float(min(LONGEST_PAUSE_SECONDS, 0.1 * 2**self.failures)) if self.failures else 0.0


class Supervisor:
    """The tree of one installation, as a context: leaving it stops every part, the newest first.

    Parts are children in sessions of their own, so that a terminal's Ctrl-C reaches the supervisor alone. SIGINT,
    SIGTERM and SIGHUP raise KeyboardInterrupt inside the block; a second signal while stopping ends the patience.
    Must be used in the main thread, which has to live as long as the children: they are tied to it.
    """

    def __init__(self, say: Callable[[str], None]) -> None:
        self._speak = say
        self._children: list[_Child] = []
        self._impatient = False
        self._handlers: dict[signal.Signals, signal._HANDLER] = {}

    def __enter__(self) -> "Supervisor":
        for number in STOPPING:
            self._handlers[number] = signal.signal(number, signal.default_int_handler)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number in STOPPING:
            signal.signal(number, self._hurry)
        for child in reversed(self._children):
            if child.process is not None:
                self._stop(child.part, child.process)
        for number, handler in self._handlers.items():
            signal.signal(number, handler)

    def add(self, part: Part) -> None:
        """Start a part; from now on it is stopped on leaving, and `watch` restarts it."""
        child = _Child(part)
        self._children.append(child)
        child.start()

    def run_once(self, part: Part) -> None:
        """Run a part to its end before going on. Raises PartFailed when it ends with an error."""
        process = part.start()
        try:
            code = process.wait()
        except KeyboardInterrupt:
            self._stop(part, process)
            raise
        if code != 0:
            raise PartFailed(f"{part.name} {_ended_how(code)}")

    def watch(self, until: Callable[[], bool] = lambda: False) -> None:
        """Keep every part alive until something holds, or a signal raises KeyboardInterrupt."""
        while not until():
            for child in self._children:
                self._revive(child)
            time.sleep(TICK_SECONDS)

    def processes(self) -> dict[str, int]:
        """The process id of each part that runs now."""
        return {child.part.name: child.process.pid for child in self._children if child.process is not None}

    def _revive(self, child: _Child) -> None:
        if child.process is not None and _has_died(child.process):
            _kill_group(child.process.pid)
            code = child.process.wait()
            child.process = None
            pause = child.pause_seconds()
            child.next_start = time.monotonic() + pause
            self._say(
                f"{child.part.name} {_ended_how(code)}; starting it again" + (f" in {pause:.1f} s" if pause else "")
            )
        if child.process is None and time.monotonic() >= child.next_start:
            self._start_again(child)

    def _start_again(self, child: _Child) -> None:
        """A start that the system refuses, as on a full disk, is no end of the tree: it is tried again later."""
        try:
            child.start()
        except OSError as error:
            child.started = time.monotonic()
            pause = child.pause_seconds()
            child.next_start = time.monotonic() + pause
            self._say(f"{child.part.name} cannot be started ({error.strerror}); trying again in {pause:.1f} s")

    def _say(self, line: str) -> None:
        """A word that cannot be written, as into a log on a full disk, is no reason to end."""
        with suppress(OSError):
            self._speak(line)

    def _stop(self, part: Part, process: subprocess.Popen[bytes]) -> None:
        """Ask, wait, then kill the child with all that it started and left."""
        if not _has_died(process):
            process.send_signal(part.ending)
        deadline = time.monotonic() + part.patience_seconds
        while not _has_died(process) and time.monotonic() < deadline and not self._impatient:
            time.sleep(TICK_SECONDS / 5)
        _kill_group(process.pid)
        process.wait()

    def _hurry(self, number: int, frame: FrameType | None) -> None:
        self._impatient = True


def _has_died(process: subprocess.Popen[bytes]) -> bool:
    """Whether the child is dead, without reaping it: until then its number, and its group's, belong to nobody else."""
    if process.returncode is not None:
        return True
    return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is not None


def _kill_group(leader: int) -> None:
    """A killed web master leaves workers that would go on serving; they share its group."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def _ended_how(code: int) -> str:
    return f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"
