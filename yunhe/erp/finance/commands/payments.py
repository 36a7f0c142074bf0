"""Payments: take them in and pay them out, apply them to open items or keep them for orders, take them back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext_noop as N_

from yunhe.erp.finance.books import Books, Pair
from yunhe.erp.finance.events import PaymentMade, PaymentReceived
from yunhe.erp.finance.flows import PAYMENT
from yunhe.erp.finance.models import Application, Payment
from yunhe.erp.finance.settling import Put, deposit_role, settle
from yunhe.kernel.actor import Actor
from yunhe.kernel.calendar import business_day
from yunhe.kernel.commands import command
from yunhe.kernel.events import record
from yunhe.kernel.numbering import draw
from yunhe.kernel.outcome import Outcome, Reason
from yunhe.partners.commands import Shift, shift_exposure


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPayment:
    """Money in (deposit, balance, receipt) or out (refund, payout). `external_id` is the bank's or platform's own.

    `order` (id, number) keeps the whole amount for that order until something of it is earned.
    """

    external_id: str
    entity: int
    kind: str
    amount: Decimal
    day: date
    partner: int | None = None
    shop: int | None = None
    order: tuple[int, str] | None = None
    account_role: str = "bank"
    currency: str = ""

    @property
    def outgoing(self) -> bool:
        return self.kind in Payment.OUTGOING


@command("finance.receive_payments", N_("Receive payments"))
def receive_payments(rows: Sequence[NewPayment], *, by: Actor, at: datetime) -> Outcome:
    """Book money that came in. Keyed by external id; one that is known is done, with nothing new. `made` gives the ids.

    Refused: an outgoing kind, no amount, a currency other than the books'.
    """
    return _take([r for r in rows if not r.outgoing], [r for r in rows if r.outgoing], by=by, at=at)


@command("finance.make_payments", N_("Make payments"))
def make_payments(rows: Sequence[NewPayment], *, by: Actor, at: datetime) -> Outcome:
    """Book money that went out: refunds to customers, payouts to suppliers and carriers. Otherwise as receive_payments."""
    return _take([r for r in rows if r.outgoing], [r for r in rows if not r.outgoing], by=by, at=at)


@command("finance.reverse_payments", N_("Reverse payments"))
def reverse_payments(payment_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """A payment was wrong or bounced: everything it settled is open again, the money is booked back."""
    outcome = PAYMENT.move(payment_ids, "reverse", by=by, at=at)
    payments = Payment.objects.in_bulk(outcome.done)
    if not payments:
        return outcome
    books, day = Books.of(p.entity_id for p in payments.values()), business_day(at)
    _unapply(payments, books, day, by=by, at=at)
    books.post([_money(p, books, day, "reversal", -p.amount) for p in payments.values()])
    shift_exposure([_deposit(p, -1) for p in payments.values() if p.partner_id], by=by, at=at)
    return outcome


def _take(rows: list[NewPayment], strange: list[NewPayment], *, by: Actor, at: datetime) -> Outcome:
    outcome = Outcome()
    outcome.refuse(
        [r.external_id for r in strange], Reason("wrong_kind", N_("This kind of payment goes the other way"))
    )
    if not rows:
        return outcome
    books = Books.of(r.entity for r in rows)
    known = dict(Payment.objects.filter(external_id__in=[r.external_id for r in rows]).values_list("external_id", "id"))
    fresh: dict[str, NewPayment] = {}
    for row in rows:
        if row.amount <= 0:
            outcome.refused[row.external_id] = Reason("nothing", N_("A payment needs an amount above zero"))
        elif row.currency not in ("", books.currencies[row.entity]):
            outcome.refused[row.external_id] = Reason(
                "foreign_payment", N_("The payment is not in the books' currency")
            )
        else:
            outcome.done.append(row.external_id)
            if row.external_id not in known:
                fresh.setdefault(row.external_id, row)
    outcome.made = {**known, **{p.external_id: p.id for p in _book(list(fresh.values()), books, by=by, at=at)}}
    return outcome


def _book(rows: list[NewPayment], books: Books, *, by: Actor, at: datetime) -> list[Payment]:
    if not rows:
        return []
    made = Payment.objects.bulk_create(
        [_payment(row, number, books, by, at) for row, number in zip(rows, draw("PM", business_day(at), len(rows)))]
    )
    books.post([_money(p, books, p.business_date, "payment", p.amount) for p in made])
    record([_event(p) for p in made], by=by, at=at)
    shift_exposure([_deposit(p, 1) for p in made if p.partner_id], by=by, at=at)
    puts = [Put(p.amount, payment=p, order=row.order) for p, row in zip(made, rows) if row.order]
    settle(puts, books=books, day=business_day(at), by=by, at=at)
    return made


def _payment(row: NewPayment, number: str, books: Books, by: Actor, at: datetime) -> Payment:
    booking = books.booking(row.entity, row.day)
    return Payment(
        number=number,
        state="booked",
        state_at=at,
        business_date=row.day,
        period_id=booking.period_id,
        late=booking.late,
        created_by=by.name,
        entity_id=row.entity,
        kind=row.kind,
        external_id=row.external_id,
        partner_id=row.partner,
        shop_id=row.shop,
        account_role=row.account_role,
        amount=row.amount,
        currency=books.currencies[row.entity],
    )


def _money(p: Payment, books: Books, day: date, template: str, amount: Decimal) -> Pair:
    """Bank or cash against where the payment waits; `amount` negative books it back."""
    money, waits = p.account_role, deposit_role(p)
    debit, credit = (waits, money) if p.kind in Payment.OUTGOING else (money, waits)
    tail = (template, ("payment", p.id), None, day, books.booking(p.entity_id, day), p.shop_id, p.partner_id)
    return Pair(p.entity_id, debit, credit, amount, *tail)


def _event(p: Payment) -> PaymentMade | PaymentReceived:
    kind = PaymentMade if p.kind in Payment.OUTGOING else PaymentReceived
    return kind(subject=p.id, kind=p.kind, amount=p.amount, partner=p.partner_id, state=p.state)


def _deposit(p: Payment, sign: int) -> Shift:
    """What a payment changes in its partner's deposits; a payout is no customer's."""
    if p.kind == Payment.Kind.PAYOUT:
        return Shift(p.partner_id)
    return Shift(p.partner_id, deposits=-sign * p.amount if p.kind == Payment.Kind.REFUND else sign * p.amount)


def _unapply(payments: dict[int, Payment], books: Books, day: date, *, by: Actor, at: datetime) -> None:
    """Counter rows for all that these payments settled; what was only kept for orders is kept no longer."""
    rows = list(Application.objects.filter(payment__in=payments).select_related("receivable", "payable").order_by("id"))
    applied = [
        Put(
            -a.amount,
            payment=payments[a.payment_id],
            receivable=a.receivable,
            payable=a.payable,
            earmark=a.earmark_id,
            back=True,
        )
        for a in rows
        if a.order_id is None
    ]
    kept = [
        Put(
            -a.amount,
            payment=payments[a.payment_id],
            order=(a.order_id, a.order_number),
            earmark=a.earmark_id,
            back=True,
        )
        for a in rows
        if a.order_id is not None
    ]
    settle(applied + kept, books=books, day=day, by=by, at=at)
