"""Receipt lines as invoices and freight bills see them: what came, what it was valued at, how much of it is still here."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from yunhe.kernel.bulk import array
from yunhe.kernel.money import cents


@dataclass(slots=True)
class ReceivedLine:
    """A received line. `amount` is its first (provisional) value, `billed` what invoices cover, `after` the quantity of
    the item that came in later."""

    line: int
    receipt: int
    move: int
    entity: int
    item: int
    qty: Decimal
    amount: Decimal
    billed: Decimal
    after: Decimal

    @property
    def key(self) -> tuple[int, int]:
        return (self.entity, self.item)

    def bill(self, qty: Decimal) -> Decimal:
        """The provisional amount of the next `qty` billed; over all bills exactly `amount`, whatever the parts."""
        before = cents(self.amount * self.billed / self.qty)
        self.billed += qty
        return cents(self.amount * self.billed / self.qty) - before

    def here(self, stock: Decimal) -> Decimal:
        """How much of it is still in a stock of this quantity, when what came first leaves first."""
        return min(self.qty, max(stock - self.after, Decimal(0)))


READ = """
    SELECT m.line_id, m.subject_id, m.id, v.entity_id, v.item_id, v.qty, v.amount,
           coalesce((SELECT sum(l.qty) FROM finance_invoiceline l JOIN finance_invoice i ON i.id = l.invoice_id
                     WHERE l.receipt_line_id = m.line_id AND i.state <> 'credited'), 0),
           coalesce((SELECT sum(a.qty) FROM finance_valuation a
                     WHERE a.entity_id = v.entity_id AND a.item_id = v.item_id AND a.move_id > m.id
                       AND a.reason IN ('opening', 'receipt', 'return')), 0)
    FROM stock_move m JOIN finance_valuation v ON v.move_id = m.id AND v.reason IN ('opening', 'receipt')
    WHERE m.subject_kind = 'receipt' AND m.cause = 'receive'
      AND (m.line_id = ANY(%s::bigint[]) OR m.subject_id = ANY(%s::bigint[]))
      AND NOT EXISTS (SELECT 1 FROM stock_receipt r WHERE r.id = m.subject_id AND r.state = 'reversed')
    ORDER BY m.id
"""


def received_lines(line_ids: Collection[int] = (), *, receipts: Collection[int] = ()) -> dict[int, ReceivedLine]:
    """Valued lines of receipts that stand, by receipt line id, asked for by line or by receipt; one query."""
    with connection.cursor() as cursor:
        cursor.execute(READ, [array(line_ids), array(receipts)])
        return {row[0]: ReceivedLine(*row) for row in cursor.fetchall()}
