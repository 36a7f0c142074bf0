"""Law 1: a command asks the database as often for 1,000 rows as for 10."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from tests import world as worlds
from tests.laws.cases import CASES


def statements(call: Callable[[], Any]) -> int:
    counted = 0

    def count(execute: Callable[..., Any], *args: Any) -> Any:
        nonlocal counted
        counted += 1
        return execute(*args)

    with connection.execute_wrapper(count):
        call()
    return counted


@pytest.mark.parametrize("many", [100, pytest.param(1_000, marks=pytest.mark.long)])
@pytest.mark.parametrize("right", sorted(CASES))
def test_as_many_statements_for_many_as_for_ten(right: str, many: int, db_tx: None) -> None:
    """Fails with a query in a loop; in the long run with one for each batch of less than a thousand, too."""
    counts = []
    for n in (10, many):
        with transaction.atomic():
            world = worlds.build()
            counts.append(statements(CASES[right](world, n)))
            transaction.set_rollback(True)
    asked_for_ten, asked_for_many = counts
    assert asked_for_many == asked_for_ten
