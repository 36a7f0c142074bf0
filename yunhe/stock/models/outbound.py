"""Outbound: ship this from there to them. It ships whole or is split first, so that it has one true state."""

from django.db import models
from django.db.models import F, Q

from yunhe.catalog.models import AMOUNT, QTY, amounts_agree
from yunhe.kernel.links import subject
from yunhe.kernel.models.documents import Document
from yunhe.partners.models import AddressFields
from yunhe.stock.models.levels import Grade
from yunhe.stock.scopes import OUTBOUNDS


class Outbound(Document, AddressFields):
    """`source` is the upper document that asked for it (oms fulfilments point here by line); `root_id` the order when
    there is exactly one. `recall_requested` stops labels and the ship scan from its commit on."""

    class Kind(models.TextChoices):
        SALE = "sale"
        PICKUP = "pickup"
        DROPSHIP = "dropship"
        TRANSFER = "transfer"
        ISSUE = "issue"
        SUPPLIER_RETURN = "supplier_return"
        OTHER = "other"

    kind = models.CharField(max_length=15, choices=Kind.choices)
    # By these four nobody seeks outbounds: the queue has the warehouse, and an index costs at every state they pass.
    warehouse = models.ForeignKey("stock.Warehouse", models.PROTECT, db_index=False, related_name="outbounds")
    owner = models.ForeignKey("stock.Owner", models.PROTECT, db_index=False, related_name="+")
    partner = models.ForeignKey("partners.Partner", models.PROTECT, db_index=False, null=True, related_name="+")
    source_kind = models.CharField(max_length=20, blank=True, default="")
    source_id = models.BigIntegerField(null=True)
    root_id = models.BigIntegerField(null=True)
    priority = models.SmallIntegerField(default=5)  # smaller first
    ship_by = models.DateTimeField(null=True)  # the promise to the channel
    service = models.CharField(max_length=40, blank=True, default="")  # a carrier service asked for
    shop_id = models.BigIntegerField(null=True)  # of a sale: whose sales figures and receivable
    recognise = models.CharField(max_length=9, default="shipped")  # when revenue is earned: shipped or delivered
    recall_requested = models.BooleanField(default=False)
    split_from = models.ForeignKey("self", models.PROTECT, db_index=False, null=True, related_name="parts")
    shipped_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["state", "warehouse"], name="outbound_queue", condition=~Q(state__in=["closed", "cancelled"])
            ),
            models.Index(fields=["root_id"], name="outbound_root"),
            models.Index(
                fields=["source_id"], name="outbound_source", condition=~Q(source_kind="order")
            ),  # orders: root
        ]


class OutboundLine(models.Model):
    """`allocated`, `picked` and `shipped` are projections; short = qty − allocated. All in base units.

    `root_id`, `root_line_id` name the order and its line that this line serves, `shop_id` the order's shop. They stay with it
    through every split and merge: of a merged outbound each line knows whose it is.
    """

    outbound = models.ForeignKey(Outbound, models.CASCADE, db_index=False, related_name="lines")  # outbound_line_once
    n = models.SmallIntegerField()
    root_id = models.BigIntegerField(null=True)
    root_line_id = models.BigIntegerField(null=True)
    shop_id = models.BigIntegerField(null=True)
    item = models.ForeignKey("catalog.Item", models.PROTECT, db_index=False, related_name="+")  # sought while it waits
    grade = models.CharField(max_length=8, choices=Grade.choices, default=Grade.GOOD)
    qty = models.DecimalField(**QTY)
    allocated = models.DecimalField(**QTY, default=0)
    picked = models.DecimalField(**QTY, default=0)
    shipped = models.DecimalField(**QTY, default=0)
    amount_incl = models.DecimalField(
        **AMOUNT, null=True
    )  # of a sale: this line's share of its order line, for the books
    tax_rate = models.DecimalField(max_digits=6, decimal_places=4, null=True)
    tax = models.DecimalField(**AMOUNT, null=True)
    amount_excl = models.DecimalField(**AMOUNT, null=True)
    currency = models.CharField(max_length=3, default="CNY")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["outbound", "n"], name="outbound_line_once"),
            amounts_agree("outbound_line"),
            models.CheckConstraint(
                condition=Q(qty__gt=0, allocated__gte=0, picked__gte=0, shipped__gte=0)
                & Q(allocated__lte=F("qty"), picked__lte=F("allocated"), shipped__lte=F("picked")),
                name="outbound_line_in_order",
            ),
        ]
        indexes = [
            models.Index(fields=["item"], name="outbound_line_waiting", condition=Q(allocated__lt=F("qty"))),
            models.Index(fields=["root_id"], name="outbound_line_root", condition=Q(root_id__isnull=False)),
        ]


OUTBOUND = subject("outbound", "stock_outbound", "Outbound", "/outbounds/", OUTBOUNDS)
