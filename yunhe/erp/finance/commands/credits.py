"""Credit sales: take back part or all of what an outbound earned."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Sum
from django.utils.translation import gettext_noop as N_

from yunhe.erp.finance.books import Books, Pair
from yunhe.erp.finance.models import Receivable, Role
from yunhe.erp.finance.opening_items import NewItem, make_receivables
from yunhe.erp.finance.settling import Put, settle
from yunhe.kernel.actor import Actor
from yunhe.kernel.commands import command
from yunhe.kernel.flow import not_found
from yunhe.kernel.money import ZERO, cents
from yunhe.kernel.outcome import Outcome, Reason


class SaleCredit(NamedTuple):
    """Give back `amount_incl` of an outbound's sale because of a paper (kind, id): the same paper credits once."""

    paper: tuple[str, int]
    outbound: int
    amount_incl: Decimal
    day: date

    @property
    def key(self) -> tuple[str, int, int]:
        return (*self.paper, self.outbound)


@command("finance.credit_sales", N_("Credit sales"))
def credit_sales(rows: Sequence[SaleCredit], *, by: Actor, at: datetime) -> Outcome:
    """Make credit items with revenue and VAT taken back; what the receivable still has open is offset at once.

    The rest of a credit waits for a refund. Refused: no sale booked for the outbound, more than is left of it. A
    paper that was credited before is done, with nothing new. Keys are (paper kind, paper id, outbound).
    """
    if not rows:
        return Outcome()
    sales = {r.source_id: r for r in _sales([row.outbound for row in rows])}
    left = _left(list(sales.values()))
    before = _before(rows)
    outcome = Outcome()
    good: list[tuple[SaleCredit, Receivable]] = []
    for row in rows:
        sale = sales.get(row.outbound)
        if row.key in before:
            outcome.done.append(row.key)
        elif sale is None:
            outcome.refused[row.key] = not_found(row.outbound)
        elif not ZERO < row.amount_incl <= left[sale.id]:
            outcome.refused[row.key] = _too_much(row, left[sale.id])
        else:
            left[sale.id] -= row.amount_incl
            good.append((row, sale))
            outcome.done.append(row.key)
            before.add(row.key)
    _write(good, by=by, at=at)
    return outcome


def _sales(outbounds: Sequence[int]) -> list[Receivable]:
    rows = Receivable.objects.filter(source_kind="outbound", source_id__in=outbounds, kind=Receivable.Kind.SALE)
    return list(rows.order_by("id").select_for_update())


def _left(sales: Sequence[Receivable]) -> dict[int, Decimal]:
    """What of each sale is not credited yet; money that a carrier collected was not given back."""
    credits = Receivable.objects.filter(credits__in=sales).exclude(source_kind="outbound")
    credited = dict(credits.values_list("credits").annotate(total=Sum("amount")))
    return {s.id: s.amount + credited.get(s.id, ZERO) for s in sales}


def _before(rows: Sequence[SaleCredit]) -> set[tuple[str, int, int]]:
    found = Receivable.objects.filter(
        kind=Receivable.Kind.CREDIT,
        source_kind__in={r.paper[0] for r in rows},
        source_id__in={r.paper[1] for r in rows},
    )
    return set(found.values_list("source_kind", "source_id", "credits__source_id"))


def _too_much(row: SaleCredit, left: Decimal) -> Reason:
    return Reason(
        "credit_too_much", N_("{amount} cannot be credited: {left} is left"), {"amount": row.amount_incl, "left": left}
    )


def _write(good: Sequence[tuple[SaleCredit, Receivable]], *, by: Actor, at: datetime) -> None:
    if not good:
        return
    books = Books.of(sale.entity_id for _, sale in good)
    credits = make_receivables([_item(row, sale) for row, sale in good], books=books, by=by, at=at)
    books.post([pair for (row, sale), credit in zip(good, credits) for pair in _pairs(row, sale, credit, books)])
    puts = []
    for (_, sale), credit in zip(good, credits):
        if offset := min(sale.amount - sale.settled, -credit.amount):
            puts.append(Put(offset, credit=credit, receivable=sale))
            sale.settled += offset
    settle(puts, books=books, day=max(row.day for row, _ in good), by=by, at=at)


def _item(row: SaleCredit, sale: Receivable) -> NewItem:
    return NewItem(
        entity=sale.entity_id,
        partner=sale.partner_id,
        kind=Receivable.Kind.CREDIT,
        source=row.paper,
        amount=-row.amount_incl,
        tax=-cents(sale.tax * row.amount_incl / sale.amount),
        currency=sale.currency,
        day=row.day,
        due_on=row.day,
        order=(sale.order_id, sale.order_number),
        shop=sale.shop_id,
        credits=sale.id,
    )


def _pairs(row: SaleCredit, sale: Receivable, credit: Receivable, books: Books) -> list[Pair]:
    booking = books.booking(sale.entity_id, row.day)
    tail = ("credit_note", ("receivable", credit.id), None, row.day, booking, sale.shop_id, sale.partner_id)
    excl = credit.amount - credit.tax
    return [
        Pair(sale.entity_id, Role.RECEIVABLE, Role.REVENUE, excl, *tail),
        Pair(sale.entity_id, Role.RECEIVABLE, Role.OUTPUT_VAT, credit.tax, *tail),
    ]
