"""Sum postings into vouchers by template, day and shop: the books' night shift."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from django.db import connection
from django.utils.translation import gettext_noop as N_

from yunhe.erp.finance.models import Voucher, VoucherLine
from yunhe.erp.finance.voucher_writing import announce, link_postings, number_vouchers
from yunhe.kernel.actor import Actor
from yunhe.kernel.bulk import copy_rows, new_ids
from yunhe.kernel.commands import command
from yunhe.kernel.outcome import Outcome

# A late posting is summed on the first day of the period it counts in: a voucher's day lies in its month.
UNSUMMED = """
    SELECT p.entity_id, p.period_id, greatest(p.business_date, k.starts) AS day, p.template, p.shop_id, bool_or(p.late),
           p.account_id, sum(p.debit), sum(p.credit), array_agg(p.id ORDER BY p.id)
    FROM finance_unsummed u JOIN finance_posting p ON p.id = u.posting_id
    JOIN kernel_period k ON k.id = p.period_id AND k.state <> 'closed'
    WHERE greatest(p.business_date, k.starts) <= %s
    GROUP BY p.entity_id, p.period_id, day, p.template, p.shop_id, p.account_id, p.debit > 0
    ORDER BY p.entity_id, p.period_id, day, p.template, p.shop_id NULLS FIRST, p.debit > 0 DESC, p.account_id
"""
LINE_COLUMNS = ("id", "voucher_id", "n", "account_id", "debit", "credit", "summary")


class Side(NamedTuple):
    """An account's debits or credits of one template, day and shop."""

    entity: int
    period: int
    day: date
    template: str
    shop: int | None
    late: bool
    account: int
    debit: Decimal
    credit: Decimal
    postings: Sequence[int]

    @property
    def voucher(self) -> tuple[int, int, date, str, int | None]:
        return (self.entity, self.period, self.day, self.template, self.shop)


@command("finance.sum_vouchers", N_("Sum vouchers"))
def sum_vouchers(day: date, *, by: Actor, at: datetime) -> Outcome:
    """Post vouchers over all postings up to `day` that none sums yet; `done` lists them.

    Each is for one entity, template, day and shop. Postings that come later for the same day get a further voucher.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('finance.sum_vouchers'))")
        cursor.execute(UNSUMMED, [day])
        sides = [Side(*row) for row in cursor.fetchall()]
    heads = {side.voucher: _head(side, by, at) for side in sides}
    vouchers = list(heads.values())
    number_vouchers(vouchers, at=at)
    Voucher.objects.bulk_create(vouchers)
    ids, lines = new_ids(VoucherLine, len(sides)), []
    count: dict[int, int] = {}
    for id, side in zip(ids, sides):
        voucher = heads[side.voucher]
        count[voucher.id] = count.get(voucher.id, 0) + 1
        lines.append((id, voucher.id, count[voucher.id], side.account, side.debit, side.credit, ""))
    copy_rows(VoucherLine, LINE_COLUMNS, lines)
    link_postings((id, posting) for id, side in zip(ids, sides) for posting in side.postings)
    announce(vouchers, by=by, at=at)
    return Outcome(done=[v.id for v in vouchers])


def _head(side: Side, by: Actor, at: datetime) -> Voucher:
    return Voucher(
        state="draft",
        state_at=at,
        business_date=side.day,
        period_id=side.period,
        late=side.late,
        created_by=by.name,
        entity_id=side.entity,
        template=side.template,
        shop_id=side.shop,
    )
