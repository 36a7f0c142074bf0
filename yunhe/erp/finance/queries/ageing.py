"""Ageing: what partners have open, by how long it is overdue."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db import connection


class AgeRow(NamedTuple):
    """A partner's open amounts of one currency: not due, and overdue by 1–30, 31–60, 61–90 and more days."""

    partner: int | None
    currency: str
    total: Decimal
    not_due: Decimal
    days_30: Decimal
    days_60: Decimal
    days_90: Decimal
    over_90: Decimal


AGES = """
    WITH o AS (
        SELECT i.partner_id, i.currency, i.amount - i.settled AS open, %(day)s - i.due_on AS late
        FROM {table} i WHERE i.entity_id = %(entity)s AND i.amount <> i.settled)
    SELECT partner_id, currency, sum(open), coalesce(sum(open) FILTER (WHERE late <= 0), 0),
           coalesce(sum(open) FILTER (WHERE late BETWEEN 1 AND 30), 0),
           coalesce(sum(open) FILTER (WHERE late BETWEEN 31 AND 60), 0),
           coalesce(sum(open) FILTER (WHERE late BETWEEN 61 AND 90), 0),
           coalesce(sum(open) FILTER (WHERE late > 90), 0)
    FROM o GROUP BY partner_id, currency ORDER BY sum(open) DESC, partner_id
"""


def receivables_by_age(entity_id: int, day: date) -> list[AgeRow]:
    """Open receivables as they stand now, their age counted on `day`; the largest total first, credits subtracted."""
    return _ages("finance_receivable", entity_id, day)


def payables_by_age(entity_id: int, day: date) -> list[AgeRow]:
    """Open payables as they stand now, their age counted on `day`; the largest total first, credits subtracted."""
    return _ages("finance_payable", entity_id, day)


def _ages(table: str, entity_id: int, day: date) -> list[AgeRow]:
    with connection.cursor() as cursor:
        cursor.execute(AGES.format(table=table), {"entity": entity_id, "day": day})
        return [AgeRow(*row) for row in cursor.fetchall()]
