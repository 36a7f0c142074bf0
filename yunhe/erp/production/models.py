"""Lot-sizing terms, work orders, their materials, and what the floor reported."""

from django.db import models
from django.db.models import F, Q

from yunhe.catalog.models import QTY
from yunhe.erp.production.scopes import WORK_ORDERS, WORK_REPORTS
from yunhe.kernel.links import subject
from yunhe.kernel.models.documents import Document, custom_index


class MakeTerms(models.Model):
    """How an item is made: least quantity and multiple of a work order, in base units.

    `auto`: planned work is released by itself. An item without terms is made in ones, and a person releases it.
    """

    item = models.OneToOneField("catalog.Item", models.PROTECT, related_name="make_terms")
    min_qty = models.DecimalField(**QTY, default=1)
    multiple = models.DecimalField(**QTY, default=1)
    auto = models.BooleanField(default=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(min_qty__gt=0, multiple__gt=0), name="make_terms_qty")]


class WorkOrder(Document):
    """Make so much of an item in a warehouse, by a bill of material. A planned one is what the planner proposes: a new
    run changes it, it never makes a second. `good`, `scrap`, `rework` and `kit` are projections (`following.follow`)."""

    class Kit(models.TextChoices):
        NONE = "none"
        PART = "part"
        FULL = "full"

    item = models.ForeignKey("catalog.Item", models.PROTECT, related_name="+")
    bom = models.ForeignKey("catalog.Bom", models.PROTECT, related_name="+")
    entity = models.ForeignKey("kernel.Entity", models.PROTECT, related_name="+")
    warehouse = models.ForeignKey("stock.Warehouse", models.PROTECT, related_name="+")
    qty = models.DecimalField(**QTY)
    due_on = models.DateField()
    backflush = models.BooleanField(default=False)  # frozen from the bill: reports issue what they used
    why = models.JSONField(default=dict)  # the order point's figures; empty when a person wrote it
    inbound = models.ForeignKey("stock.Inbound", models.PROTECT, null=True, related_name="+")
    kit = models.CharField(max_length=4, choices=Kit.choices, default=Kit.NONE)
    good = models.DecimalField(**QTY, default=0)
    scrap = models.DecimalField(**QTY, default=0)
    rework = models.DecimalField(**QTY, default=0)

    class Meta:
        db_table = "production_order"
        constraints = [
            models.UniqueConstraint(
                fields=["item", "warehouse"], condition=Q(state="planned"), name="work_order_planned_once"
            ),
            models.CheckConstraint(condition=Q(qty__gt=0), name="work_order_qty"),
            models.CheckConstraint(condition=Q(good__gte=0, scrap__gte=0, rework__gte=0), name="work_order_made"),
        ]
        indexes = [
            models.Index(fields=["state"], name="work_order_queue", condition=~Q(state__in=["closed", "cancelled"])),
            custom_index("work_order"),
        ]


class Material(models.Model):
    """A material of a work order: `planned` by the bill (0: taken beside it), `issued` and `returned` as stock says.
    `variance`, written when the order closes, = issued − returned − what the bill allows for the good quantity."""

    order = models.ForeignKey(WorkOrder, models.CASCADE, db_index=False, related_name="materials")
    n = models.SmallIntegerField()
    item = models.ForeignKey("catalog.Item", models.PROTECT, related_name="+")
    planned = models.DecimalField(**QTY)
    issued = models.DecimalField(**QTY, default=0)
    returned = models.DecimalField(**QTY, default=0)
    variance = models.DecimalField(**QTY, null=True)

    class Meta:
        db_table = "production_material"
        constraints = [
            models.UniqueConstraint(fields=["order", "item"], name="work_material_once"),
            models.CheckConstraint(
                condition=Q(planned__gte=0, issued__gte=0, returned__gte=0, returned__lte=F("issued")),
                name="work_material_qty",
            ),
        ]


class WorkReport(Document):
    """What one report of the floor said: posted at once, with the receipt of what was good; taken back as a whole."""

    class State(models.TextChoices):
        POSTED = "posted"
        REVERSED = "reversed"

    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="reports")
    good = models.DecimalField(**QTY)
    scrap = models.DecimalField(**QTY)
    rework = models.DecimalField(**QTY)
    cause = models.CharField(max_length=40, blank=True, default="")  # of scrap, or of more than was ordered
    receipt = models.OneToOneField("stock.Receipt", models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "production_report"
        constraints = [
            models.CheckConstraint(condition=Q(good__gte=0, scrap__gte=0, rework__gte=0), name="work_report_qty"),
            models.CheckConstraint(
                condition=Q(good__gt=0) | Q(scrap__gt=0) | Q(rework__gt=0), name="work_report_of_something"
            ),
        ]


WORK_ORDER = subject("work_order", "production_order", "Work order", "/work-orders/", WORK_ORDERS)
WORK_REPORT = subject("work_report", "production_report", "Work report", "/work-reports/", WORK_REPORTS)
