"""What goods are worth: the value ledger beside the quantity ledger, and its moving-average projection."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from yunhe.catalog.models import AMOUNT, QTY

AVERAGE = {"max_digits": 22, "decimal_places": 10}


class Valuation(models.Model):
    """So much value came to or left an item's stock. Append-only: a trigger refuses change.

    Reasons up to `count` give a move its first amount and happen once per move; the later ones correct it. `qty` is the
    move's quantity with the first amount and zero afterwards, so both columns sum to what AverageCost says.
    """

    class Reason(models.TextChoices):
        OPENING = "opening"
        RECEIPT = "receipt"  # provisional until the invoice comes (暂估)
        REVERSAL = "reversal"
        RETURN = "return"
        ISSUE = "issue"
        COUNT = "count"  # found or lost
        INVOICE = "invoice"  # the supplier asked for another price
        LANDED = "landed"  # freight, duty
        WORK = "work"  # what finished work really cost
        REVALUE = "revalue"
        REPLAY = "replay"  # a late paper changed the averages after it

    FIRST = (Reason.OPENING, Reason.RECEIPT, Reason.REVERSAL, Reason.RETURN, Reason.ISSUE, Reason.COUNT)

    move = models.ForeignKey("stock.Move", models.PROTECT, null=True, related_name="valuations")
    entity = models.ForeignKey("kernel.Entity", models.PROTECT, db_index=False, related_name="+")
    item = models.ForeignKey("catalog.Item", models.PROTECT, related_name="valuations")
    qty = models.DecimalField(**QTY)
    amount = models.DecimalField(**AMOUNT)  # signed, in the entity's currency
    currency = models.CharField(max_length=3)
    reason = models.CharField(max_length=8, choices=Reason.choices)
    document_kind = models.CharField(max_length=20)
    document_id = models.BigIntegerField()
    business_date = models.DateField()
    recorded_at = models.DateTimeField(db_default=Now())
    period = models.ForeignKey("kernel.Period", models.PROTECT, related_name="+")
    late = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["move"],
                condition=Q(reason__in=["opening", "receipt", "reversal", "return", "issue", "count"]),
                name="valuation_first_once",
            ),
        ]
        indexes = [
            models.Index(fields=["entity", "item", "period"], name="valuation_item"),
            models.Index(fields=["document_kind", "document_id"], name="valuation_document"),
        ]


class AverageCost(models.Model):
    """What an entity has of an item and what it is worth, always the sum of valuations. Average = value / qty.

    Nothing in stock is worth nothing: the issue that empties it takes the rest. `last_cost` is the average when there
    was one last; goods that turn up without a price come in at it.
    """

    entity = models.ForeignKey("kernel.Entity", models.PROTECT, db_index=False, related_name="+")
    item = models.ForeignKey("catalog.Item", models.PROTECT, related_name="average_costs")
    qty = models.DecimalField(**QTY, default=0)
    value = models.DecimalField(**AMOUNT, default=0)
    last_cost = models.DecimalField(**AVERAGE, default=0)
    last_day = models.DateField(null=True)  # the latest business date valued: an earlier one is replayed

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entity", "item"], name="average_cost_once"),
            models.CheckConstraint(condition=Q(qty__gte=0, value__gte=0), name="average_cost_not_negative"),
            models.CheckConstraint(condition=Q(qty__gt=0) | Q(value=0), name="average_cost_of_nothing"),
        ]
