"""Finished work: what a work order really cost goes onto what it made, and nothing of it stays in progress."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db import connection

from yunhe.erp.finance.books import Books, Pair
from yunhe.erp.finance.goods.ledger import Averages
from yunhe.erp.finance.goods.received import ReceivedLine, received_lines
from yunhe.erp.finance.goods.repricing import Change, reprice
from yunhe.erp.finance.models import Role, Valuation
from yunhe.kernel.bulk import array
from yunhe.kernel.money import ZERO, apportion

# Every posting to work in progress belongs to an outbound or a receipt whose document names the work order as its source.
# Products are found by their receipts: what came in at nothing has no posting.
IN_PROGRESS = """
    SELECT w.entity_id, w.work, sum(w.amount),
           (SELECT array_agg(r.id ORDER BY r.id) FROM stock_receipt r JOIN stock_inbound i ON i.id = r.inbound_id
            WHERE i.source_kind = %(kind)s AND i.source_id = w.work AND i.kind = 'production' AND r.state = 'posted')
    FROM (
        SELECT p.entity_id, b.source_id AS work, p.debit - p.credit AS amount
        FROM finance_posting p JOIN finance_account a ON a.id = p.account_id AND a.role = 'wip'
        JOIN stock_outbound b ON p.document_kind = 'outbound' AND b.id = p.document_id
        WHERE b.source_kind = %(kind)s AND b.source_id = ANY(%(ids)s::bigint[])
        UNION ALL
        SELECT p.entity_id, i.source_id, p.debit - p.credit
        FROM finance_posting p JOIN finance_account a ON a.id = p.account_id AND a.role = 'wip'
        JOIN stock_receipt r ON p.document_kind = 'receipt' AND r.id = p.document_id
        JOIN stock_inbound i ON i.id = r.inbound_id
        WHERE i.source_kind = %(kind)s AND i.source_id = ANY(%(ids)s::bigint[])
        UNION ALL
        SELECT p.entity_id, p.document_id, p.debit - p.credit
        FROM finance_posting p JOIN finance_account a ON a.id = p.account_id AND a.role = 'wip'
        WHERE p.document_kind = %(kind)s AND p.document_id = ANY(%(ids)s::bigint[])) w
    GROUP BY w.entity_id, w.work HAVING sum(w.amount) <> 0 ORDER BY w.work
"""


def settle_work(kind: str, finished: Mapping[int, date]) -> list[int]:
    """Share what is left in progress of these work orders (documents of `kind`) over their products by value (by quantity
    when they came in at nothing).

    Products still here take their share, the rest is cost of sales; without any product all of it is a stock
    difference. Called again it finds nothing left. Returns the work orders that changed.
    """
    with connection.cursor() as cursor:
        cursor.execute(IN_PROGRESS, {"kind": kind, "ids": array(finished)})
        rows: list[tuple[int, int, Decimal, list[int] | None]] = cursor.fetchall()
    if not rows:
        return []
    found = received_lines(receipts={id for *_, receipts in rows for id in receipts or ()})
    products: defaultdict[int, list[ReceivedLine]] = defaultdict(list)
    for line in found.values():
        products[line.receipt].append(line)
    books = Books.of(entity for entity, *_ in rows)
    averages = Averages.lock(line.key for line in found.values())
    changes, pairs = [], []
    for entity, work, amount, receipts in rows:
        day = finished[work]
        like = Pair(
            entity, Role.STOCK_DIFFERENCE, Role.WIP, amount, "work", (kind, work), None, day, books.booking(entity, day)
        )
        lines = [line for id in receipts or () for line in products[id]]
        if not lines:
            pairs.append(like)
            continue
        weights = [max(line.amount, ZERO) for line in lines]
        for line, share in zip(lines, apportion(amount, weights if any(weights) else [line.qty for line in lines])):
            changes.append(Change(line, line.qty, share, Valuation.Reason.WORK, like._replace(line=line.line)))
    books.post([*pairs, *reprice(changes, averages, books)])
    return [work for _, work, *_ in rows]
