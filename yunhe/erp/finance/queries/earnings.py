"""What was earned: revenue, what the goods cost at moving average, and the gross profit between them."""

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
    SELECT day, sum(revenue), sum(cost), sum(profit) FROM finance_shopdaysum
    WHERE entity_id = %(entity)s AND day BETWEEN %(first)s AND %(last)s GROUP BY 1 ORDER BY 1
"""


def earned_by_day(entity_id: int, first: date, last: date) -> list[DayEarned]:
    """The days with sales between two days, both included, by their day in the books."""
    with connection.cursor() as cursor:
        cursor.execute(EARNED, {"entity": entity_id, "first": first, "last": last})
        return [DayEarned(*row) for row in cursor.fetchall()]
