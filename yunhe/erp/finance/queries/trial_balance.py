"""Trial balance: opening, movement and closing of every account of an entity over some months."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db import connection


class TrialRow(NamedTuple):
    """An account; `opening` and `closing` are debit minus credit."""

    account: int
    number: str
    name: str
    name_en: str
    kind: str
    role: str
    opening: Decimal
    debit: Decimal
    credit: Decimal
    closing: Decimal


TRIAL = """
    SELECT a.id, a.number, a.name, a.name_en, a.kind, a.role, coalesce(s.opening, 0), coalesce(s.debit, 0),
           coalesce(s.credit, 0), coalesce(s.opening + s.debit - s.credit, 0)
    FROM finance_account a
    LEFT JOIN (
        SELECT p.account_id, coalesce(sum(p.debit - p.credit) FILTER (WHERE k.starts < %(start)s), 0) AS opening,
               coalesce(sum(p.debit) FILTER (WHERE k.starts >= %(start)s), 0) AS debit,
               coalesce(sum(p.credit) FILTER (WHERE k.starts >= %(start)s), 0) AS credit
        FROM finance_posting p JOIN kernel_period k ON k.id = p.period_id AND k.starts <= %(end)s
        WHERE k.entity_id = %(entity)s GROUP BY p.account_id) s ON s.account_id = a.id
    WHERE a.entity_id = %(entity)s AND (s.account_id IS NOT NULL OR NOT %(moved)s)
    ORDER BY a.number
"""


def trial_balance(entity_id: int, *, start: date, end: date, moved_only: bool = True) -> list[TrialRow]:
    """The accounts by number over the periods that begin between two days. Σ debit = Σ credit and Σ closing = 0."""
    with connection.cursor() as cursor:
        cursor.execute(TRIAL, {"entity": entity_id, "start": start, "end": end, "moved": moved_only})
        return [TrialRow(*row) for row in cursor.fetchall()]
