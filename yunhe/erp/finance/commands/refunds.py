"""Refunds of orders: credit what was sold, pay the money back, and take that back when the bank refuses."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from django.db.models import F
from django.utils.translation import gettext_noop as N_

from yunhe.erp.finance.books import Books
from yunhe.erp.finance.commands.credits import SaleCredit, credit_sales
from yunhe.erp.finance.commands.payments import NewPayment, make_payments
from yunhe.erp.finance.models import Application, Payment, Receivable
from yunhe.erp.finance.sale_lines import LineLeft, left_in, left_of, take
from yunhe.erp.finance.settling import Put, settle
from yunhe.kernel.actor import Actor
from yunhe.kernel.commands import command
from yunhe.kernel.flow import not_found
from yunhe.kernel.money import ZERO
from yunhe.kernel.outcome import Outcome


class OrderRefund(NamedTuple):
    """`amount` with tax goes back to the buyer of an order; `refund` and `number` are its own. `lines` says for
    which lines of the order, as (order line, amount with tax): what came back; without them it is for the whole order."""

    refund: int
    number: str
    order: int
    amount: Decimal
    day: date
    lines: Sequence[tuple[int, Decimal]] = ()


@command("finance.credit_orders", N_("Credit orders"))
def credit_orders(rows: Sequence[OrderRefund], *, by: Actor, at: datetime) -> Outcome:
    """Take the refunds' amounts out of what the orders earned: of the lines that a refund names, then the first sale
    first, its lines by what each has left; keyed by refund, each once.

    What was never earned needs no credit: that money is still a deposit.
    """
    sales = Receivable.objects.filter(order_id__in={r.order for r in rows}, kind=Receivable.Kind.SALE).order_by("id")
    by_order: defaultdict[int, list[Receivable]] = defaultdict(list)
    for sale in sales.select_for_update():
        by_order[sale.order_id].append(sale)
    left = left_of([sale.id for group in by_order.values() for sale in group])
    known = set(
        Receivable.objects.filter(source_kind="refund", source_id__in=[r.refund for r in rows]).values_list(
            "source_id", flat=True
        )
    )
    credits = []
    for row in rows:
        if row.refund not in known:
            credits += _shared(row, [(sale, left[sale.id]) for sale in by_order[row.order]])
        known.add(row.refund)
    credit_sales(credits, by=by, at=at)
    return Outcome(done=[row.refund for row in rows])


@command("finance.pay_refunds", N_("Pay refunds"))
def pay_refunds(rows: Sequence[OrderRefund], *, by: Actor, at: datetime) -> Outcome:
    """Book refunds that were paid, against the orders' open credits, then against what is still kept for the orders.

    Keyed by refund, each once. Refused: an order of which the books know neither a sale nor a payment.
    """
    of_order = _known_orders({r.order for r in rows})
    outcome = Outcome()
    good = [row for row in rows if row.order in of_order]
    outcome.refused = {row.refund: not_found(row.order) for row in rows if row.order not in of_order}
    before = set(Payment.objects.filter(external_id__in=[r.number for r in good]).values_list("external_id", flat=True))
    made = make_payments([_payment(row, of_order[row.order]) for row in good], by=by, at=at).made
    fresh = {r.number: r for r in good if r.number not in before}
    payments = Payment.objects.in_bulk([made[key] for key in fresh])
    _use([(row, payments[made[key]]) for key, row in fresh.items()], by=by, at=at)
    outcome.done = [row.refund for row in good]
    outcome.made = {row.refund: made[row.number] for row in good}
    return outcome


def _shared(row: OrderRefund, sales: Sequence[tuple[Receivable, list[LineLeft]]]) -> list[SaleCredit]:
    """What a refund takes of each sale of its order, line by line."""
    lines = [line for _, of_sale in sales for line in of_sale]
    groups = [([one for one in lines if one.order_line == named], amount) for named, amount in row.lines]
    groups += [(of_sale, row.amount) for _, of_sale in sales]
    taken: defaultdict[tuple[int, int], Decimal] = defaultdict(Decimal)
    open_amount = row.amount
    for group, amount in groups:
        part = min(open_amount, amount, left_in(group))
        for one in take(group, part):
            taken[one.sale, one.line] += one.incl
        open_amount -= part
    credits = []
    for sale, of_sale in sales:
        if parts := [(one.line, amount) for one in of_sale if (amount := taken[sale.id, one.line])]:
            amount = sum((amount for _, amount in parts), ZERO)
            source = (sale.source_kind, sale.source_id)
            credits.append(SaleCredit(("refund", row.refund), source, amount, row.day, row.order, parts))
    return credits


class _Buyer(NamedTuple):
    entity: int
    partner: int | None
    shop: int | None


def _known_orders(orders: set[int]) -> dict[int, _Buyer]:
    """Who bought, from the books' own papers: payments that were kept for the order, or its receivables."""
    kept = Application.objects.filter(order_id__in=orders, payment__isnull=False).order_by("id")
    sales = Receivable.objects.filter(order_id__in=orders, kind=Receivable.Kind.SALE).order_by("id")
    paid = {
        o: _Buyer(*who)
        for o, *who in kept.values_list("order_id", "payment__entity", "payment__partner", "payment__shop_id")
    }
    sold = {o: _Buyer(*who) for o, *who in sales.values_list("order_id", "entity", "partner", "shop_id")}
    return paid | sold


def _payment(row: OrderRefund, buyer: _Buyer) -> NewPayment:
    return NewPayment(
        external_id=row.number,
        entity=buyer.entity,
        kind=Payment.Kind.REFUND,
        amount=row.amount,
        day=row.day,
        partner=buyer.partner,
        shop=buyer.shop,
    )


def _use(refunds: Sequence[tuple[OrderRefund, Payment]], *, by: Actor, at: datetime) -> None:
    orders = {row.order for row, _ in refunds}
    credits: defaultdict[int, list[Receivable]] = defaultdict(list)
    for credit in (
        Receivable.objects.filter(order_id__in=orders, amount__lt=0).exclude(amount=F("settled")).order_by("id")
    ):
        credits[credit.order_id].append(credit)
    kept: defaultdict[int, list[Application]] = defaultdict(list)
    for row in Application.kept_for(orders).select_for_update(of=("self",)):
        kept[row.order_id].append(row)
    puts = []
    for refund, payment in refunds:
        left = payment.amount
        for credit in credits[refund.order]:
            if part := min(left, credit.settled - credit.amount):
                puts.append(Put(-part, payment=payment, receivable=credit))
                credit.settled -= part
                left -= part
        for row in kept[refund.order]:
            if part := min(left, row.amount - row.used):
                puts.append(Put(part, payment=payment, order=(row.order_id, row.order_number), earmark=row.id))
                row.used += part
                left -= part
    if puts:
        books = Books.of({payment.entity_id for _, payment in refunds})
        settle(puts, books=books, day=max(row.day for row, _ in refunds), by=by, at=at)
