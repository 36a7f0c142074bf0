"""Replay: when a late paper lies before moves that are valued already, what follows it in the open periods is valued again."""

from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal

from django.db import connection

from yunhe.erp.finance.books import Books, Pair
from yunhe.erp.finance.goods.ledger import Averages, Key, Value, append
from yunhe.erp.finance.goods.moves import GoodsMove, read_moves
from yunhe.erp.finance.models import Role, Valuation
from yunhe.erp.finance.rules.average import Step, Stock, replay
from yunhe.kernel.bulk import array
from yunhe.kernel.calendar import Booking

AT_AVERAGE = (Valuation.Reason.ISSUE, Valuation.Reason.COUNT)

CLOSED = """
    SELECT v.entity_id, v.item_id, sum(v.qty), sum(v.amount)
    FROM finance_valuation v JOIN kernel_period p ON p.id = v.period_id AND p.state = 'closed'
    JOIN unnest(%s::bigint[], %s::bigint[]) AS k(entity, item) ON (v.entity_id, v.item_id) = (k.entity, k.item)
    GROUP BY 1, 2
"""
# One row per move: its first amount and all that corrected it, in the open periods; its day is never before the period.
OPEN = """
    SELECT v.entity_id, v.item_id, coalesce(v.move_id, -min(v.id)), min(greatest(v.business_date, p.starts)),
           sum(v.qty), sum(v.amount),
           coalesce(min(v.reason) FILTER (WHERE v.reason IN ('opening', 'receipt', 'reversal', 'return', 'issue', 'count')), '')
    FROM finance_valuation v JOIN kernel_period p ON p.id = v.period_id AND p.state <> 'closed'
    JOIN unnest(%s::bigint[], %s::bigint[]) AS k(entity, item) ON (v.entity_id, v.item_id) = (k.entity, k.item)
    GROUP BY v.entity_id, v.item_id, v.move_id, CASE WHEN v.move_id IS NULL THEN v.id END
"""


def replay_late(keys: Collection[Key], averages: Averages, books: Books) -> None:
    """Value the open periods of these items again in the order of their papers; append the differences and post them.

    Closed periods never change: their closing balance is where the replay starts. The averages' lock must be held.
    Rows are corrected where a move follows the average (issues, counts); receipts keep what was paid.
    """
    if not keys:
        return
    changes: dict[int, Decimal] = {}
    opening, steps = _opening(keys), _steps(keys)
    for key in keys:
        changes |= replay(opening.get(key, Stock()), steps[key])
    corrected = read_moves(moves=[move for move in changes if move > 0])
    delivered = _delivered([m.subject_id for m in corrected if m.subject_kind == "outbound"])
    append([_value(m, changes[m.id], books) for m in corrected])
    by_key: defaultdict[Key, Decimal] = defaultdict(Decimal)
    for move in corrected:
        by_key[move.key] += changes[move.id]
    for key, change in by_key.items():
        averages.stocks[key].revalue(change)
    averages.write({m.key for m in corrected})
    books.post([_pair(m, changes[m.id], m.subject_id in delivered) for m in corrected])


def _opening(keys: Collection[Key]) -> dict[Key, Stock]:
    with connection.cursor() as cursor:
        cursor.execute(CLOSED, _columns(keys))
        return {(e, i): Stock(qty, value) for e, i, qty, value in cursor.fetchall()}


def _steps(keys: Collection[Key]) -> dict[Key, list[Step]]:
    steps: defaultdict[Key, list[Step]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(OPEN, _columns(keys))
        for entity, item, move, day, qty, amount, reason in cursor.fetchall():
            steps[entity, item].append(Step(move, day, qty, amount, reason in AT_AVERAGE))
    return steps


def _columns(keys: Collection[Key]) -> list[str]:
    return [array(k[0] for k in keys), array(k[1] for k in keys)]


def _delivered(outbounds: Collection[int]) -> set[int]:
    """Outbounds whose cost has gone on from goods shipped to cost of sales."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT DISTINCT document_id FROM finance_posting
               WHERE document_kind = 'outbound' AND document_id = ANY(%s::bigint[]) AND template = 'delivery'""",
            [array(outbounds)],
        )
        return {id for (id,) in cursor.fetchall()}


def _value(m: GoodsMove, change: Decimal, books: Books) -> Value:
    head = (m.id, m.entity, m.item, Decimal(0), change, books.currencies[m.entity], Valuation.Reason.REPLAY)
    return Value(*head, m.document, m.business_date, m.period, m.late)


def _pair(m: GoodsMove, change: Decimal, delivered: bool) -> Pair:
    contra = Role.COST_OF_SALES if delivered and m.contra == Role.GOODS_SHIPPED else m.contra
    if m.cause == "reverse":
        contra = Role.PURCHASE_VARIANCE
    tail = ("replay", m.document, m.line, m.business_date, Booking(m.period, m.late), m.shop, m.partner)
    sold = m.sold._replace(qty=None) if m.sold else None
    return Pair(m.entity, Role.INVENTORY, contra, change, *tail, sold=sold)
