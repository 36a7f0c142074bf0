"""How vouchers are written: numbers without gaps, postings of hand-made lines, links to what is summed, events."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from django.db.models import Sum

from yunhe.erp.finance.books import COLUMNS
from yunhe.erp.finance.events import VoucherPosted
from yunhe.erp.finance.models import Posting, Voucher, VoucherLine, VoucherPosting
from yunhe.kernel.actor import Actor
from yunhe.kernel.bulk import copy_rows, new_ids
from yunhe.kernel.events import record
from yunhe.kernel.models import Entity, Period
from yunhe.kernel.numbering import draw_gapless

SERIES = "voucher"


def number_vouchers(vouchers: Sequence[Voucher], *, at: datetime) -> None:
    """Give each the next number of its entity and month, such as YH-2026-11-0001, and the state posted (not saved).

    The month's row stays locked until the transaction ends, so a number that is drawn is used.
    """
    by_month: defaultdict[tuple[int, int], list[Voucher]] = defaultdict(list)
    for voucher in vouchers:
        by_month[voucher.entity_id, voucher.period_id].append(voucher)
    entities = dict(Entity.objects.filter(id__in={e for e, _ in by_month}).values_list("id", "code"))
    periods = dict(Period.objects.filter(id__in={p for _, p in by_month}).values_list("id", "code"))
    for (entity, period), group in sorted(by_month.items()):
        for voucher, n in zip(group, draw_gapless(entity, SERIES, periods[period], len(group))):
            voucher.n, voucher.state, voucher.state_at = n, "posted", at
            voucher.number = f"{entities[entity]}-{periods[period]}-{n:04d}"


def post_lines(vouchers: Sequence[Voucher]) -> None:
    """Postings of hand-made lines, each linked to its line."""
    heads = {v.id: v for v in vouchers}
    lines = list(
        VoucherLine.objects.filter(voucher__in=heads).select_related("account__entity").order_by("voucher", "n")
    )
    ids = new_ids(Posting, len(lines))
    rows = [
        (
            *(id, line.account.entity_id, line.account_id, line.debit, line.credit, line.account.entity.currency),
            *(heads[line.voucher_id].template, "voucher", line.voucher_id, line.id, *(None,) * 5),
            *(heads[line.voucher_id].business_date, heads[line.voucher_id].period_id, heads[line.voucher_id].late),
        )
        for id, line in zip(ids, lines)
    ]
    copy_rows(Posting, ("id", *COLUMNS), rows)
    link_postings((line.id, id) for id, line in zip(ids, lines))


def link_postings(pairs: Iterable[tuple[int, int]]) -> None:
    """(voucher line, posting): what a line sums."""
    copy_rows(VoucherPosting, ("line_id", "posting_id"), pairs)


def announce(vouchers: Sequence[Voucher], *, by: Actor, at: datetime) -> None:
    """The event of each posted voucher, with its sum of debits."""
    lines = VoucherLine.objects.filter(voucher__in=[v.id for v in vouchers])
    amounts: dict[int, Decimal] = dict(lines.values_list("voucher_id").annotate(total=Sum("debit")))
    record(
        [VoucherPosted(subject=v.id, template=v.template, amount=amounts[v.id], state="posted") for v in vouchers],
        by=by,
        at=at,
    )
