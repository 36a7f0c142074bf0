"""Credit exposure: receivables open + orders accepted, not invoiced − deposits (the orders are OMS's to add)."""

from collections.abc import Collection
from decimal import Decimal
from typing import NamedTuple

from django.db import connection

from yunhe.kernel.bulk import array


class ExposureRow(NamedTuple):
    """A partner's account as the ledgers say; `exposure` = receivable_open − deposits, without waiting orders."""

    partner: int
    receivable_open: Decimal
    deposits: Decimal
    exposure: Decimal


EXPOSURE = """
    WITH owed AS (
        SELECT partner_id, sum(amount - settled) AS open FROM finance_receivable
        WHERE amount <> settled AND partner_id IS NOT NULL AND (%(all)s OR partner_id = ANY(%(ids)s::bigint[])) GROUP BY 1),
    put AS (
        SELECT a.payment_id, sum(CASE WHEN a.payable_id IS NULL THEN a.amount ELSE -a.amount END) AS amount
        FROM finance_application a WHERE a.order_id IS NULL AND a.payment_id IS NOT NULL GROUP BY 1),
    paid AS (
        SELECT p.partner_id, sum(CASE WHEN p.kind = 'refund' THEN -p.amount ELSE p.amount END - coalesce(put.amount, 0)) AS free
        FROM finance_payment p LEFT JOIN put ON put.payment_id = p.id
        WHERE p.state = 'booked' AND p.kind <> 'payout' AND p.partner_id IS NOT NULL
          AND (%(all)s OR p.partner_id = ANY(%(ids)s::bigint[])) GROUP BY 1)
    SELECT partner_id, coalesce(o.open, 0), coalesce(p.free, 0), coalesce(o.open, 0) - coalesce(p.free, 0)
    FROM owed o FULL JOIN paid p USING (partner_id) WHERE coalesce(o.open, 0) <> 0 OR coalesce(p.free, 0) <> 0
    ORDER BY partner_id
"""


def credit_exposure(partner_ids: Collection[int] | None = None) -> list[ExposureRow]:
    """What `partners.Exposure` must say, summed from open items and payments; some partners, or all."""
    with connection.cursor() as cursor:
        cursor.execute(EXPOSURE, {"all": partner_ids is None, "ids": array(partner_ids or ())})
        return [ExposureRow(*row) for row in cursor.fetchall()]
