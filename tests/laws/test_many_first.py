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


@pytest.mark.parametrize("right", sorted(CASES))
def test_as_many_statements_for_a_thousand_as_for_ten(right: str, db_tx: None) -> None:
    counts = []
    for n in (10, 1_000):
        with transaction.atomic():
            world = worlds.build()
            counts.append(statements(CASES[right](world, n)))
            transaction.set_rollback(True)
    few, many = counts
    assert many == few
