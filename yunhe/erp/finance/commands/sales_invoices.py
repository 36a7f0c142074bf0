"""Our tax invoices: over many receivables or part of one; issued, credited."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import connection
from django.utils.translation import gettext_noop as N_

from yunhe.erp.finance.books import Books
from yunhe.erp.finance.flows import INVOICE
from yunhe.erp.finance.models import Invoice, InvoiceLine, Receivable
from yunhe.erp.finance.settling import turn_invoices
from yunhe.kernel.actor import Actor
from yunhe.kernel.bulk import array
from yunhe.kernel.calendar import business_day
from yunhe.kernel.commands import command
from yunhe.kernel.flow import not_found
from yunhe.kernel.money import ZERO, cents
from yunhe.kernel.numbering import draw
from yunhe.kernel.outcome import Outcome, Reason, split


@dataclass(frozen=True, slots=True)
class SalesInvoice:
    """An invoice to one buyer: (receivable id, amount with tax) per line. `external_number` is the tax office's."""

    entity: int
    partner: int | None
    day: date
    lines: Sequence[tuple[int, Decimal]]
    external_number: str = ""


@command("finance.draft_invoices", N_("Draft invoices"))
def draft_invoices(rows: Sequence[SalesInvoice], *, by: Actor, at: datetime) -> Outcome:
    """Draft sales invoices; keyed by row index, `made` gives the ids. The tax of a line is its share of the receivable's,
    and the shares of a receivable sum to its tax exactly. What a draft covers no other covers.

    Refused: a receivable that is unknown or of another entity, more than it has left to invoice.
    """
    ids = {id for row in rows for id, _ in row.lines}
    found = {r.id: r for r in Receivable.objects.filter(id__in=ids).order_by("id").select_for_update()}
    left = {id: r.amount - r.invoiced for id, r in found.items()}
    good, refused = split(range(len(rows)), lambda n: _take(rows[n], found, left))
    books = Books.of(rows[n].entity for n in good)
    numbers = draw("SI", business_day(at), len(good))
    lines = {n: [_line(i, found[id], amount) for i, (id, amount) in enumerate(rows[n].lines, 1)] for n in good}
    made = Invoice.objects.bulk_create(
        [_head(rows[n], lines[n], number, books, by, at) for n, number in zip(good, numbers)]
    )
    for n, invoice in zip(good, made):
        for line in lines[n]:
            line.invoice = invoice
    InvoiceLine.objects.bulk_create([line for n in good for line in lines[n]])
    _cover([line for n in good for line in lines[n]], 1)
    return Outcome(done=good, refused=refused, made={n: i.id for n, i in zip(good, made)})


@command("finance.issue_invoices", N_("Issue invoices"))
def issue_invoices(invoice_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """Drafts go out to their buyers; one over receivables that are paid already is settled at once."""
    figures = Invoice.objects.filter(id__in=invoice_ids).values_list("id", "kind", "amount_incl")
    payload = {id: {"kind": kind, "amount": amount} for id, kind, amount in figures}
    outcome = INVOICE.move(invoice_ids, "issue", by=by, at=at, payload=payload)
    covered = InvoiceLine.objects.filter(invoice__in=outcome.done).values_list("receivable_id", flat=True)
    turn_invoices(set(covered), [], by=by, at=at)
    return outcome


@command("finance.credit_invoices", N_("Credit invoices"))
def credit_invoices(invoice_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """Take issued sales invoices back: what they covered can be invoiced again. The debt itself stays; `credit_sales`
    gives that back. Refused: settled ones, and purchase invoices."""
    sales = set(Invoice.objects.filter(id__in=invoice_ids, kind=Invoice.Kind.SALES).values_list("id", flat=True))
    good, refused = split(invoice_ids, lambda id: None if id in sales else not_found(id))
    outcome = INVOICE.move(good, "credit", by=by, at=at)
    _cover(list(InvoiceLine.objects.filter(invoice__in=outcome.done)), -1)
    return outcome.merge(Outcome(refused=refused))


def _take(row: SalesInvoice, found: Mapping[int, Receivable], left: dict[int, Decimal]) -> Reason | None:
    """Why not, or None; then the row's amounts are gone for the rows after it."""
    asked: defaultdict[int, Decimal] = defaultdict(Decimal)
    for id, amount in row.lines:
        if id not in found or found[id].entity_id != row.entity:
            return not_found(id)
        asked[id] += amount
        if amount <= 0 or asked[id] > left[id]:
            figures = {"number": found[id].number, "left": left[id]}
            return Reason("invoiced_too_much", N_("{number} has {left} left to invoice"), figures)
    for id, amount in asked.items():
        left[id] -= amount
    return None if row.lines else Reason("nothing", N_("An invoice needs a line"))


def _line(n: int, receivable: Receivable, amount: Decimal) -> InvoiceLine:
    before = cents(receivable.tax * receivable.invoiced / receivable.amount)
    receivable.invoiced += amount
    tax = cents(receivable.tax * receivable.invoiced / receivable.amount) - before
    return InvoiceLine(n=n, receivable=receivable, amount_incl=amount, tax=tax, amount_excl=amount - tax)


def _head(
    row: SalesInvoice, lines: Sequence[InvoiceLine], number: str, books: Books, by: Actor, at: datetime
) -> Invoice:
    booking = books.booking(row.entity, row.day)
    amount, tax = sum((x.amount_incl for x in lines), ZERO), sum((x.tax for x in lines), ZERO)
    return Invoice(
        number=number,
        state="draft",
        state_at=at,
        business_date=row.day,
        period_id=booking.period_id,
        late=booking.late,
        created_by=by.name,
        entity_id=row.entity,
        kind=Invoice.Kind.SALES,
        partner_id=row.partner,
        external_number=row.external_number,
        amount_incl=amount,
        tax=tax,
        amount_excl=amount - tax,
        currency=books.currencies[row.entity],
    )


def _cover(lines: Sequence[InvoiceLine], sign: int) -> None:
    change: defaultdict[int, Decimal] = defaultdict(Decimal)
    for line in lines:
        change[line.receivable_id] += sign * line.amount_incl
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE finance_receivable r SET invoiced = r.invoiced + c.amount
               FROM unnest(%s::bigint[], %s::numeric[]) AS c(id, amount) WHERE r.id = c.id""",
            [array(change), array(change.values())],
        )
