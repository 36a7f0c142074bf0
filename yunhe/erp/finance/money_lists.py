"""The lists of money: what is owed to us and by us, payments, invoices."""

from typing import Any

from django.db.models import DecimalField, ExpressionWrapper, F, QuerySet
from django.utils.translation import gettext_noop as N_

from yunhe.erp.finance.models import Invoice, Payable, Payment, Receivable
from yunhe.erp.finance.words import INVOICE_KINDS, INVOICE_STATES, ITEM_KINDS, PAYMENT_KINDS, PAYMENT_STATES
from yunhe.kernel.actor import Actor
from yunhe.kernel.conditions import Field, Type, Vocabulary
from yunhe.kernel.listing import Column, Listing, Tab, every, overdue, register, tab_each
from yunhe.kernel.names import Named
from yunhe.kernel.scope import companys, scope

MONEY = DecimalField(max_digits=18, decimal_places=2)


def receivables_of(actor: Actor) -> QuerySet[Any]:
    """The receivables that an actor may see."""
    return Receivable.objects.filter(scope(actor, shop="shop_id"))


def payables_of(actor: Actor) -> QuerySet[Any]:
    """The payables: a supplier belongs to no shop, so an actor with limits sees none."""
    return Payable.objects.filter(companys(actor))


def payments_of(actor: Actor) -> QuerySet[Any]:
    """The payments that an actor may see."""
    return Payment.objects.filter(scope(actor, shop="shop_id"))


def invoices_of(actor: Actor) -> QuerySet[Any]:
    """The invoices: one may cover many shops, so an actor with limits sees none."""
    return Invoice.objects.filter(companys(actor))


def _less(whole: str, part: str) -> ExpressionWrapper:
    return ExpressionWrapper(F(whole) - F(part), output_field=MONEY)


OPEN_FIELDS = (
    Field("number", N_("Number"), Type.TEXT),
    Field("kind", N_("Kind"), Type.CHOICE, choices=ITEM_KINDS),
    Field("partner", N_("Partner"), Type.TEXT, expression=Named("partner__name")),
    Field("partner_code", N_("Partner's code"), Type.TEXT, path="partner__code"),
    Field("order", N_("Order"), Type.TEXT, path="order_number"),
    Field("amount", N_("Amount"), Type.MONEY, unit_from="currency"),
    Field("settled", N_("Settled"), Type.MONEY, unit_from="currency"),
    Field("open", N_("Still open"), Type.MONEY, expression=_less("amount", "settled"), unit_from="currency"),
    Field("currency", N_("Currency"), Type.TEXT),
    Field("due_on", N_("Due"), Type.DATE),
    Field("business_date", N_("Date"), Type.DATE),
    Field("entity", N_("Company"), Type.TEXT, expression=Named("entity__name")),
)
OPEN = {"field": "open", "op": "!=", "value": "0"}
OPEN_SHAPE: dict[str, Any] = {
    "columns": (
        Column("number", 20),
        Column("kind", 12),
        Column("partner", 24),
        Column("amount", 14, total=True),
        Column("open", 14, total=True),
        Column("due_on", 12),
        Column("order", 20, shown=False),
        Column("settled", 14, total=True, shown=False),
        Column("business_date", 12, shown=False),
        Column("entity", 20, shown=False),
    ),
    "tabs": (
        Tab("open", N_("Open"), OPEN),
        Tab("overdue", N_("Overdue"), every(OPEN, overdue("due_on"))),
        Tab("settled", N_("Settled"), {"not": OPEN}),
    ),
    "filters": ("kind", "partner", "due_on", "open"),
    "search": ("number", "order", "partner"),
    "sort": ("due_on",),
}

RECEIVABLES = register(
    Listing(
        "receivables",
        N_("Receivables"),
        Vocabulary("receivable", OPEN_FIELDS),
        right="finance.see",
        rows=receivables_of,
        **OPEN_SHAPE,
    )
)
PAYABLES = register(
    Listing(
        "payables",
        N_("Payables"),
        Vocabulary("payable", OPEN_FIELDS),
        right="finance.see",
        rows=payables_of,
        **OPEN_SHAPE,
    )
)
PAYMENTS = register(
    Listing(
        "payments",
        N_("Payments"),
        Vocabulary(
            "payment",
            (
                Field("number", N_("Number"), Type.TEXT),
                Field("state", N_("State"), Type.CHOICE, choices=PAYMENT_STATES),
                Field("kind", N_("Kind"), Type.CHOICE, choices=PAYMENT_KINDS),
                Field("partner", N_("Partner"), Type.TEXT, expression=Named("partner__name")),
                Field("partner_code", N_("Partner's code"), Type.TEXT, path="partner__code"),
                Field("external_id", N_("Number of the bank"), Type.TEXT),
                Field("amount", N_("Amount"), Type.MONEY, unit_from="currency"),
                Field(
                    "free", N_("Not applied"), Type.MONEY, expression=_less("amount", "applied"), unit_from="currency"
                ),
                Field("currency", N_("Currency"), Type.TEXT),
                Field("business_date", N_("Date"), Type.DATE),
            ),
        ),
        right="finance.see",
        rows=payments_of,
        columns=(
            Column("number", 20),
            Column("state", 10),
            Column("kind", 12),
            Column("partner", 24),
            Column("amount", 14, total=True),
            Column("free", 14, total=True),
            Column("business_date", 12),
            Column("external_id", 24),
        ),
        tabs=(
            Tab("free", N_("To be applied"), {"field": "free", "op": ">", "value": "0"}),
            *tab_each("kind", PAYMENT_KINDS),
        ),
        filters=("partner", "business_date", "amount", "state"),
        search=("number", "external_id", "partner"),
        sort=("-business_date",),
        custom=True,
    )
)
INVOICES = register(
    Listing(
        "invoices",
        N_("Invoices"),
        Vocabulary(
            "invoice",
            (
                Field("number", N_("Number"), Type.TEXT),
                Field("state", N_("State"), Type.CHOICE, choices=INVOICE_STATES),
                Field("kind", N_("Kind"), Type.CHOICE, choices=INVOICE_KINDS),
                Field("partner", N_("Partner"), Type.TEXT, expression=Named("partner__name")),
                Field("external_number", N_("Number on the paper"), Type.TEXT),
                Field("amount", N_("Amount"), Type.MONEY, path="amount_incl", unit_from="currency"),
                Field("tax", N_("Tax"), Type.MONEY, unit_from="currency"),
                Field("currency", N_("Currency"), Type.TEXT),
                Field("business_date", N_("Date"), Type.DATE),
            ),
        ),
        right="finance.see",
        rows=invoices_of,
        columns=(
            Column("number", 20),
            Column("state", 10),
            Column("kind", 12),
            Column("partner", 24),
            Column("external_number", 20),
            Column("amount", 14, total=True),
            Column("tax", 12, total=True),
            Column("business_date", 12),
        ),
        tabs=tab_each("kind", INVOICE_KINDS),
        filters=("partner", "state", "business_date", "amount"),
        search=("number", "external_number", "partner"),
        sort=("-business_date",),
        custom=True,
    )
)
