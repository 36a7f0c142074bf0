"""Calls of the shops' commands with n rows."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from tests.world import AT, BY, World
from yunhe.connectors.shops.commands import FeedRow, connect
from yunhe.oms.models import Shop


def _connect(w: World, n: int) -> Callable[[], Any]:
    Shop.objects.bulk_create([Shop(code=f"S{i}", name="店", entity=w.entity) for i in range(n)])
    rows = [FeedRow(f"S{i}", "http://s", {"key": "k"}, Decimal(i % 3), ["EAST"][: i % 2]) for i in range(n)]
    return lambda: connect(rows, by=BY, at=AT)


CASES: dict[str, Callable[[World, int], Callable[[], Any]]] = {"shops.connect": _connect}
