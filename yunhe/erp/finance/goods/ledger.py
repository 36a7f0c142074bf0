"""The value ledger's own verbs: averages under lock, rows appended, averages written back. Nothing else writes them."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db import connection

from yunhe.erp.finance.models import Valuation
from yunhe.erp.finance.rules.average import Stock
from yunhe.kernel.bulk import array, copy_rows

Key = tuple[int, int]  # entity, item


class Value(NamedTuple):
    """A row of the value ledger; amounts signed, in the entity's currency."""

    move: int | None
    entity: int
    item: int
    qty: Decimal
    amount: Decimal
    currency: str
    reason: str
    document: tuple[str, int]
    business_date: date
    period: int
    late: bool


COLUMNS = (
    *("move_id", "entity_id", "item_id", "qty", "amount", "currency", "reason", "document_kind", "document_id"),
    *("business_date", "period_id", "late"),
)


class Averages:
    """Stocks of many items, locked by ascending (entity, item) until the transaction ends."""

    def __init__(self, stocks: dict[Key, Stock], days: dict[Key, date | None]) -> None:
        self.stocks, self.days = stocks, days

    @classmethod
    def lock(cls, keys: Iterable[Key]) -> "Averages":
        """Lock and read the averages of these keys, making those that are missing; two statements."""
        wanted = sorted(set(keys))
        columns = [array(k[0] for k in wanted), array(k[1] for k in wanted)]
        with connection.cursor() as cursor:
            cursor.execute(
                """INSERT INTO finance_averagecost (entity_id, item_id, qty, value, last_cost)
                   SELECT entity, item, 0, 0, 0 FROM unnest(%s::bigint[], %s::bigint[]) AS k(entity, item)
                   ORDER BY 1, 2 ON CONFLICT DO NOTHING""",
                columns,
            )
            cursor.execute(
                """SELECT a.entity_id, a.item_id, a.qty, a.value, a.last_cost, a.last_day
                   FROM finance_averagecost a
                   JOIN unnest(%s::bigint[], %s::bigint[]) AS k(entity, item) ON (a.entity_id, a.item_id) = (k.entity, k.item)
                   ORDER BY 1, 2 FOR UPDATE OF a""",
                columns,
            )
            rows = cursor.fetchall()
        return cls({(e, i): Stock(qty, value, cost) for e, i, qty, value, cost, _ in rows}, {r[:2]: r[5] for r in rows})

    def write(self, keys: Iterable[Key]) -> None:
        """Write these keys back in one statement; the CHECKs see quantity and value together."""
        rows = [
            (*key, s.qty, s.value, s.last_cost, None if (day := self.days.get(key)) is None else str(day))
            for key in sorted(set(keys))
            for s in [self.stocks[key]]
        ]
        if not rows:
            return
        with connection.cursor() as cursor:
            cursor.execute(
                """UPDATE finance_averagecost a
                   SET qty = c.qty, value = c.value, last_cost = c.cost, last_day = c.day
                   FROM unnest(%s::bigint[], %s::bigint[], %s::numeric[], %s::numeric[], %s::numeric[], %s::date[])
                        AS c(entity, item, qty, value, cost, day)
                   WHERE (a.entity_id, a.item_id) = (c.entity, c.item)""",
                [array(column) for column in zip(*rows)],
            )


def append(values: Sequence[Value]) -> None:
    """Append rows to the value ledger; those that say nothing (no quantity, no amount) are left out."""
    said = [v for v in values if v.qty or v.amount]
    if said:
        copy_rows(Valuation, COLUMNS, [(*v[:7], *v.document, *v[8:]) for v in said])
