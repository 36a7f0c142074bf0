"""Earned sales: revenue, output VAT and the receivable of outbounds, at shipment or at delivery as the shop has it, and of
services, which nobody ships, when their order is complete."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.db import connection

from yunhe.erp.finance.books import Books, Pair, Side, Sold
from yunhe.erp.finance.models import Application, Receivable, Role
from yunhe.erp.finance.opening_items import NewItem, make_receivables
from yunhe.erp.finance.settling import Put, settle
from yunhe.kernel.actor import Actor
from yunhe.kernel.bulk import array
from yunhe.kernel.money import ZERO
from yunhe.partners.models import Partner


@dataclass(slots=True)
class Sale:
    """What a document earned for one order (a merged outbound serves several)."""

    source: tuple[str, int]
    entity: int
    partner: int | None
    shop: int | None
    order: int | None
    currency: str
    terms_days: int
    day: date
    lines: "list[SoldLine]" = field(default_factory=list)

    @property
    def tax(self) -> Decimal:
        return sum((line.tax for line in self.lines), ZERO)

    @property
    def amount(self) -> Decimal:
        return sum((line.excl + line.tax for line in self.lines), ZERO)


class SoldLine(NamedTuple):
    """A line of an outbound, or of an order when it is a service: then with its quantity, that no goods posting has."""

    id: int
    item: int
    excl: Decimal
    tax: Decimal
    qty: Decimal | None = None


class Services(NamedTuple):
    """What of a complete order nobody ships: its lines are the order's."""

    order: int
    entity: int
    partner: int | None
    shop: int | None
    currency: str
    day: date
    lines: Sequence[SoldLine]


EARNED = """
    SELECT b.id, coalesce(o.entity_id, w.entity_id), b.partner_id, coalesce(l.shop_id, b.shop_id),
           coalesce(l.root_id, b.root_id), l.currency,
           coalesce(pa.terms_days, 0), l.id, l.item_id, l.amount_excl, l.tax
    FROM stock_outbound b JOIN stock_owner o ON o.id = b.owner_id JOIN stock_warehouse w ON w.id = b.warehouse_id
    JOIN stock_outboundline l ON l.outbound_id = b.id AND l.amount_incl IS NOT NULL
    LEFT JOIN partners_partner pa ON pa.id = b.partner_id
    WHERE b.kind IN ('sale', 'pickup', 'dropship')
      AND (b.id = ANY(%s::bigint[]) AND b.recognise = 'shipped' OR b.id = ANY(%s::bigint[]) AND b.recognise = 'delivered')
      AND NOT EXISTS (SELECT 1 FROM finance_receivable r
                      WHERE (r.source_kind, r.source_id, r.kind) = ('outbound', b.id, 'sale'))
    ORDER BY b.id, l.n
"""
# What stands in goods shipped for an outbound, by order and item: what left, less what came back before it arrived. Once
# moved on, nothing.
COST_ON_THE_WAY = """
    SELECT g.entity_id, g.outbound, sum(g.amount), g.shop_id, g.item_id, g.order_id, sum(g.qty) FROM (
        SELECT p.entity_id, p.document_id AS outbound, p.debit - p.credit AS amount, p.shop_id, p.item_id, p.order_id, p.qty
        FROM finance_posting p JOIN finance_account a ON a.id = p.account_id AND a.role = 'goods_shipped'
        WHERE p.document_kind = 'outbound' AND p.document_id = ANY(%(ids)s::bigint[])
        UNION ALL
        SELECT p.entity_id, i.outbound_id, p.debit - p.credit, p.shop_id, p.item_id, p.order_id, p.qty
        FROM stock_inbound i JOIN stock_receipt r ON r.inbound_id = i.id
        JOIN finance_posting p ON (p.document_kind, p.document_id) = ('receipt', r.id)
        JOIN finance_account a ON a.id = p.account_id AND a.role = 'goods_shipped'
        WHERE i.kind = 'return' AND i.outbound_id = ANY(%(ids)s::bigint[])) g
    GROUP BY 1, 2, 4, 5, 6 HAVING sum(g.amount) <> 0 OR sum(g.qty) <> 0 ORDER BY 2, 6, 5
"""


def recognise(shipped: Mapping[int, date], delivered: Mapping[int, date], *, by: Actor, at: datetime) -> list[int]:
    """Book what these outbounds earn, each on its day and by order; an outbound is booked once. Returns the new receivables'
    ids.

    At delivery the cost goes from goods shipped (发出商品) to cost of sales. Payments that were kept for the order
    settle the receivable at once.
    """
    sales = _earned(shipped, delivered)
    costs = _on_the_way(delivered)
    books = Books.of({s.entity for s in sales} | {cost.entity for cost in costs})
    moved = [_earned_cost(cost, delivered[cost.outbound], books) for cost in costs]
    return _book(sales, books, moved, by=by, at=at)


def recognise_services(rows: Sequence[Services], *, by: Actor, at: datetime) -> list[int]:
    """Book what services of complete orders earn, an order once; returns the new receivables' ids."""
    known = Receivable.objects.filter(source_kind="order", source_id__in=[row.order for row in rows])
    booked = set(known.filter(kind=Receivable.Kind.SALE).values_list("source_id", flat=True))
    buyers = Partner.objects.filter(id__in={row.partner for row in rows if row.partner})
    terms = dict(buyers.values_list("id", "terms_days"))
    sales = [
        Sale(("order", row.order), row.entity, row.partner, row.shop, row.order, row.currency,
             terms.get(row.partner, 0), row.day, list(row.lines))
        for row in rows if row.order not in booked
    ]  # fmt: skip
    return _book(sales, Books.of(sale.entity for sale in sales), [], by=by, at=at)


def _book(sales: Sequence[Sale], books: Books, costs: Sequence[Pair], *, by: Actor, at: datetime) -> list[int]:
    """Revenue, VAT and a receivable for each sale, settled with what was kept for its order; and these costs, in one
    statement, since who posts twice may wait for the sums of another who does."""
    earned = [s for s in sales if s.amount]
    books.post([*costs, *(side for s in earned for side in _revenue(s, books))])
    made = make_receivables([_item(s) for s in earned], books=books, by=by, at=at)
    use_earmarks(made, books=books, by=by, at=at)
    return [r.id for r in made]


def use_earmarks(receivables: Collection[Receivable], *, books: Books, by: Actor, at: datetime) -> None:
    """Settle receivables of an order with the payments that were kept for it, the oldest first."""
    orders = {r.order_id for r in receivables if r.order_id and r.kind == Receivable.Kind.SALE}
    kept: dict[int, list[Application]] = {}
    if orders:
        for row in Application.kept_for(orders).select_for_update(of=("self",)):
            kept.setdefault(row.order_id, []).append(row)
    puts: list[Put] = []
    for receivable in receivables:
        left = receivable.amount - receivable.settled
        for row in kept.get(receivable.order_id, ()):
            if taken := min(left, row.amount - row.used):
                puts.append(Put(taken, payment=row.payment, receivable=receivable, earmark=row.id))
                row.used += taken
                left -= taken
    if puts:
        settle(puts, books=books, day=max(r.business_date for r in receivables), by=by, at=at)


def _earned(shipped: Mapping[int, date], delivered: Mapping[int, date]) -> list[Sale]:
    sales: dict[tuple[int, int | None], Sale] = {}
    days = {**shipped, **delivered}
    with connection.cursor() as cursor:
        cursor.execute(EARNED, [array(shipped), array(delivered)])
        for outbound, entity, partner, shop, order, currency, terms, *line in cursor.fetchall():
            sale = Sale(("outbound", outbound), entity, partner, shop, order, currency, terms, days[outbound])
            sales.setdefault((outbound, order), sale).lines.append(SoldLine(*line))
    return list(sales.values())


class _OnTheWay(NamedTuple):
    entity: int
    outbound: int
    amount: Decimal
    shop: int | None
    item: int | None
    order: int | None
    qty: Decimal | None


def _on_the_way(delivered: Mapping[int, date]) -> list[_OnTheWay]:
    with connection.cursor() as cursor:
        cursor.execute(COST_ON_THE_WAY, {"ids": array(delivered)})
        return [_OnTheWay(*row) for row in cursor.fetchall()]


def _revenue(s: Sale, books: Books) -> list[Side]:
    """Revenue and VAT by line, one receivable for all of them."""
    end = (s.day, books.booking(s.entity, s.day), s.shop, s.partner)
    sides = [Side(s.entity, Role.RECEIVABLE, s.amount, "sale", s.source, None, *end)]
    for line in s.lines:
        sold = Sold(line.item, s.order, None if line.qty is None else -line.qty)
        sides.append(Side(s.entity, Role.REVENUE, -line.excl, "sale", s.source, line.id, *end, sold))
        sides.append(
            Side(s.entity, Role.OUTPUT_VAT, -line.tax, "sale", s.source, line.id, *end, sold._replace(qty=None))
        )
    return sides


def _earned_cost(c: _OnTheWay, day: date, books: Books) -> Pair:
    tail = ("delivery", ("outbound", c.outbound), None, day, books.booking(c.entity, day), c.shop)
    sold = Sold(c.item, c.order, c.qty)
    return Pair(c.entity, Role.COST_OF_SALES, Role.GOODS_SHIPPED, c.amount, *tail, sold=sold)


def _item(s: Sale) -> NewItem:
    return NewItem(
        entity=s.entity,
        partner=s.partner,
        kind=Receivable.Kind.SALE,
        source=s.source,
        amount=s.amount,
        tax=s.tax,
        currency=s.currency,
        day=s.day,
        due_on=s.day + timedelta(days=s.terms_days),
        order=(s.order, ""),
        shop=s.shop,
    )
