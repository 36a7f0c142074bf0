"""How long the available stock of 500 items in 3 warehouses takes to read: on hand − allocated − safety."""

import time
from typing import Any

from bench.loop.measuring import percentiles
from bench.loop.setting import Setting

RUNS = 200


def run(setting: Setting) -> dict[str, Any]:
    """The query that shops are answered with, 200 times warm."""
    from bench.loop.company import ITEMS
    from yunhe.catalog.models import Item
    from yunhe.stock.queries import available

    items = list(Item.objects.values_list("id", flat=True)[:ITEMS])
    assert len(available(items, setting.company.warehouses)) == ITEMS * len(setting.company.warehouses)
    taken = []
    for _ in range(20 if setting.quick else RUNS):
        start = time.perf_counter()
        available(items, setting.company.warehouses)
        taken.append(time.perf_counter() - start)
    return {"available_stock": percentiles(taken)}
