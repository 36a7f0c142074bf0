"""What the lines of a sale earned and what of it is left: a credit is taken from lines, with the tax that each has."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.db import connection

from yunhe.kernel.bulk import array
from yunhe.kernel.money import ZERO, apportion, cents


class LinePart(NamedTuple):
    """So much of a sale's line, without tax and the tax; `line` is of the outbound, or of the order for a service."""

    sale: int
    line: int
    item: int
    excl: Decimal
    tax: Decimal

    @property
    def incl(self) -> Decimal:
        return self.excl + self.tax

    def turned(self) -> "LinePart":
        """The counter part."""
        return self._replace(excl=-self.excl, tax=-self.tax)


@dataclass(slots=True)
class LineLeft:
    """What of a line of a sale (a receivable) is not credited yet; `order_line` is the line of the order that it serves."""

    sale: int
    line: int
    order_line: int | None
    item: int
    excl: Decimal
    tax: Decimal

    @property
    def incl(self) -> Decimal:
        return self.excl + self.tax

    def take(self, incl: Decimal) -> LinePart:
        """Credit so much of it, never more than is left: the tax follows, and the last part takes the rest of it."""
        tax = self.tax if incl == self.incl else cents(self.tax * incl / self.incl)
        part = LinePart(self.sale, self.line, self.item, incl - tax, tax)
        self.excl -= part.excl
        self.tax -= part.tax
        return part


LEFT = """
    SELECT s.sale, p.line_id, CASE WHEN s.of = 'outbound' THEN l.root_line_id ELSE p.line_id END, p.item_id,
           coalesce(sum(p.credit - p.debit) FILTER (WHERE a.role = 'revenue'), 0),
           coalesce(sum(p.credit - p.debit) FILTER (WHERE a.role = 'output_vat'), 0)
    FROM (
        SELECT r.id AS sale, r.source_kind AS of, r.source_kind AS kind, r.source_id AS id, 'sale' AS template, r.order_id
        FROM finance_receivable r WHERE r.id = ANY(%(sales)s::bigint[])
        UNION ALL
        SELECT r.id, r.source_kind, 'receivable', c.id, 'credit_note', r.order_id
        FROM finance_receivable c JOIN finance_receivable r ON r.id = c.credits_id
        WHERE r.id = ANY(%(sales)s::bigint[])) s
    JOIN finance_posting p ON (p.document_kind, p.document_id, p.template) = (s.kind, s.id, s.template)
        AND p.order_id IS NOT DISTINCT FROM s.order_id
    JOIN finance_account a ON a.id = p.account_id AND a.role IN ('revenue', 'output_vat')
    LEFT JOIN stock_outboundline l ON s.of = 'outbound' AND l.id = p.line_id
    GROUP BY 1, 2, 3, 4 ORDER BY 1, 2
"""
CREDITED = """
    SELECT p.document_id, c.credits_id, p.line_id, p.item_id,
           coalesce(sum(p.debit - p.credit) FILTER (WHERE a.role = 'revenue'), 0),
           coalesce(sum(p.debit - p.credit) FILTER (WHERE a.role = 'output_vat'), 0)
    FROM finance_receivable c JOIN finance_posting p ON p.document_id = c.id
    JOIN finance_account a ON a.id = p.account_id AND a.role IN ('revenue', 'output_vat')
    WHERE (p.document_kind, p.template) = ('receivable', 'credit_note') AND p.document_id = ANY(%s::bigint[])
    GROUP BY 1, 2, 3, 4 ORDER BY 1, 3
"""


def left_of(sale_ids: Collection[int]) -> dict[int, list[LineLeft]]:
    """What is left of the lines of these sales, by sale; one query."""
    left: dict[int, list[LineLeft]] = {id: [] for id in sale_ids}
    with connection.cursor() as cursor:
        cursor.execute(LEFT, {"sales": array(sale_ids)})
        for row in cursor.fetchall():
            left[row[0]].append(LineLeft(*row))
    return left


def credited_by(credit_ids: Collection[int]) -> dict[int, list[LinePart]]:
    """What these credit items took from the lines of their sales, by item; one query."""
    parts: dict[int, list[LinePart]] = {id: [] for id in credit_ids}
    with connection.cursor() as cursor:
        cursor.execute(CREDITED, [array(credit_ids)])
        for credit, *part in cursor.fetchall():
            parts[credit].append(LinePart(*part))
    return parts


def left_in(lines: Iterable[LineLeft]) -> Decimal:
    """What these lines have left together, with tax."""
    return sum((line.incl for line in lines), ZERO)


def take(lines: Sequence[LineLeft], amount: Decimal) -> list[LinePart]:
    """Credit `amount` (with tax, no more than is left) of these lines, shared by what each has left."""
    if not amount:
        return []
    open_lines = [line for line in lines if line.incl > 0]
    shares = zip(open_lines, apportion(amount, [line.incl for line in open_lines]))
    return [line.take(share) for line, share in shares if share]


def take_named(lines: Sequence[LineLeft], named: Iterable[tuple[int, Decimal]]) -> list[LinePart]:
    """Credit of each line named by its id exactly so much."""
    by_id = {line.line: line for line in lines}
    return [by_id[id].take(amount) for id, amount in named]
