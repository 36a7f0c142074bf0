"""Suppliers' invoices: the final price of receipts, the debt, and the difference to what was provisional."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils.translation import gettext_noop as N_

from yunhe.erp.finance.books import Books, Pair
from yunhe.erp.finance.events import InvoiceIssued
from yunhe.erp.finance.goods.ledger import Averages
from yunhe.erp.finance.goods.received import ReceivedLine, received_lines
from yunhe.erp.finance.goods.repricing import Change, reprice
from yunhe.erp.finance.models import Invoice, InvoiceLine, Payable, Role, Valuation
from yunhe.erp.finance.opening_items import NewItem, make_payables
from yunhe.kernel.actor import Actor
from yunhe.kernel.calendar import business_day
from yunhe.kernel.commands import command
from yunhe.kernel.events import record
from yunhe.kernel.flow import not_found
from yunhe.kernel.models import Entity
from yunhe.kernel.money import ZERO
from yunhe.kernel.numbering import draw
from yunhe.kernel.outcome import Outcome, Reason, split
from yunhe.partners.models import Partner


@dataclass(frozen=True, slots=True)
class BilledLine:
    """`qty` base units of a receipt line cost `amount_excl` plus `tax`."""

    receipt_line: int
    qty: Decimal
    amount_excl: Decimal
    tax: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class PurchaseInvoice:
    """A supplier's invoice as it came. `number` is the supplier's: the same one is booked once."""

    entity: int
    partner: int
    number: str
    day: date
    lines: Sequence[BilledLine]


@command("finance.book_purchase_invoices", N_("Book purchase invoices"))
def book_purchase_invoices(rows: Sequence[PurchaseInvoice], *, by: Actor, at: datetime) -> Outcome:
    """Book invoices: the provisional debt goes, the payable comes, the price difference is split between the goods that
    are still here and those sold. Keyed by row index; `made` gives the invoices' ids.

    A general taxpayer's VAT is input VAT; a small-scale one's is part of the cost. Refused: a number known for this
    supplier, a receipt line that is unknown, not valued, of another entity, or billed beyond what came.
    """
    received = received_lines({line.receipt_line for row in rows for line in row.lines})
    known = set(
        Invoice.objects.filter(kind=Invoice.Kind.PURCHASE, partner__in={r.partner for r in rows})
        .exclude(state="credited")
        .values_list("partner_id", "external_number")
    )
    billed = {id: line.billed for id, line in received.items()}
    good, refused = split(range(len(rows)), lambda n: _take(rows[n], received, known, billed))
    if not good:
        return Outcome(refused=refused)
    books = Books.of(rows[n].entity for n in good)
    invoices = _write([rows[n] for n in good], books, by=by, at=at)
    _value(list(zip([rows[n] for n in good], invoices)), received, books)
    make_payables(_debts(invoices), books=books, by=by, at=at)
    record(
        [InvoiceIssued(subject=i.id, kind=i.kind, amount=i.amount_incl, state="issued") for i in invoices], by=by, at=at
    )
    return Outcome(done=good, refused=refused, made={n: i.id for n, i in zip(good, invoices)})


def _take(
    row: PurchaseInvoice,
    received: Mapping[int, ReceivedLine],
    known: set[tuple[int, str]],
    billed: dict[int, Decimal],
) -> Reason | None:
    """Why not, or None; then the row's number and quantities count for the rows after it."""
    if (row.partner, row.number) in known:
        return Reason("known_invoice", N_("Invoice {number} is booked already"), {"number": row.number})
    asked: defaultdict[int, Decimal] = defaultdict(Decimal)
    for line in row.lines:
        found = received.get(line.receipt_line)
        if found is None or found.entity != row.entity or line.qty <= 0:
            return not_found(line.receipt_line)
        asked[line.receipt_line] += line.qty
        left = found.qty - billed[line.receipt_line]
        if asked[line.receipt_line] > left:
            figures = {"line": line.receipt_line, "left": left}
            return Reason("billed_too_much", N_("Of receipt line {line} only {left} are not billed"), figures)
    if not row.lines:
        return Reason("nothing", N_("An invoice needs a line"))
    known.add((row.partner, row.number))
    for id, qty in asked.items():
        billed[id] += qty
    return None


def _write(rows: Sequence[PurchaseInvoice], books: Books, *, by: Actor, at: datetime) -> list[Invoice]:
    made = Invoice.objects.bulk_create(
        [_head(row, number, books, by, at) for row, number in zip(rows, draw("PI", business_day(at), len(rows)))]
    )
    InvoiceLine.objects.bulk_create(
        [
            InvoiceLine(
                invoice=invoice,
                n=n,
                receipt_line_id=line.receipt_line,
                qty=line.qty,
                amount_incl=line.amount_excl + line.tax,
                tax=line.tax,
                amount_excl=line.amount_excl,
            )
            for row, invoice in zip(rows, made)
            for n, line in enumerate(row.lines, 1)
        ]
    )
    return made


def _head(row: PurchaseInvoice, number: str, books: Books, by: Actor, at: datetime) -> Invoice:
    booking = books.booking(row.entity, row.day)
    tax = sum((line.tax for line in row.lines), ZERO)
    excl = sum((line.amount_excl for line in row.lines), ZERO)
    return Invoice(
        number=number,
        state="issued",
        state_at=at,
        business_date=row.day,
        period_id=booking.period_id,
        late=booking.late,
        created_by=by.name,
        entity_id=row.entity,
        kind=Invoice.Kind.PURCHASE,
        partner_id=row.partner,
        external_number=row.number,
        amount_incl=excl + tax,
        tax=tax,
        amount_excl=excl,
        currency=books.currencies[row.entity],
    )


def _value(rows: list[tuple[PurchaseInvoice, Invoice]], received: Mapping[int, ReceivedLine], books: Books) -> None:
    """Clear the provisional debt, reprice the goods, book the VAT and the payable."""
    small = set(Entity.objects.filter(id__in=books.currencies, taxpayer="small").values_list("id", flat=True))
    averages = Averages.lock(received[line.receipt_line].key for row, _ in rows for line in row.lines)
    changes, pairs = [], []
    for row, invoice in rows:
        head = (row.entity, Role.GRNI, Role.PAYABLE, ZERO, "purchase_invoice", ("invoice", invoice.id))
        booking = books.booking(row.entity, row.day)
        for line in row.lines:
            goods = received[line.receipt_line]
            cost = line.amount_excl + (line.tax if row.entity in small else ZERO)
            provisional = goods.bill(line.qty)
            pair = Pair(*head, goods.line, row.day, booking, partner=row.partner)
            pairs.append(pair._replace(amount=provisional))
            changes.append(Change(goods, line.qty, cost - provisional, Valuation.Reason.INVOICE, pair))
            if row.entity not in small:
                pairs.append(pair._replace(debit=Role.INPUT_VAT, amount=line.tax))
    books.post([*pairs, *reprice(changes, averages, books)])


def _debts(invoices: Sequence[Invoice]) -> list[NewItem]:
    terms = dict(Partner.objects.filter(id__in={i.partner_id for i in invoices}).values_list("id", "terms_days"))
    return [
        NewItem(
            entity=i.entity_id,
            partner=i.partner_id,
            kind=Payable.Kind.INVOICE,
            source=("invoice", i.id),
            amount=i.amount_incl,
            tax=i.tax,
            currency=i.currency,
            day=i.business_date,
            due_on=i.business_date + timedelta(days=terms[i.partner_id]),
        )
        for i in invoices
        if i.amount_incl
    ]
