"""The list of vouchers."""

from typing import Any

from django.db.models import DecimalField, OuterRef, QuerySet, Subquery, Sum
from django.utils.translation import gettext_noop as N_

from yunhe.erp.finance.models import Voucher, VoucherLine
from yunhe.erp.finance.words import TEMPLATES, VOUCHER_STATES
from yunhe.kernel.actor import Actor
from yunhe.kernel.conditions import Field, Type, Vocabulary
from yunhe.kernel.listing import Column, Listing, register, tab_each
from yunhe.kernel.names import Named
from yunhe.kernel.scope import scope


def vouchers_of(actor: Actor) -> QuerySet[Any]:
    """The vouchers that an actor may see."""
    return Voucher.objects.filter(scope(actor, shop="shop_id"))


def _debit() -> Subquery:
    lines = VoucherLine.objects.filter(voucher=OuterRef("pk")).order_by().values("voucher")
    return Subquery(
        lines.annotate(sum=Sum("debit")).values("sum"), output_field=DecimalField(max_digits=18, decimal_places=2)
    )


VOUCHERS = register(
    Listing(
        "vouchers",
        N_("Vouchers"),
        Vocabulary(
            "voucher",
            (
                Field("number", N_("Number"), Type.TEXT),
                Field("state", N_("State"), Type.CHOICE, choices=VOUCHER_STATES),
                Field("template", N_("Kind"), Type.CHOICE, choices=TEMPLATES),
                Field("entity", N_("Company"), Type.TEXT, expression=Named("entity__name")),
                Field("period", N_("Period"), Type.TEXT, path="period__code"),
                Field("business_date", N_("Date"), Type.DATE),
                Field("n", N_("No."), Type.NUMBER),
                Field("amount", N_("Amount"), Type.MONEY, expression=_debit(), unit_from="currency"),
                Field("currency", N_("Currency"), Type.TEXT, path="entity__currency"),
                Field("late", N_("Other period"), Type.FLAG),
            ),
        ),
        right="finance.see",
        rows=vouchers_of,
        columns=(
            Column("number", 20),
            Column("state", 10),
            Column("template", 16),
            Column("business_date", 12),
            Column("period", 10),
            Column("amount", 16, total=True),
            Column("entity", 20),
            Column("n", 8, shown=False),
            Column("late", 8, shown=False),
        ),
        tabs=tab_each("state", VOUCHER_STATES),
        filters=("template", "business_date", "period", "amount", "late"),
        search=("number",),
        sort=("-business_date",),
        custom=True,
    )
)
