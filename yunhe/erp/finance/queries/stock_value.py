"""Stock value: what an entity's goods are worth, item by item, and whether books and goods agree."""

from collections.abc import Collection
from decimal import Decimal
from typing import NamedTuple

from django.db import connection

from yunhe.kernel.bulk import array


class StockValueRow(NamedTuple):
    """An item's quantity, value and average cost; `average` is None when nothing is in stock."""

    item: int
    code: str
    name: str
    name_en: str
    qty: Decimal
    value: Decimal
    average: Decimal | None


def stock_value(entity_id: int, item_ids: Collection[int] | None = None) -> list[StockValueRow]:
    """The items in stock by code (some, or all); the values sum to the inventory account to the cent."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT i.id, i.code, i.name, i.name_en, a.qty, a.value, round(a.value / nullif(a.qty, 0), 6)
               FROM finance_averagecost a JOIN catalog_item i ON i.id = a.item_id
               WHERE a.entity_id = %s AND a.qty > 0 AND (%s OR i.id = ANY(%s::bigint[])) ORDER BY i.code""",
            [entity_id, item_ids is None, array(item_ids or ())],
        )
        return [StockValueRow(*row) for row in cursor.fetchall()]


class Difference(NamedTuple):
    """A figure that two ledgers give differently: of an item, or of the whole entity (item None)."""

    entity: int
    item: int | None
    what: str
    one: Decimal
    other: Decimal


DIFFERENCES = """
    WITH moved AS (
        SELECT o.entity_id, m.item_id, sum(m.qty) AS qty FROM stock_move m
        JOIN stock_owner o ON o.id = m.owner_id AND o.entity_id IS NOT NULL GROUP BY 1, 2),
    valued AS (SELECT entity_id, item_id, sum(qty) AS qty, sum(amount) AS value FROM finance_valuation GROUP BY 1, 2),
    average AS (SELECT entity_id, item_id, qty, value FROM finance_averagecost),
    account AS (
        SELECT p.entity_id, sum(p.debit - p.credit) AS value FROM finance_posting p
        JOIN finance_account a ON a.id = p.account_id AND a.role = 'inventory' GROUP BY 1),
    total AS (SELECT entity_id, sum(value) AS value FROM valued GROUP BY 1)
    SELECT entity_id, item_id, 'moves and valuations', coalesce(m.qty, 0), coalesce(v.qty, 0)
    FROM moved m FULL JOIN valued v USING (entity_id, item_id) WHERE coalesce(m.qty, 0) <> coalesce(v.qty, 0)
    UNION ALL
    SELECT entity_id, item_id, 'valuations and average: quantity', coalesce(v.qty, 0), coalesce(a.qty, 0)
    FROM valued v FULL JOIN average a USING (entity_id, item_id) WHERE coalesce(v.qty, 0) <> coalesce(a.qty, 0)
    UNION ALL
    SELECT entity_id, item_id, 'valuations and average: value', coalesce(v.value, 0), coalesce(a.value, 0)
    FROM valued v FULL JOIN average a USING (entity_id, item_id) WHERE coalesce(v.value, 0) <> coalesce(a.value, 0)
    UNION ALL
    SELECT entity_id, NULL, 'valuations and inventory account', coalesce(t.value, 0), coalesce(a.value, 0)
    FROM total t FULL JOIN account a USING (entity_id) WHERE coalesce(t.value, 0) <> coalesce(a.value, 0)
    ORDER BY 1, 2 NULLS FIRST, 3
"""


def stock_value_differences() -> list[Difference]:
    """Where goods, values, averages and books disagree: nothing, once every event of goods has been handled."""
    with connection.cursor() as cursor:
        cursor.execute(DIFFERENCES)
        return [Difference(*row) for row in cursor.fetchall()]
