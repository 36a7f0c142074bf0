"""Close periods: first the stock, then the books; each only when nothing of it is missing."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext_noop as N_

from yunhe.erp.finance.events import PeriodClosed
from yunhe.erp.finance.goods.moves import VALUED
from yunhe.kernel.actor import Actor
from yunhe.kernel.bulk import array
from yunhe.kernel.commands import command
from yunhe.kernel.events import record
from yunhe.kernel.flow import not_found, wrong_state
from yunhe.kernel.models import Period
from yunhe.kernel.outcome import Outcome, Reason

Checks = Sequence[tuple[str, Sequence[object], Reason]]
UNVALUED = """
    SELECT m.period_id, count(*) FROM stock_move m JOIN stock_owner o ON o.id = m.owner_id AND o.entity_id IS NOT NULL
    LEFT JOIN stock_receipt r ON m.subject_kind = 'receipt' AND r.id = m.subject_id
    LEFT JOIN stock_inbound i ON i.id = r.inbound_id
    LEFT JOIN stock_outbound b ON m.subject_kind = 'outbound' AND b.id = m.subject_id
    WHERE m.period_id = ANY(%s::bigint[]) AND m.cause = ANY(%s)
      AND coalesce(i.kind, '') <> 'transfer' AND coalesce(b.kind, '') <> 'transfer'
      AND NOT EXISTS (SELECT 1 FROM finance_valuation v WHERE v.move_id = m.id)
    GROUP BY m.period_id
"""
UNSUMMED = """
    SELECT p.period_id, count(*) FROM finance_posting p
    WHERE p.period_id = ANY(%s::bigint[]) AND p.debit <> p.credit
      AND NOT EXISTS (SELECT 1 FROM finance_voucherposting v WHERE v.posting_id = p.id)
    GROUP BY p.period_id
"""
DRAFTS = (
    "SELECT period_id, count(*) FROM finance_voucher WHERE period_id = ANY(%s::bigint[]) AND state = 'draft' GROUP BY 1"
)
DIFFERENCES = """
    SELECT p.period_id, sum(p.debit - p.credit) FROM finance_posting p
    WHERE p.period_id = ANY(%s::bigint[]) GROUP BY p.period_id HAVING sum(p.debit) <> sum(p.credit)
"""
STOCK_AGAINST_BOOKS = """
    SELECT k.id, coalesce(v.value, 0) - coalesce(a.value, 0) FROM kernel_period k
    LEFT JOIN LATERAL (SELECT sum(amount) AS value FROM finance_valuation v WHERE v.period_id = k.id) v ON true
    LEFT JOIN LATERAL (SELECT sum(p.debit - p.credit) AS value FROM finance_posting p
                       JOIN finance_account c ON c.id = p.account_id AND c.role = 'inventory'
                       WHERE p.period_id = k.id) a ON true
    WHERE k.id = ANY(%s::bigint[]) AND coalesce(v.value, 0) <> coalesce(a.value, 0)
"""
EARLIER = """
    SELECT k.id, count(*) FROM kernel_period k JOIN kernel_period e ON e.entity_id = k.entity_id AND e.starts < k.starts
    WHERE k.id = ANY(%s::bigint[]) AND e.state = ANY(%s) AND e.id <> ALL(%s::bigint[]) GROUP BY k.id
"""


@command("finance.close_stock", N_("Close stock"))
def close_stock(period_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """No more goods move in these periods. Refused: an earlier one is open, a move without a value yet."""
    checks: Checks = [
        (UNVALUED, [array(period_ids), list(VALUED)], Reason("unvalued", N_("{count} moves have no value yet"))),
        (
            EARLIER,
            [array(period_ids), ["open"], array(period_ids)],
            Reason("earlier_open", N_("{count} earlier periods are open")),
        ),
    ]
    return _close(period_ids, "open", "stock_closed", checks, by=by, at=at)


@command("finance.close_books", N_("Close the books"))
def close_books(period_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """Close periods for good: from then on the database refuses every row in them.

    Refused: stock not closed, an earlier period not closed, draft vouchers, postings that no voucher sums, debits that
    differ from credits, stock value that differs from the inventory account.
    """
    ids = array(period_ids)
    checks: Checks = [
        (EARLIER, [ids, ["open", "stock_closed"], ids], Reason("earlier_open", N_("{count} earlier periods are open"))),
        (DRAFTS, [ids], Reason("drafts", N_("{count} vouchers are drafts"))),
        (UNSUMMED, [ids], Reason("unsummed", N_("{count} postings are in no voucher"))),
        (DIFFERENCES, [ids], Reason("unbalanced", N_("Debit and credit differ by {count}"))),
        (STOCK_AGAINST_BOOKS, [ids], Reason("stock_differs", N_("Stock value and books differ by {count}"))),
    ]
    return _close(period_ids, "stock_closed", "closed", checks, by=by, at=at)


def _close(
    period_ids: Sequence[int],
    source: str,
    target: str,
    checks: Checks,
    *,
    by: Actor,
    at: datetime,
) -> Outcome:
    """The periods are locked first: rows that enter them hold a key lock on the period until they commit."""
    found = {p.id: p for p in Period.objects.filter(id__in=period_ids).order_by("id").select_for_update()}
    outcome = Outcome()
    for id in period_ids:
        if id not in found:
            outcome.refused[id] = not_found(id)
        elif found[id].state != source:
            outcome.refused[id] = wrong_state(found[id].code, found[id].state, (source,))
    with connection.cursor() as cursor:
        for sql, parameters, reason in checks:
            cursor.execute(sql, parameters)
            for id, count in cursor.fetchall():
                outcome.refused.setdefault(id, Reason(reason.code, reason.text, {"count": count}))
    outcome.refused |= _behind(found.values(), outcome, target)
    outcome.done = [id for id in period_ids if id not in outcome.refused]
    Period.objects.filter(id__in=outcome.done).update(state=target)
    record([PeriodClosed(subject=id, business_date=found[id].ends, state=target) for id in outcome.done], by=by, at=at)
    return outcome


def _behind(periods: Iterable[Period], outcome: Outcome, target: str) -> dict[int, Reason]:
    """Periods that would close before an earlier one of the same call, which stays open."""
    held: set[int] = set()
    behind = {}
    for period in sorted(periods, key=lambda p: p.starts):
        if period.id in outcome.refused and period.state not in (target, Period.State.CLOSED):
            held.add(period.entity_id)
        elif period.id not in outcome.refused and period.entity_id in held:
            behind[period.id] = Reason("earlier_open", N_("{count} earlier periods are open"), {"count": 1})
    return behind
