"""Settle: put amounts of payments and credits against open items, for many at once. Commands decide, this writes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import connection

from yunhe.erp.finance.books import Books, Pair
from yunhe.erp.finance.flows import INVOICE
from yunhe.erp.finance.models import Application, Payable, Payment, Receivable, Role
from yunhe.kernel.actor import Actor
from yunhe.kernel.bulk import array, copy_rows, new_ids
from yunhe.partners.commands import Shift, shift_exposure


@dataclass(frozen=True, slots=True)
class Put:
    """An amount put against one thing. Exactly one source (payment, credit, payable_credit) and one target (receivable,
    payable, order); `amount` has the target's sign. `earmark` is the row whose reserved part it uses."""

    amount: Decimal
    payment: Payment | None = None
    credit: Receivable | None = None
    payable_credit: Payable | None = None
    receivable: Receivable | None = None
    payable: Payable | None = None
    order: tuple[int, str] | None = None
    earmark: int | None = None
    back: bool = False  # takes an earlier one back: the payment has so much more to give

    @property
    def takes(self) -> bool:
        """Whether the payment itself gives: what goes from an earmark to an item was taken when it was kept."""
        return self.earmark is None or self.order is not None

    @property
    def uses(self) -> Decimal:
        """What the payment has less to give afterwards."""
        return -abs(self.amount) if self.back else abs(self.amount)


COLUMNS = (
    *("id", "payment_id", "credit_id", "payable_credit_id", "receivable_id", "payable_id", "order_id", "order_number"),
    *("earmark_id", "amount", "used", "applied_at", "by"),
)


def settle(puts: Sequence[Put], *, books: Books, day: date, by: Actor, at: datetime) -> list[int]:
    """Write the applications, what they settle, their postings, the partners' exposure and the invoices' states.

    The rows behind the puts must be locked and the amounts checked; CHECKs refuse what was overlooked. Returns the
    applications' ids.
    """
    if not puts:
        return []
    ids = new_ids(Application, len(puts))
    copy_rows(Application, COLUMNS, [_row(id, put, by, at) for id, put in zip(ids, puts)])
    _add(Payment, "applied", ((p.payment.id, p.uses) for p in puts if p.payment and p.takes))
    _add(Application, "used", ((p.earmark, p.amount) for p in puts if p.earmark))
    _add(Receivable, "settled", [*_of(puts, "receivable", 1), *_of(puts, "credit", -1)])
    _add(Payable, "settled", [*_of(puts, "payable", 1), *_of(puts, "payable_credit", -1)])
    books.post([_pair(id, put, books, day) for id, put in zip(ids, puts) if put.payment and not put.order])
    shift_exposure([shift for put in puts if (shift := _shift(put))], by=by, at=at)
    receivables = [id for field in ("receivable", "credit") for id, _ in _of(puts, field, 1)]
    payables = [id for field in ("payable", "payable_credit") for id, _ in _of(puts, field, 1)]
    turn_invoices(receivables, payables, by=by, at=at)
    return ids


def turn_invoices(receivables: Iterable[int], payables: Iterable[int], *, by: Actor, at: datetime) -> None:
    """Of the invoices over these items, the issued ones that are paid become settled, settled ones with something open
    again become issued."""
    turned = _invoices(receivables, payables)
    for verb in ("settle", "reopen"):
        INVOICE.move([id for id, wanted in turned.items() if wanted == verb], verb, by=by, at=at)


def deposit_role(payment: Payment) -> str:
    """Where a payment stands until it is applied."""
    return Role.SUPPLIER_DEPOSIT if payment.kind == Payment.Kind.PAYOUT else Role.CUSTOMER_DEPOSIT


def _row(id: int, p: Put, by: Actor, at: datetime) -> tuple[object, ...]:
    order, number = p.order or (None, "")
    keys = (p.payment, p.credit, p.payable_credit, p.receivable, p.payable)
    return (id, *(row.id if row else None for row in keys), order, number, p.earmark, p.amount, 0, at, by.name)


def _of(puts: Iterable[Put], field: str, sign: int) -> list[tuple[int, Decimal]]:
    return [(row.id, sign * p.amount) for p in puts if (row := getattr(p, field)) is not None]


def _add(model: type, column: str, rows: Iterable[tuple[int | None, Decimal]]) -> None:
    change: defaultdict[int, Decimal] = defaultdict(Decimal)
    for id, amount in rows:
        if id is not None:
            change[id] += amount
    if not change:
        return
    table = model._meta.db_table  # type: ignore[attr-defined]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} t SET {column} = t.{column} + c.amount "
            "FROM unnest(%s::bigint[], %s::numeric[]) AS c(id, amount) WHERE t.id = c.id",
            [array(change), array(change.values())],
        )


def _pair(id: int, p: Put, books: Books, day: date) -> Pair:
    assert p.payment is not None
    item = p.receivable or p.payable
    assert item is not None
    role, own = deposit_role(p.payment), Role.RECEIVABLE if p.receivable else Role.PAYABLE
    debit, credit = (role, own) if p.receivable else (own, role)
    booking = books.booking(item.entity_id, day)
    shop = p.receivable.shop_id if p.receivable else None
    tail = ("application", ("application", id), None, day, booking, shop, item.partner_id)
    return Pair(item.entity_id, debit, credit, p.amount, *tail)


def _shift(p: Put) -> Shift | None:
    """What an application of a payment changes in the exposure of the item's partner; payouts are no customer's."""
    item = p.receivable or p.payable
    if p.payment is None or item is None or item.partner_id is None or p.payment.kind == Payment.Kind.PAYOUT:
        return None
    if p.receivable:
        return Shift(item.partner_id, receivable_open=-p.amount, deposits=-p.amount)
    return Shift(item.partner_id, deposits=p.amount)


def _invoices(receivables: Iterable[int], payables: Iterable[int]) -> Mapping[int, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH touched AS (
                   SELECT invoice_id AS id FROM finance_invoiceline WHERE receivable_id = ANY(%s::bigint[])
                   UNION SELECT source_id FROM finance_payable WHERE id = ANY(%s::bigint[]) AND source_kind = 'invoice'),
               judged AS (
                   SELECT i.id, i.state, NOT EXISTS (
                              SELECT 1 FROM finance_invoiceline l JOIN finance_receivable r ON r.id = l.receivable_id
                              WHERE l.invoice_id = i.id AND r.settled <> r.amount)
                          AND NOT EXISTS (
                              SELECT 1 FROM finance_payable p
                              WHERE (p.source_kind, p.source_id) = ('invoice', i.id) AND p.settled <> p.amount) AS paid
                   FROM touched JOIN finance_invoice i USING (id))
               SELECT id, CASE WHEN paid THEN 'settle' ELSE 'reopen' END FROM judged
               WHERE (state = 'issued' AND paid) OR (state = 'settled' AND NOT paid) ORDER BY id""",
            [array(receivables), array(payables)],
        )
        return dict(cursor.fetchall())
