"""Intake → audited → allocated by the public commands, in batches, in one process or in several at once."""

import argparse
import json
import subprocess
import sys
import time
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from yunhe.cli.server.installation import start_django

if TYPE_CHECKING:
    from yunhe.oms.messages import Message


@dataclass(frozen=True, slots=True)
class Done:
    """Seconds by stage for so many orders."""

    orders: int
    intake: float
    audit: float
    allocate: float

    @property
    def wall(self) -> float:
        return self.intake + self.audit + self.allocate


def allocate_many(prefix: str, seed: int, batches: int, size: int) -> Done:
    """Take in, audit and allocate `batches` × `size` orders. The messages are made before the clock starts."""
    return _allocate(_messages(prefix, seed, batches, size))


def _messages(prefix: str, seed: int, batches: int, size: int) -> list[list["Message"]]:
    from bench.loop.company import messages

    source = messages(prefix, seed)
    return [list(islice(source, size)) for _ in range(batches)]


def _allocate(came: list[list["Message"]]) -> Done:
    from bench.loop.company import AT, BY
    from yunhe.oms import commands as oms

    stages = [0.0, 0.0, 0.0]
    for batch in came:
        at = AT
        start = time.perf_counter()
        ids = list(oms.intake(batch, by=BY, at=at).made.values())
        taken = time.perf_counter()
        audited = oms.audit(ids, by=BY, at=at)
        judged = time.perf_counter()
        allocated = oms.allocate(audited.done, by=BY, at=at)
        end = time.perf_counter()
        for n, seconds in enumerate((taken - start, judged - taken, end - judged)):
            stages[n] += seconds
        assert len(ids) == len(audited.done) == len(allocated.done) == len(batch), "every order of the bench is clean"
    return Done(sum(map(len, came)), *stages)


class Crew:
    """Processes that each allocate as many orders, at once. They are started and warm before `run`."""

    def __init__(self, hands: int) -> None:
        self._hands = [self._start() for _ in range(hands)]

    def __enter__(self) -> "Crew":
        return self

    def __exit__(self, *error: object) -> None:
        for hand in self._hands:
            hand.communicate()

    def run(self, prefix: str, batches: int, size: int) -> float:
        """Seconds from the first start to the last end; the messages are made before."""
        for n, hand in enumerate(self._hands):
            self._say(hand, {"prefix": f"{prefix}{n}-", "seed": hash((prefix, n)), "batches": batches, "size": size})
        for hand in self._hands:
            self._hear(hand)
        started = time.perf_counter()
        for hand in self._hands:
            self._say(hand, {})
        for hand in self._hands:
            self._hear(hand)
        return time.perf_counter() - started

    def _start(self) -> subprocess.Popen[str]:
        hand = subprocess.Popen(
            [sys.executable, "-m", "bench.loop.orders"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._hear(hand)
        return hand

    @staticmethod
    def _say(hand: subprocess.Popen[str], task: dict[str, Any]) -> None:
        assert hand.stdin is not None
        hand.stdin.write(json.dumps(task) + "\n")
        hand.stdin.flush()

    @staticmethod
    def _hear(hand: subprocess.Popen[str]) -> str:
        assert hand.stdout is not None
        said = hand.stdout.readline()
        assert said, "a process of the crew has died"
        return said


def main() -> None:
    """One of the crew: reads a task, says when its messages lie ready, and when after a second line all is done."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    start_django()
    print("ready", flush=True)
    while line := sys.stdin.readline():
        task = json.loads(line)
        came = _messages(task["prefix"], task["seed"], task["batches"], task["size"])
        print("prepared", flush=True)
        sys.stdin.readline()
        _allocate(came)
        print("done", flush=True)


if __name__ == "__main__":
    main()
