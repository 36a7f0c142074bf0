"""The standard text formats: flexible job shop (.fjs, Brandimarte) and job shop (pairs of machine and time)."""

from __future__ import annotations

from dataclasses import dataclass

from yunhe.planning.scheduling.errors import SchedulingError
from yunhe.planning.scheduling.model import SHORTEST, Alternative, Job, Machine, Operation, Shop


def read(text: str) -> Shop:
    """A shop of machines "0", "1", … and jobs "0", "1", … whose makespan is to be short.

    First line: jobs and machines (.fjs files may add the mean number of alternatives). A .fjs line begins with its
    number of operations, each a count of alternatives followed by pairs of machine (from 1) and time. A job shop line
    is pairs of machine (from 0) and time. Comment lines begin with # and are left out. Raises SchedulingError naming
    the line that fits neither.
    """
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    head = _numbers(lines[0], 1) if lines else []
    if len(head) < 2:
        raise SchedulingError("the first line does not say how many jobs and machines there are", offender="line 1")
    jobs, machines = int(head[0]), int(head[1])
    rows = [[int(number) for number in _numbers(line, at)] for at, line in enumerate(lines[1 : jobs + 1], start=2)]
    if len(rows) < jobs:
        raise SchedulingError(f"{jobs} jobs are announced, {len(rows)} are there", offender=f"line {len(lines) + 1}")
    flexible = len(head) > 2 or _all_flexible(rows)
    parsed = [_flexible(row, at) if flexible else _plain(row, at) for at, row in enumerate(rows, start=2)]
    for at, row in enumerate(parsed, start=2):
        _check(row, machines, at)
    return Shop(
        tuple(Machine(str(number)) for number in range(machines)),
        tuple(Job(str(number), operations) for number, operations in enumerate(parsed)),
        objective=SHORTEST,
    )


def _numbers(line: str, at: int) -> list[float]:
    try:
        return [float(word) for word in line.split()]
    except ValueError as error:
        raise SchedulingError(f"line {at} holds something that is not a number", offender=f"line {at}") from error


@dataclass(frozen=True)
class _Words:
    """The numbers of a line, taken one after the other."""

    row: list[int]
    at: int

    def take(self, position: int) -> int:
        if position >= len(self.row):
            raise SchedulingError(f"line {self.at} ends too early", offender=f"line {self.at}")
        return self.row[position]


def _all_flexible(rows: list[list[int]]) -> bool:
    """Whether each line is exactly as long as its counts say."""
    return all(_flexible_length(row) == len(row) for row in rows)


def _flexible_length(row: list[int]) -> int:
    position = 1
    for _ in range(row[0] if row else 0):
        if position >= len(row):
            return -1
        position += 1 + 2 * row[position]
    return position


def _flexible(row: list[int], at: int) -> tuple[Operation, ...]:
    words, position, operations = _Words(row, at), 1, []
    for _ in range(words.take(0)):
        count = words.take(position)
        pairs = range(position + 1, position + 1 + 2 * count, 2)
        choices = tuple(Alternative(str(words.take(one) - 1), words.take(one + 1)) for one in pairs)
        operations.append(Operation(choices))
        position += 1 + 2 * count
    return tuple(operations)


def _plain(row: list[int], at: int) -> tuple[Operation, ...]:
    words = _Words(row, at)
    pairs = range(0, len(row), 2)
    return tuple(Operation((Alternative(str(words.take(one)), words.take(one + 1)),)) for one in pairs)


def _check(operations: tuple[Operation, ...], machines: int, at: int) -> None:
    for choice in (choice for operation in operations for choice in operation.alternatives):
        if not 0 <= int(choice.machine) < machines:
            raise SchedulingError(f"line {at} names machine {choice.machine} of {machines}", offender=f"line {at}")
