"""Returns and refunds: what came back, and the money that followed."""

from django.db import models
from django.db.models import Q

from yunhe.catalog.models import AMOUNT, QTY
from yunhe.kernel.links import subject
from yunhe.kernel.models.documents import Document
from yunhe.oms.scopes import REFUNDS, RETURNS


class Return(Document):
    """A customer sends goods back. Its goods come by an inbound of kind `return`."""

    order = models.ForeignKey("oms.Order", models.PROTECT, related_name="returns")
    reason = models.CharField(max_length=40)  # damaged, wrong_item, not_wanted …
    customer_note = models.CharField(max_length=500, blank=True, default="")
    warehouse = models.ForeignKey("stock.Warehouse", models.PROTECT, related_name="+")
    inbound = models.ForeignKey("stock.Inbound", models.PROTECT, null=True, related_name="+")
    why = models.JSONField(default=dict, blank=True)  # which rule approved or refused it


class ReturnLine(models.Model):
    """So much (base units) of an order line comes back; `received` of it came, in `grade`."""

    parent = models.ForeignKey(Return, models.CASCADE, related_name="lines")
    order_line = models.ForeignKey("oms.OrderLine", models.PROTECT, related_name="returns")
    item = models.ForeignKey("catalog.Item", models.PROTECT, related_name="+")
    qty = models.DecimalField(**QTY)
    received = models.DecimalField(**QTY, default=0)
    grade = models.CharField(max_length=8, blank=True, default="")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(qty__gt=0, received__gte=0), name="return_line_qty")]


class Refund(Document):
    """Money back: with a return, or before shipping. `unearned` of it was for goods that never left: no sale to take back."""

    order = models.ForeignKey("oms.Order", models.PROTECT, related_name="refunds")
    parent = models.ForeignKey(Return, models.PROTECT, null=True, related_name="refunds")
    amount = models.DecimalField(**AMOUNT)
    unearned = models.DecimalField(**AMOUNT, default=0)
    currency = models.CharField(max_length=3, default="CNY")
    reason = models.CharField(max_length=40)
    external_id = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, unearned__gte=0, unearned__lte=models.F("amount")), name="refund_amount"
            )
        ]


RETURN = subject("return", "oms_return", "Return", "/returns/", RETURNS)
REFUND = subject("refund", "oms_refund", "Refund", "/refunds/", REFUNDS)
