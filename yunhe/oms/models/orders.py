"""The canonical order, its lines, holds, and the fulfilments that link it to the warehouse."""

from django.db import models
from django.db.models import F, Q

from yunhe.catalog.models import AMOUNT, QTY, CommercialLine, amounts_agree
from yunhe.kernel.links import subject
from yunhe.kernel.models.documents import Document, custom_index
from yunhe.oms.scopes import ORDERS
from yunhe.partners.models import AddressFields


class Order(Document, AddressFields):
    """What a customer ordered, made of the newest channel version. `progress` and `payment` are projections."""

    class Progress(models.TextChoices):
        NONE = "none"
        PART_ALLOCATED = "part_allocated"
        ALLOCATED = "allocated"
        PART_RELEASED = "part_released"
        RELEASED = "released"
        PART_SHIPPED = "part_shipped"
        SHIPPED = "shipped"
        PART_DELIVERED = "part_delivered"
        DELIVERED = "delivered"

    class Payment(models.TextChoices):
        UNPAID = "unpaid"
        DEPOSIT = "deposit"
        PAID = "paid"
        COD = "cod"
        CREDIT = "credit"
        PART_REFUNDED = "part_refunded"
        REFUNDED = "refunded"

    shop = models.ForeignKey("oms.Shop", models.PROTECT, db_index=False, related_name="orders")  # order_once has it
    external_id = models.CharField(max_length=80)
    version = models.DateTimeField()
    placed_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)
    partner = models.ForeignKey(
        "partners.Partner", models.PROTECT, db_index=False, null=True, related_name="orders"
    )  # order_partner has it
    entity = models.ForeignKey("kernel.Entity", models.PROTECT, db_index=False, related_name="+")  # few, never sought
    progress = models.CharField(max_length=14, choices=Progress.choices, default=Progress.NONE)
    payment = models.CharField(max_length=13, choices=Payment.choices, default=Payment.UNPAID)
    currency = models.CharField(max_length=3, default="CNY")
    freight = models.DecimalField(**AMOUNT, default=0)  # what the buyer pays for it, contained in the lines' amounts
    total = models.DecimalField(**AMOUNT)  # Σ lines' amount_incl
    paid_amount = models.DecimalField(**AMOUNT, default=0)
    priority = models.SmallIntegerField(default=5)
    ship_by = models.DateTimeField(null=True)
    buyer_message = models.CharField(max_length=500, blank=True, default="")
    seller_memo = models.CharField(max_length=500, blank=True, default="")
    items_key = models.CharField(max_length=32, blank=True, default="")  # fingerprint of items and quantities
    why = models.JSONField(default=dict, blank=True)  # decisions with their reasons: audit, sourcing
    cancel_asked_at = models.DateTimeField(null=True)
    cancel_reason = models.CharField(max_length=200, blank=True, default="")
    origin_kind = models.CharField(max_length=20, blank=True, default="")  # re-ship, exchange: of what
    origin_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "external_id"], name="order_once")]
        indexes = [
            models.Index(
                fields=["state", "progress"], name="order_queue", condition=~Q(state__in=["completed", "cancelled"])
            ),
            models.Index(fields=["state"], name="order_cancelled", condition=Q(state="cancelled")),  # a tab of the list
            models.Index(fields=["items_key", "placed_at"], name="order_same_items"),
            models.Index(fields=["partner", "placed_at"], name="order_partner"),
            models.Index(fields=["placed_at"], name="order_placed"),
            custom_index("order"),
        ]


class OrderLine(CommercialLine):
    """A line; `base_qty` = qty × factor. `short`, `cancelled` are base quantities; without item it is unmatched.

    `cancelled_incl`, `cancelled_tax` are the money that went with what was cancelled: these and the shares of its outbound
    lines sum to the line's amounts.
    """

    order = models.ForeignKey(Order, models.CASCADE, db_index=False, related_name="lines")  # order_line_once has it
    item = models.ForeignKey(
        "catalog.Item", models.PROTECT, db_index=False, null=True, related_name="+"
    )  # never sought
    external_line_id = models.CharField(max_length=80, blank=True, default="")
    sku = models.CharField(max_length=80)
    base_qty = models.DecimalField(**QTY)
    cancelled = models.DecimalField(**QTY, default=0)
    cancelled_incl = models.DecimalField(**AMOUNT, default=0)
    cancelled_tax = models.DecimalField(**AMOUNT, default=0)
    short = models.DecimalField(**QTY, default=0)  # projection: wanted and not allocated
    freight = models.DecimalField(**AMOUNT, default=0)  # its share of the order's freight, contained in amount_incl
    is_gift = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "n"], name="order_line_once"),
            models.CheckConstraint(condition=Q(qty__gt=0, base_qty__gt=0), name="order_line_qty"),
            models.CheckConstraint(
                condition=Q(cancelled__gte=0, cancelled__lte=F("base_qty")), name="order_line_cancelled"
            ),
            amounts_agree("order_line"),
        ]
        indexes = [
            models.Index(fields=["order"], name="order_line_short", condition=Q(short__gt=0))
        ]  # few; tabs count them


class Fulfilment(models.Model):
    """`qty` (base units of the outbound line's item) of an order line is served by this outbound line.

    `ratio` = units of that item per base unit of the order line: 1, or a kit's component quantity.
    """

    order_line = models.ForeignKey(OrderLine, models.PROTECT, related_name="fulfilments")
    outbound_line = models.ForeignKey(
        "stock.OutboundLine", models.PROTECT, db_index=False, related_name="fulfilments"
    )  # fulfilment_once has it
    qty = models.DecimalField(**QTY)
    ratio = models.DecimalField(**QTY, default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["outbound_line"], name="fulfilment_once"),
            models.CheckConstraint(condition=Q(qty__gt=0, ratio__gt=0), name="fulfilment_qty"),
        ]


class Hold(models.Model):
    """Why an order is not audited yet. Several at once; each has a type, an owner and a next step."""

    class Type(models.TextChoices):
        ITEM = "item"  # a line's item is not known
        CREDIT = "credit"
        AMOUNT = "amount"
        ADDRESS = "address"
        DUPLICATE = "duplicate"
        OTHER = "other"

    order = models.ForeignKey(Order, models.CASCADE, related_name="holds")
    type = models.CharField(max_length=10, choices=Type.choices)
    code = models.CharField(max_length=40)  # the rule that fired
    rule = models.JSONField(default=dict)  # the rule as it stood (decisions.Rule.stored)
    owner_role = models.CharField(max_length=30, default="clerk")
    opened_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)
    released_by = models.CharField(max_length=80, blank=True, default="")
    note = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "code"], condition=Q(released_at=None), name="hold_open_once"),
        ]
        indexes = [models.Index(fields=["type", "opened_at"], name="hold_desk", condition=Q(released_at=None))]


ORDER = subject("order", "oms_order", "Order", "/orders/", ORDERS)
