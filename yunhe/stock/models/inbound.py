"""Inbound: this is expected here. It takes as many receipts as trucks come; its state is a projection of them."""

from django.db import models
from django.db.models import F, Q

from yunhe.catalog.models import QTY
from yunhe.kernel.links import subject
from yunhe.kernel.models.documents import Document
from yunhe.stock.models.levels import Grade
from yunhe.stock.scopes import INBOUNDS, RECEIPTS


class Inbound(Document):
    """`source` is the upper document that expects the goods; a transfer's other half is `outbound`."""

    class Kind(models.TextChoices):
        PURCHASE = "purchase"
        RETURN = "return"
        TRANSFER = "transfer"
        PRODUCTION = "production"
        MATERIAL_RETURN = "material_return"
        OTHER = "other"

    kind = models.CharField(max_length=15, choices=Kind.choices)
    warehouse = models.ForeignKey("stock.Warehouse", models.PROTECT, related_name="inbounds")
    owner = models.ForeignKey("stock.Owner", models.PROTECT, related_name="+")
    partner = models.ForeignKey("partners.Partner", models.PROTECT, null=True, related_name="+")
    source_kind = models.CharField(max_length=20, blank=True, default="")
    source_id = models.BigIntegerField(null=True)
    root_id = models.BigIntegerField(null=True)
    outbound = models.ForeignKey("stock.Outbound", models.PROTECT, null=True, related_name="arrivals")
    reason = models.CharField(max_length=40, blank=True, default="")  # opening, found, unexplained …
    due_on = models.DateField()

    class Meta:
        indexes = [
            models.Index(
                fields=["state", "warehouse"],
                name="inbound_queue",
                condition=~Q(state__in=["closed", "closed_short", "cancelled"]),
            ),
            models.Index(fields=["source_kind", "source_id"], name="inbound_source"),
        ]


class InboundLine(models.Model):
    """`received` is the sum of its receipts. `over_tolerance` is the fraction that may come on top."""

    inbound = models.ForeignKey(Inbound, models.CASCADE, db_index=False, related_name="lines")
    n = models.SmallIntegerField()
    item = models.ForeignKey("catalog.Item", models.PROTECT, db_index=False, related_name="+")
    qty = models.DecimalField(**QTY)
    received = models.DecimalField(**QTY, default=0)
    source_line_id = models.BigIntegerField(null=True)  # the purchase order's, return's or work order's line
    unit_cost = models.DecimalField(max_digits=18, decimal_places=6, null=True)  # expected, without tax, per base unit
    cost_currency = models.CharField(max_length=3, default="CNY")
    over_tolerance = models.DecimalField(max_digits=6, decimal_places=4, default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["inbound", "n"], name="inbound_line_once"),
            models.CheckConstraint(condition=Q(qty__gt=0, received__gte=0), name="inbound_line_qty"),
        ]
        indexes = [models.Index(fields=["item"], name="inbound_line_open", condition=Q(received__lt=F("qty")))]


class Receipt(Document):
    """What came with one truck; posted at once, reversed by a counter-receipt."""

    inbound = models.ForeignKey(Inbound, models.PROTECT, related_name="receipts")
    warehouse = models.ForeignKey("stock.Warehouse", models.PROTECT, related_name="+")


class ReceiptLine(models.Model):
    """Goods of one item, lot and grade that came into one bin. `cause` explains what differs from the expectation."""

    receipt = models.ForeignKey(Receipt, models.CASCADE, related_name="lines")
    inbound_line = models.ForeignKey(InboundLine, models.PROTECT, related_name="receipts")
    item = models.ForeignKey("catalog.Item", models.PROTECT, related_name="+")
    lot = models.ForeignKey("stock.Lot", models.PROTECT, null=True, related_name="+")
    grade = models.CharField(max_length=8, choices=Grade.choices, default=Grade.GOOD)
    bin = models.ForeignKey("stock.Bin", models.PROTECT, related_name="+")
    qty = models.DecimalField(**QTY)
    cause = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(qty__gt=0), name="receipt_line_qty")]


INBOUND = subject("inbound", "stock_inbound", "Inbound", "/inbounds/", INBOUNDS)
RECEIPT = subject("receipt", "stock_receipt", "Receipt", "/receipts/", RECEIPTS)
