"""The one order in which rows are locked, so that no two commands wait for each other.

From the top of this list downward, and within a table by ascending id:

1. kernel_subscription (a handler holds its cursor), kernel_gaplessnumber last of all
2. oms_order            3. purchasing_order, production_order
4. stock_outbound       5. stock_inbound
6. stock_level          7. stock_binlevel
8. wms_wave, wms_task   9. tms_…, crm_…, finance_…, connectors_feed before its offers

A command that needs rows of several tables locks them in this order before it reads what it decides on.
"""

from collections.abc import Iterable

from django.db import connection

from yunhe.kernel.bulk import array

TABLES = (
    "oms_order",
    "purchasing_order",
    "production_order",
    "stock_outbound",
    "stock_inbound",
    "stock_level",
    "stock_binlevel",
    "wms_wave",
)


def lock(table: str, ids: Iterable[int]) -> list[int]:
    """Lock rows by ascending id until the transaction ends; returns those that exist."""
    if table not in TABLES:
        raise ValueError(f"{table} has no place in the lock order")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {table} WHERE id = ANY(%s::bigint[]) ORDER BY id FOR UPDATE", [array(set(ids))])
        return [id for (id,) in cursor.fetchall()]
