"""Apply payments: say what a payment was for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_noop as N_

from yunhe.erp.finance.books import Books
from yunhe.erp.finance.models import Payable, Payment, Receivable
from yunhe.erp.finance.settling import Put, settle
from yunhe.kernel.actor import Actor
from yunhe.kernel.calendar import business_day
from yunhe.kernel.commands import command
from yunhe.kernel.flow import not_found, wrong_state
from yunhe.kernel.outcome import Outcome, Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Apply:
    """Put `amount` (positive) of a payment against exactly one of a receivable, a payable or an order (id, number)."""

    payment: int
    amount: Decimal
    receivable: int | None = None
    payable: int | None = None
    order: tuple[int, str] | None = None


@command("finance.apply_payments", N_("Apply payments"))
def apply_payments(rows: Sequence[Apply], *, by: Actor, at: datetime) -> Outcome:
    """Settle open items with payments, or keep payments for orders; earlier rows come first. Keyed by row index.

    Money in settles receivables and suppliers' credits, money out the others. Refused: more than the payment has left
    or the item has open, the wrong direction, another entity, a payment taken back.
    """
    payments, receivables, payables = _locked(rows)
    outcome = Outcome()
    puts: list[Put] = []
    for n, row in enumerate(rows):
        payment = payments.get(row.payment)
        item = receivables.get(row.receivable or 0) or payables.get(row.payable or 0)
        if reason := _why_not(row, payment, item):
            outcome.refused[n] = reason
            continue
        assert payment is not None
        put = _put(row, payment, item)
        payment.applied += row.amount
        if item:
            item.settled += put.amount
        puts.append(put)
        outcome.done.append(n)
    if puts:
        books = Books.of(put.payment.entity_id for put in puts if put.payment)
        settle(puts, books=books, day=business_day(at), by=by, at=at)
    return outcome


def _locked(rows: Sequence[Apply]) -> tuple[dict[int, Payment], dict[int, Receivable], dict[int, Payable]]:
    """By ascending id: payments, receivables, payables."""
    payments = Payment.objects.filter(id__in={r.payment for r in rows}).order_by("id").select_for_update()
    receivables = Receivable.objects.filter(id__in={r.receivable for r in rows if r.receivable}).order_by("id")
    payables = Payable.objects.filter(id__in={r.payable for r in rows if r.payable}).order_by("id")
    return (
        {p.id: p for p in payments},
        {r.id: r for r in receivables.select_for_update()},
        {p.id: p for p in payables.select_for_update()},
    )


def _why_not(row: Apply, payment: Payment | None, item: Receivable | Payable | None) -> Reason | None:
    if payment is None:
        return not_found(row.payment)
    if payment.state != "booked":
        return wrong_state(payment.number, payment.state, ("booked",))
    if item is None and (row.order is None or row.receivable or row.payable):
        return not_found(row.receivable or row.payable)
    if not 0 < row.amount <= payment.amount - payment.applied:
        return Reason("payment_used", N_("{number} has {left} left"), _left(payment, payment.amount - payment.applied))
    if item is None:
        return None
    if item.entity_id != payment.entity_id:
        return Reason("other_entity", N_("{number} belongs to another company"), {"number": item.number})
    if (payment.kind in Payment.OUTGOING) == (isinstance(item, Receivable) == (item.amount > 0)):
        return Reason("wrong_direction", N_("{number} is not settled by this kind of payment"), {"number": item.number})
    if row.amount > abs(item.amount - item.settled):
        return Reason("item_settled", N_("{number} has {left} open"), _left(item, abs(item.amount - item.settled)))
    return None


def _left(row: Payment | Receivable | Payable, left: Decimal) -> dict[str, object]:
    return {"number": row.number, "left": left}


def _put(row: Apply, payment: Payment, item: Receivable | Payable | None) -> Put:
    if item is None:
        return Put(row.amount, payment=payment, order=row.order)
    amount = row.amount if item.amount > 0 else -row.amount
    if isinstance(item, Receivable):
        return Put(amount, payment=payment, receivable=item)
    return Put(amount, payment=payment, payable=item)
