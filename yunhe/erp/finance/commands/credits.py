"""Credit sales: take back part or all of what an outbound earned."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext_noop as N_

from yunhe.erp.finance.books import Books, Pair, Sold
from yunhe.erp.finance.models import Receivable, Role
from yunhe.erp.finance.opening_items import NewItem, make_receivables
from yunhe.erp.finance.sale_lines import LineLeft, LinePart, credited_by, left_in, left_of, take, take_named
from yunhe.erp.finance.settling import Put, settle
from yunhe.kernel.actor import Actor
from yunhe.kernel.calendar import business_day
from yunhe.kernel.commands import command
from yunhe.kernel.flow import not_found
from yunhe.kernel.money import ZERO
from yunhe.kernel.outcome import Outcome, Reason


class SaleCredit(NamedTuple):
    """Give back `amount_incl` of what a document (kind, id: an outbound, or an order with services) earned, because of a
    paper (kind, id): the same paper credits once. `order` tells whose sale, where an outbound served several; `lines`
    which lines of the document, as (line id, amount with tax) that sum to the amount: else all share by what is left."""

    paper: tuple[str, int]
    source: tuple[str, int]
    amount_incl: Decimal
    day: date
    order: int | None = None
    lines: Sequence[tuple[int, Decimal]] = ()

    @property
    def key(self) -> tuple[str, int, str, int]:
        return (*self.paper, *self.source)


class Taken(NamedTuple):
    """A credit with the parts of its sale's lines."""

    row: SaleCredit
    sale: Receivable
    parts: Sequence[LinePart]


@command("finance.credit_sales", N_("Credit sales"))
def credit_sales(rows: Sequence[SaleCredit], *, by: Actor, at: datetime) -> Outcome:
    """Make credit items with revenue and VAT taken back; what the receivable still has open is offset at once.

    The rest of a credit waits for a refund. Refused: no sale booked for the document, more than is left of it. A
    paper that was credited before is done, with nothing new. Keys are (paper kind, paper id, source kind, source id).
    """
    if not rows:
        return Outcome()
    booked = _sales({row.source for row in rows})
    sales = {(r.source_kind, r.source_id, order): r for r in reversed(booked) for order in (r.order_id, None)}
    left = left_of([sale.id for sale in booked])
    before = _before(rows)
    outcome = Outcome()
    good: list[Taken] = []
    for row in rows:
        sale = sales.get((*row.source, row.order))
        if row.key in before:
            outcome.done.append(row.key)
        elif sale is None:
            outcome.refused[row.key] = not_found(row.source[1])
        elif not _fits(row, left[sale.id]):
            outcome.refused[row.key] = _too_much(row, left_in(left[sale.id]))
        else:
            lines = left[sale.id]
            parts = take_named(lines, row.lines) if row.lines else take(lines, row.amount_incl)
            good.append(Taken(row, sale, parts))
            outcome.done.append(row.key)
            before.add(row.key)
    _write(good, by=by, at=at)
    return outcome


@command("finance.restore_sales", N_("Take credits back"))
def restore_sales(papers: Sequence[tuple[str, int]], *, by: Actor, at: datetime) -> Outcome:
    """The papers' credits were wrong: each gets a counter item, which what the credit still has open offsets.

    Done are the papers; one without credits, or restored before, changes nothing.
    """
    items = Receivable.objects.filter(
        kind=Receivable.Kind.CREDIT,
        source_kind__in={kind for kind, _ in papers},
        source_id__in={id for _, id in papers},
        credits__isnull=False,
    )
    rows = [r for r in items.order_by("id").select_for_update() if (r.source_kind, r.source_id) in set(papers)]
    restored = {(r.source_kind, r.source_id, r.credits_id) for r in rows if r.amount > 0}
    credits = [r for r in rows if (r.source_kind, r.source_id, r.credits_id) not in restored]
    if credits:
        _restore(credits, by=by, at=at)
    return Outcome(done=list(papers))


def _sales(sources: set[tuple[str, int]]) -> list[Receivable]:
    rows = Receivable.objects.filter(source_id__in={id for _, id in sources}, kind=Receivable.Kind.SALE)
    return [r for r in rows.order_by("id").select_for_update() if (r.source_kind, r.source_id) in sources]


def _before(rows: Sequence[SaleCredit]) -> set[tuple[str, int, str, int]]:
    found = Receivable.objects.filter(
        kind=Receivable.Kind.CREDIT,
        source_kind__in={r.paper[0] for r in rows},
        source_id__in={r.paper[1] for r in rows},
    )
    return set(found.values_list("source_kind", "source_id", "credits__source_kind", "credits__source_id"))


def _too_much(row: SaleCredit, left: Decimal) -> Reason:
    return Reason(
        "credit_too_much", N_("{amount} cannot be credited: {left} is left"), {"amount": row.amount_incl, "left": left}
    )


def _fits(row: SaleCredit, lines: Sequence[LineLeft]) -> bool:
    """Whether so much is left: of the lines named, which then sum to the amount, or of all."""
    if not row.lines:
        return ZERO < row.amount_incl <= left_in(lines)
    left, named = {line.line: line.incl for line in lines}, dict(row.lines)
    within = all(ZERO < amount <= left.get(line, ZERO) for line, amount in named.items())
    return within and len(named) == len(row.lines) and sum(named.values(), ZERO) == row.amount_incl


def _write(good: Sequence[Taken], *, by: Actor, at: datetime) -> None:
    if not good:
        return
    books = Books.of(one.sale.entity_id for one in good)
    credits = make_receivables([_item(one) for one in good], books=books, by=by, at=at)
    books.post(
        [pair for one, credit in zip(good, credits) for pair in _taken_back(credit, one.parts, one.row.day, books)]
    )
    puts = []
    for (_, sale, _), credit in zip(good, credits):
        if offset := min(sale.amount - sale.settled, -credit.amount):
            puts.append(Put(offset, credit=credit, receivable=sale))
            sale.settled += offset
    settle(puts, books=books, day=max(one.row.day for one in good), by=by, at=at)


def _item(taken: Taken) -> NewItem:
    row, sale, parts = taken
    return NewItem(
        entity=sale.entity_id,
        partner=sale.partner_id,
        kind=Receivable.Kind.CREDIT,
        source=row.paper,
        amount=-row.amount_incl,
        tax=-sum((part.tax for part in parts), ZERO),
        currency=sale.currency,
        day=row.day,
        due_on=row.day,
        order=(sale.order_id, sale.order_number),
        shop=sale.shop_id,
        credits=sale.id,
    )


def _taken_back(item: Receivable, parts: Sequence[LinePart], day: date, books: Books) -> list[Pair]:
    """Revenue and VAT of a credit, or with turned parts of its counter item, line by line."""
    head, booking = ("credit_note", ("receivable", item.id)), books.booking(item.entity_id, day)
    pairs = []
    for part in parts:
        tail = (*head, part.line, day, booking, item.shop_id, item.partner_id)
        sold = Sold(part.item, item.order_id)
        pairs.append(Pair(item.entity_id, Role.RECEIVABLE, Role.REVENUE, -part.excl, *tail, sold=sold))
        pairs.append(Pair(item.entity_id, Role.RECEIVABLE, Role.OUTPUT_VAT, -part.tax, *tail, sold=sold))
    return pairs


def _restore(credits: Sequence[Receivable], *, by: Actor, at: datetime) -> None:
    books, day = Books.of(c.entity_id for c in credits), business_day(at)
    parts = credited_by([c.id for c in credits])
    counters = make_receivables([_counter(c, day) for c in credits], books=books, by=by, at=at)
    books.post(
        [
            pair
            for credit, counter in zip(credits, counters)
            for pair in _taken_back(counter, [part.turned() for part in parts[credit.id]], day, books)
        ]
    )
    puts = [
        Put(open_amount, credit=credit, receivable=counter)
        for credit, counter in zip(credits, counters)
        if (open_amount := credit.settled - credit.amount)
    ]
    settle(puts, books=books, day=day, by=by, at=at)


def _counter(credit: Receivable, day: date) -> NewItem:
    return NewItem(
        entity=credit.entity_id,
        partner=credit.partner_id,
        kind=Receivable.Kind.CREDIT,
        source=(credit.source_kind, credit.source_id),
        amount=-credit.amount,
        tax=-credit.tax,
        currency=credit.currency,
        day=day,
        due_on=day,
        order=(credit.order_id, credit.order_number),
        shop=credit.shop_id,
        credits=credit.credits_id,
    )
