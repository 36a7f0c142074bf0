"""Races that happen for certain: many at one barrier, or one that waits for a lock while the other commits."""

import threading
import time
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction

PATIENCE = 120.0  # seconds until a race that hangs is a failure, on a machine that does other things as well


class Runner(threading.Thread):
    """One call in a thread with a connection of its own; `result()` gives its answer or raises what it raised."""

    def __init__(self, call: Callable[[], Any], gate: threading.Barrier | None = None) -> None:
        super().__init__(daemon=True)
        self._call, self._gate = call, gate
        self._answer: Any = None
        self._error: BaseException | None = None

    def run(self) -> None:
        try:
            connection.ensure_connection()
            if self._gate:
                self._gate.wait(PATIENCE)
            self._answer = self._call()
        except BaseException as error:  # handed to the thread that asks for the result
            self._error = error
        finally:
            connection.close()

    def result(self) -> Any:
        self.join(PATIENCE)
        assert not self.is_alive(), "the race hangs"
        if self._error:
            raise self._error
        return self._answer


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """All calls from one barrier; their answers in the order given."""
    gate = threading.Barrier(len(calls))
    runners = [Runner(call, gate) for call in calls]
    for runner in runners:
        runner.start()
    return [runner.result() for runner in runners]


def overtaken(first: Callable[[], Any], second: Callable[[], Any]) -> tuple[Any, Any]:
    """`second` begins while `first` has acted but not committed, and goes on when it has: what it read before is old."""
    with transaction.atomic():
        answer = first()
        runner = Runner(second)
        runner.start()
        _until_it_waits(runner)
    return answer, runner.result()


def _until_it_waits(runner: Runner) -> None:
    """Until the other one waits for a lock of ours, or is through without one."""
    end = time.monotonic() + PATIENCE
    while runner.is_alive() and time.monotonic() < end:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE NOT granted"
            )  # pg_stat_activity stands still in a transaction
            if cursor.fetchone()[0]:
                return
        time.sleep(0.01)
