"""Cash on delivery: once the parcel is delivered the carrier holds our money, and owes it instead of the customer."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.db import connection

from yunhe.erp.finance.books import Books, Pair
from yunhe.erp.finance.models import Receivable, Role
from yunhe.erp.finance.opening_items import NewItem, make_receivables
from yunhe.erp.finance.settling import Put, settle
from yunhe.kernel.actor import Actor
from yunhe.kernel.bulk import array


class Collected(NamedTuple):
    """What a carrier collected for a receivable of an outbound; of several orders on it the first takes first."""

    receivable: int
    carrier: int
    terms_days: int
    amount: Decimal


COLLECTED = """
    SELECT id, carrier, terms_days, least(open, cod - before) FROM (
        SELECT r.id, c.carrier, c.terms_days, c.cod, r.amount - r.settled AS open,
               sum(r.amount - r.settled) OVER (PARTITION BY r.source_id ORDER BY r.id) - (r.amount - r.settled) AS before
        FROM (SELECT p.outbound_id, min(a.id) AS carrier, min(a.terms_days) AS terms_days, sum(p.cod_amount) AS cod
              FROM stock_parcel p JOIN partners_partner a ON a.code = p.carrier_code AND a.is_carrier
              WHERE p.outbound_id = ANY(%s::bigint[]) AND p.cod_amount > 0 AND p.state <> 'voided'
              GROUP BY p.outbound_id) c
        JOIN finance_receivable r ON (r.source_kind, r.source_id, r.kind) = ('outbound', c.outbound_id, 'sale')
        WHERE r.settled < r.amount AND NOT EXISTS (
            SELECT 1 FROM finance_receivable d
            WHERE (d.source_kind, d.source_id, d.kind) = ('outbound', c.outbound_id, 'cod'))) x
    WHERE cod > before ORDER BY id
"""


def hand_to_carriers(delivered: Mapping[int, date], *, by: Actor, at: datetime) -> list[int]:
    """Move what carriers collected from the customers to the carriers (the partner whose code is the parcels' carrier).

    Each outbound once; returns the carriers' receivables.
    """
    with connection.cursor() as cursor:
        cursor.execute(COLLECTED, [array(delivered)])
        collected = [Collected(*row) for row in cursor.fetchall()]
    if not collected:
        return []
    sales = Receivable.objects.in_bulk([c.receivable for c in collected])
    books = Books.of(s.entity_id for s in sales.values())
    owed = [(c, sales[c.receivable], delivered[sales[c.receivable].source_id]) for c in collected]
    books.post([_pair(c, sale, day, books) for c, sale, day in owed])
    credits = make_receivables(
        [_item(c, sale, day, to_carrier=False) for c, sale, day in owed], books=books, by=by, at=at
    )
    debts = make_receivables([_item(c, sale, day, to_carrier=True) for c, sale, day in owed], books=books, by=by, at=at)
    settle(
        [Put(c.amount, credit=credit, receivable=sale) for (c, sale, _), credit in zip(owed, credits)],
        books=books,
        day=max(delivered.values()),
        by=by,
        at=at,
    )
    return [r.id for r in debts]


def _item(c: Collected, sale: Receivable, day: date, *, to_carrier: bool) -> NewItem:
    return NewItem(
        entity=sale.entity_id,
        partner=c.carrier if to_carrier else sale.partner_id,
        kind=Receivable.Kind.COD if to_carrier else Receivable.Kind.CREDIT,
        source=("outbound", sale.source_id),
        amount=c.amount if to_carrier else -c.amount,
        currency=sale.currency,
        day=day,
        due_on=day + timedelta(days=c.terms_days),
        order=(sale.order_id, sale.order_number),
        shop=sale.shop_id,
        credits=None if to_carrier else sale.id,
    )


def _pair(c: Collected, sale: Receivable, day: date, books: Books) -> Pair:
    document = ("receivable", sale.id)
    tail = ("cod", document, None, day, books.booking(sale.entity_id, day), sale.shop_id, c.carrier, sale.partner_id)
    return Pair(sale.entity_id, Role.RECEIVABLE, Role.RECEIVABLE, c.amount, *tail)
