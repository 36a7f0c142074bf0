"""What was earned day by day: revenue, what the goods cost at moving average, and the gross profit between them."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db import connection


class DayEarned(NamedTuple):
    """A day of an entity's books, without tax, in its currency; profit = revenue − cost."""

    day: date
    revenue: Decimal
    cost: Decimal
    profit: Decimal


EARNED = """
    SELECT p.business_date, coalesce(sum(p.credit - p.debit) FILTER (WHERE a.role = 'revenue'), 0),
           coalesce(sum(p.debit - p.credit) FILTER (WHERE a.role = 'cost_of_sales'), 0)
    FROM finance_posting p
    JOIN finance_account a ON a.id = p.account_id AND a.role IN ('revenue', 'cost_of_sales')
    JOIN kernel_period k ON k.id = p.period_id AND k.ends >= %(first)s
    WHERE a.entity_id = %(entity)s AND p.business_date BETWEEN %(first)s AND %(last)s
    GROUP BY 1 ORDER BY 1
"""


def earned_by_day(entity_id: int, first: date, last: date) -> list[DayEarned]:
    """The days with sales between two days, both included, by their business date."""
    with connection.cursor() as cursor:
        cursor.execute(EARNED, {"entity": entity_id, "first": first, "last": last})
        return [DayEarned(day, revenue, cost, revenue - cost) for day, revenue, cost in cursor.fetchall()]
