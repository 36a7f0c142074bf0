"""From a voucher line down to the papers behind it."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db import connection


class SummedPosting(NamedTuple):
    """A posting behind a voucher line; (document_kind, document_id) is the paper."""

    posting: int
    debit: Decimal
    credit: Decimal
    document_kind: str
    document_id: int
    line: int | None
    partner: int | None
    business_date: date


def behind_line(voucher_line_id: int, *, after: int = 0, limit: int = 200) -> list[SummedPosting]:
    """The postings that a voucher line sums, by id; page on with the last id as `after`."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT p.id, p.debit, p.credit, p.document_kind, p.document_id, p.line_id, p.partner_id, p.business_date
               FROM finance_voucherposting v JOIN finance_posting p ON p.id = v.posting_id
               WHERE v.line_id = %s AND p.id > %s ORDER BY p.id LIMIT %s""",
            [voucher_line_id, after, limit],
        )
        return [SummedPosting(*row) for row in cursor.fetchall()]
