"""What PostgreSQL takes of the machine's memory."""

import pytest

from yunhe.cli.server.memory import buffers, memory

GIGABYTE = 1024**3


@pytest.mark.parametrize(
    ("there", "taken"),
    [
        (0, "128MB"),
        (GIGABYTE // 2, "128MB"),
        (2 * GIGABYTE, "256MB"),
        (8 * GIGABYTE, "1024MB"),
        (64 * GIGABYTE, "2048MB"),
    ],
)
def test_an_eighth_between_two_bounds(there: int, taken: str) -> None:
    assert buffers(there) == taken


def test_a_machine_that_runs_this_has_memory() -> None:
    assert memory() > GIGABYTE // 4
