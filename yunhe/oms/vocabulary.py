"""What audit rules, filters and strategies may say about an order."""

from datetime import timedelta
from decimal import Decimal

from django.db.models import Case, DecimalField, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.conditions import Field, Relation, Type, Vocabulary, register
from yunhe.oms.models import Order, OrderLine
from yunhe.oms.words import CHANNELS, ORDER_STATES, PAYMENTS, PROGRESS
from yunhe.partners.models import Exposure, Region

DUPLICATE_WITHIN = timedelta(hours=24)
MONEY = DecimalField(max_digits=18, decimal_places=2)


def _same_again() -> Exists:
    """The same recipient ordered the same within a day under another external id: by token, or phone tail and region."""
    others = (
        Order.objects.filter(items_key=OuterRef("items_key"))
        .exclude(pk=OuterRef("pk"))
        .exclude(state="cancelled")
        .filter(placed_at__gte=OuterRef("placed_at") - DUPLICATE_WITHIN, placed_at__lte=OuterRef("placed_at"))
        .filter(
            (~Q(token="") & Q(token=OuterRef("token")))
            | (~Q(phone_tail="") & Q(phone_tail=OuterRef("phone_tail"), region_code=OuterRef("region_code")))
        )
    )
    return Exists(others)


def _over_credit() -> Case:
    """By how much a customer on credit would exceed the limit with this order; 0 without limit or when paid.

    Exposure = receivables open + orders accepted and not invoiced − deposits (MODEL section 6).
    """
    accepted = (
        Order.objects.filter(partner=OuterRef("partner"), payment="credit", state="audited")
        .order_by()
        .values("partner")
        .annotate(sum=Sum("total"))
        .values("sum")
    )
    open_ = Exposure.objects.filter(partner=OuterRef("partner")).values("receivable_open")[:1]
    deposits = Exposure.objects.filter(partner=OuterRef("partner")).values("deposits")[:1]
    zero = Value(Decimal(0), output_field=MONEY)
    exposure = Coalesce(Subquery(open_), zero) + Coalesce(Subquery(accepted), zero) - Coalesce(Subquery(deposits), zero)
    over = ExpressionWrapper(exposure + F("total") - F("partner__credit_limit"), output_field=MONEY)
    return Case(
        When(Q(payment="credit", partner__credit_limit__isnull=False), then=over), default=zero, output_field=MONEY
    )


ORDER_WORDS = register(
    Vocabulary(
        "order",
        (
            Field("shop", N_("Shop"), Type.REF, path="shop_id"),
            Field("channel", N_("Channel"), Type.CHOICE, path="shop__channel", choices=CHANNELS),
            Field("state", N_("State"), Type.CHOICE, choices=ORDER_STATES),
            Field("progress", N_("Progress"), Type.CHOICE, choices=PROGRESS),
            Field("payment", N_("Payment"), Type.CHOICE, choices=PAYMENTS),
            Field("total", N_("Amount"), Type.MONEY, unit_from="currency"),
            Field("currency", N_("Currency"), Type.TEXT),
            Field("placed_at", N_("Placed"), Type.MOMENT),
            Field("ship_by", N_("Ship by"), Type.MOMENT),
            Field("priority", N_("Priority"), Type.NUMBER),
            Field("customer", N_("Customer"), Type.REF, path="partner_id"),
            Field("region", N_("Region"), Type.TEXT, path="region_code"),
            Field(
                "region_known",
                N_("Region is known"),
                Type.FLAG,
                expression=Exists(Region.objects.filter(code=OuterRef("region_code"))),
            ),
            Field("recipient", N_("Recipient"), Type.TEXT),
            Field("phone", N_("Phone"), Type.TEXT),
            Field("address", N_("Address"), Type.TEXT, path="detail"),
            Field("platform", N_("Platform"), Type.TEXT),
            Field("buyer_message", N_("Buyer's message"), Type.TEXT),
            Field("seller_memo", N_("Seller's memo"), Type.TEXT),
            Field("same_again", N_("Ordered twice within a day"), Type.FLAG, expression=_same_again()),
            Field(
                "over_credit",
                N_("Amount over credit limit"),
                Type.MONEY,
                expression=_over_credit(),
                unit_from="currency",
            ),
            Relation(
                "lines",
                N_("Lines"),
                OrderLine,
                {"order_id": "pk"},
                (
                    Field("item", N_("Item"), Type.REF, path="item_id"),
                    Field("sku", N_("SKU"), Type.TEXT),
                    Field("qty", N_("Quantity"), Type.QUANTITY),
                    Field("price_incl", N_("Price"), Type.MONEY),
                    Field("amount_incl", N_("Amount"), Type.MONEY),
                ),
            ),
        ),
    )
)
