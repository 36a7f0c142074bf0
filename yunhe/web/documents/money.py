"""The pages of money: what is owed to us and by us, payments with what they settle, invoices with what they cover."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yunhe.erp.finance.models import InvoiceLine
from yunhe.erp.finance.money_lists import invoices_of, payables_of, payments_of, receivables_of
from yunhe.erp.finance.queries import applied_of, applied_to, open_for
from yunhe.kernel.actor import Actor
from yunhe.kernel.names import name_of
from yunhe.web.documents.declare import Cell, Document, Fact, Lines, Panel, Table, fact, left, linked, right, row
from yunhe.web.jinja import day, moment, money, qty, word
from yunhe.web.lists import (
    CUSTOMER_LIST,
    INVOICE_LIST,
    ITEM_LIST,
    ORDER_LIST,
    PAYABLE_LIST,
    PAYMENT_LIST,
    RECEIVABLE_LIST,
    SUPPLIER_LIST,
)
from yunhe.web.queries.naming import papers
from yunhe.web.queries.timeline import who


def find_receivable(actor: Actor, number: str) -> Any:
    """A receivable that the actor may see."""
    return receivables_of(actor).select_related("partner", "entity", "credits").filter(number=number).first()


def find_payable(actor: Actor, number: str) -> Any:
    """A payable that the actor may see."""
    return payables_of(actor).select_related("partner", "entity", "credits").filter(number=number).first()


def item_facts(item: Any, actor: Actor) -> Iterable[Fact]:
    """Who owes how much of what for which paper, and until when."""
    yield Fact(_("Kind"), word(item.kind, "open_item"))
    yield _partner(item.partner, actor)
    yield Fact(_("Amount"), money(item.amount, item.currency))
    yield Fact(_("Settled"), money(item.settled, item.currency))
    yield Fact(_("Still open"), money(item.amount - item.settled, item.currency))
    yield Fact(_("Due"), day(item.due_on))
    yield Fact(_("Date"), day(item.business_date))
    yield fact(_("Order"), linked(ORDER_LIST, item.order_number, actor))
    source = papers([(item.source_kind, item.source_id)]).get((item.source_kind, item.source_id))
    if source and source.number != item.order_number:
        yield Fact(source.kind, source.number, source.url)
    if item.credits:
        of = RECEIVABLE_LIST if item._meta.model_name == "receivable" else PAYABLE_LIST
        yield fact(_("Takes back"), linked(of, item.credits.number, actor))
    yield Fact(_("Company"), name_of(item.entity))


def item_tables(item: Any, actor: Actor) -> Iterable[Table]:
    """What settled it."""
    rows = [
        row(
            linked(PAYMENT_LIST, put.payment.number, actor)
            if put.payment
            else linked(RECEIVABLE_LIST, put.credit.number, actor)
            if put.credit
            else linked(PAYABLE_LIST, put.payable_credit.number, actor),
            money(put.amount, item.currency),
            moment(put.applied_at),
            who(put.by),
        )
        for put in applied_to(item)
    ]
    columns = [*left(_("Settled by")), *right(_("Amount")), *left(_("When"), _("By"))]
    yield Table(_("What settled it"), columns, rows, empty=_("Nothing has been paid yet."))


def find_payment(actor: Actor, number: str) -> Any:
    """A payment that the actor may see."""
    return payments_of(actor).select_related("partner", "entity").filter(number=number).first()


def payment_facts(payment: Any, actor: Actor) -> Iterable[Fact]:
    """How much, from or to whom, and what of it is still to be applied."""
    yield Fact(_("Kind"), word(payment.kind, "payment_kind"))
    yield _partner(payment.partner, actor)
    yield Fact(_("Amount"), money(payment.amount, payment.currency))
    yield Fact(_("Applied"), money(payment.applied, payment.currency))
    yield Fact(_("Not applied"), money(payment.amount - payment.applied, payment.currency))
    yield Fact(_("Date"), day(payment.business_date))
    yield Fact(_("Number of the bank"), payment.external_id)
    yield Fact(_("Account"), word(payment.account_role, "account_role"))
    yield Fact(_("Company"), name_of(payment.entity))
    yield Fact(_("Note"), payment.note)
    yield Fact(_("Written by"), who(payment.created_by))


def payment_tables(payment: Any, actor: Actor) -> Iterable[Table]:
    """What it was put against, or is kept for."""
    rows = [
        row(
            linked(RECEIVABLE_LIST, put.receivable.number, actor)
            if put.receivable
            else linked(PAYABLE_LIST, put.payable.number, actor)
            if put.payable
            else linked(ORDER_LIST, put.order_number, actor),
            money(put.amount, payment.currency),
            moment(put.applied_at),
            who(put.by),
        )
        for put in applied_of(payment)
    ]
    columns = [*left(_("Applied to")), *right(_("Amount")), *left(_("When"), _("By"))]
    yield Table(_("What it was for"), columns, rows, empty=_("It has not been applied to anything yet."))


def payment_panels(payment: Any, actor: Actor) -> Iterable[Panel]:
    """The form that settles open items with what is left of it."""
    left_over = payment.amount - payment.applied
    if payment.state == "booked" and left_over and actor.may("finance.apply_payments"):
        items = [(item, abs(item.amount - item.settled)) for item in open_for(payment)]
        offered = []
        for item, owed in items:  # the first due first, as far as the money goes
            offered.append((item, item._meta.model_name, owed, min(owed, left_over)))
            left_over -= min(owed, left_over)
        yield Panel(_("Settle open items"), "parts/settle.html", {"payment": payment, "items": offered})


def find_invoice(actor: Actor, number: str) -> Any:
    """An invoice that the actor may see."""
    return invoices_of(actor).select_related("partner", "entity").filter(number=number).first()


def invoice_facts(invoice: Any, actor: Actor) -> Iterable[Fact]:
    """To or from whom, over how much."""
    yield Fact(_("Kind"), word(invoice.kind, "invoice_kind"))
    yield _partner(invoice.partner, actor)
    yield Fact(_("Number on the paper"), invoice.external_number)
    yield Fact(_("Amount"), money(invoice.amount_incl, invoice.currency))
    yield Fact(_("Tax"), money(invoice.tax, invoice.currency))
    yield Fact(_("Without tax"), money(invoice.amount_excl, invoice.currency))
    yield Fact(_("Date"), day(invoice.business_date))
    yield Fact(_("Company"), name_of(invoice.entity))
    yield Fact(_("Note"), invoice.note)
    yield Fact(_("Written by"), who(invoice.created_by))


def invoice_tables(invoice: Any, actor: Actor) -> Iterable[Table]:
    """What it covers: receivables of ours, or goods that were received."""
    lines = InvoiceLine.objects.filter(invoice=invoice).select_related("receivable", "receipt_line__item__unit")
    columns = [*right(_("No.")), *left(_("Covers"), _("Name")), *right(_("Quantity"), _("Tax"), _("Amount"))]

    def cells(one: InvoiceLine) -> list[Cell]:
        return row(str(one.n), *_covered(one, actor), money(one.tax), money(one.amount_incl, invoice.currency))

    foot = (_("Total"), "", "", "", money(invoice.tax), money(invoice.amount_incl, invoice.currency))
    yield Table(_("Lines"), columns, Lines(lines.order_by("n"), cells), foot=foot)


def _covered(line: Any, actor: Actor) -> list[Cell]:
    if line.receivable:
        of = line.receivable
        return row(linked(RECEIVABLE_LIST, of.number, actor), linked(ORDER_LIST, of.order_number, actor), "")
    item = line.receipt_line.item
    return row(linked(ITEM_LIST, item.code, actor), name_of(item), qty(line.qty, name_of(item.unit)))


def _partner(partner: Any, actor: Actor) -> Fact:
    if partner is None:
        return Fact(_("Partner"), "")
    of = CUSTOMER_LIST if partner.is_customer else SUPPLIER_LIST
    return Fact(_("Partner"), name_of(partner), linked(of, partner.code, actor).url)


RECEIVABLE = Document("receivable", RECEIVABLE_LIST, N_("Receivable"), find_receivable, item_facts, item_tables)
PAYABLE = Document("payable", PAYABLE_LIST, N_("Payable"), find_payable, item_facts, item_tables)
PAYMENT = Document(
    "payment",
    PAYMENT_LIST,
    N_("Payment slip"),
    find_payment,
    payment_facts,
    payment_tables,
    payment_panels,
    look="money",
)
INVOICE = Document("invoice", INVOICE_LIST, N_("Invoice"), find_invoice, invoice_facts, invoice_tables, look="invoice")
