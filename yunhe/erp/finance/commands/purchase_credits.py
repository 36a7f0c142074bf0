"""Take suppliers' invoices back: the goods are provisional again, the debt is gone."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from django.db import connection
from django.utils.translation import gettext_noop as N_

from yunhe.erp.finance.books import Books, Pair
from yunhe.erp.finance.flows import INVOICE
from yunhe.erp.finance.goods.ledger import Averages
from yunhe.erp.finance.goods.received import received_lines
from yunhe.erp.finance.goods.repricing import Change, reprice
from yunhe.erp.finance.models import Payable, Role, Valuation
from yunhe.erp.finance.opening_items import NewItem, make_payables
from yunhe.erp.finance.settling import Put, settle
from yunhe.kernel.actor import Actor
from yunhe.kernel.bulk import array
from yunhe.kernel.calendar import business_day
from yunhe.kernel.commands import command
from yunhe.kernel.flow import not_found
from yunhe.kernel.outcome import Outcome, Reason, split


class BookedLine(NamedTuple):
    """What an invoice posted for a receipt line: the provisional debt it cleared, VAT, and the price difference."""

    invoice: int
    line: int
    provisional: Decimal
    tax: Decimal
    difference: Decimal


BOOKED = """
    SELECT p.document_id, p.line_id, coalesce(sum(p.debit - p.credit) FILTER (WHERE a.role = 'grni'), 0),
           coalesce(sum(p.debit - p.credit) FILTER (WHERE a.role = 'input_vat'), 0),
           coalesce(sum(p.debit - p.credit) FILTER (WHERE a.role IN ('inventory', 'cost_of_sales')), 0)
    FROM finance_posting p JOIN finance_account a ON a.id = p.account_id
    WHERE p.document_kind = 'invoice' AND p.document_id = ANY(%s::bigint[]) AND p.template = 'purchase_invoice'
    GROUP BY 1, 2 ORDER BY 1, 2
"""


@command("finance.credit_purchase_invoices", N_("Credit purchase invoices"))
def credit_purchase_invoices(invoice_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """Undo purchase invoices of which nothing is paid; their receipts can be billed again.

    The price difference is taken back from the goods still here and from cost of sales, as they are today. Refused:
    settled in part or whole, not a purchase invoice, credited before, a receipt that was reversed since.
    """
    debts = {p.source_id: p for p in _debts(invoice_ids)}
    booked = _booked(debts)
    goods = received_lines({line.line for line in booked})
    gone = {line.invoice for line in booked if line.line not in goods}
    good, refused = split(invoice_ids, lambda id: _why_not(id, debts, gone))
    outcome = INVOICE.move(good, "credit", by=by, at=at)
    if not outcome.done:
        return outcome.merge(Outcome(refused=refused))
    day, taken = business_day(at), [debts[id] for id in outcome.done]
    books = Books.of(debt.entity_id for debt in taken)
    lines = [line for line in booked if line.invoice in set(outcome.done)]
    averages = Averages.lock(goods[line.line].key for line in lines)
    changes, pairs = [], []
    for line in lines:
        debt = debts[line.invoice]
        booking = books.booking(debt.entity_id, day)
        head = (debt.entity_id, Role.GRNI, Role.PAYABLE, -line.provisional, "invoice_credit", ("invoice", line.invoice))
        pair = Pair(*head, line.line, day, booking, partner=debt.partner_id)
        pairs += [pair, pair._replace(debit=Role.INPUT_VAT, amount=-line.tax)]
        received = goods[line.line]
        changes.append(Change(received, received.qty, -line.difference, Valuation.Reason.INVOICE, pair))
    books.post([*pairs, *reprice(changes, averages, books)])
    credits = make_payables([_credit(debt, day) for debt in taken], books=books, by=by, at=at)
    puts = [Put(debt.amount, payable_credit=credit, payable=debt) for debt, credit in zip(taken, credits)]
    settle(puts, books=books, day=day, by=by, at=at)
    return outcome.merge(Outcome(refused=refused))


def _debts(invoice_ids: Sequence[int]) -> list[Payable]:
    rows = Payable.objects.filter(source_kind="invoice", source_id__in=invoice_ids, kind=Payable.Kind.INVOICE)
    return list(rows.order_by("id").select_for_update())


def _booked(invoices: Mapping[int, Payable]) -> list[BookedLine]:
    with connection.cursor() as cursor:
        cursor.execute(BOOKED, [array(invoices)])
        return [BookedLine(*row) for row in cursor.fetchall()]


def _why_not(id: int, debts: Mapping[int, Payable], gone: set[int]) -> Reason | None:
    if id not in debts:
        return not_found(id)
    if debts[id].settled:
        return Reason("paid", N_("{number} is paid: take the payment back first"), {"number": debts[id].number})
    if id in gone:
        return Reason("reversed", N_("A receipt of {number} was reversed since"), {"number": debts[id].number})
    return None


def _credit(debt: Payable, day: date) -> NewItem:
    return NewItem(
        entity=debt.entity_id,
        partner=debt.partner_id,
        kind=Payable.Kind.CREDIT,
        source=(debt.source_kind, debt.source_id),
        amount=-debt.amount,
        tax=-debt.tax,
        currency=debt.currency,
        day=day,
        due_on=day,
        credits=debt.id,
    )
