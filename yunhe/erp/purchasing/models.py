"""What suppliers sell us, proposals, purchase orders."""

from django.db import models
from django.db.models import Q

from yunhe.catalog.models import AMOUNT, QTY, CommercialLine, amounts_agree
from yunhe.erp.purchasing.scopes import PROPOSALS, PURCHASES
from yunhe.kernel.links import subject
from yunhe.kernel.models.documents import Document, custom_index


class SupplierItem(models.Model):
    """A supplier's offer of an item: tax-inclusive price per unit, least quantity, multiple, days to deliver.

    Quantities in base units. The smallest `rank` is asked first. `auto`: proposals become orders by themselves.
    """

    supplier = models.ForeignKey("partners.Partner", models.PROTECT, db_index=False, related_name="offers")
    item = models.ForeignKey("catalog.Item", models.PROTECT, related_name="offers")
    unit = models.ForeignKey("catalog.Unit", models.PROTECT, related_name="+")
    factor = models.DecimalField(**QTY, default=1)
    price_incl = models.DecimalField(max_digits=18, decimal_places=6)
    currency = models.CharField(max_length=3, default="CNY")
    moq = models.DecimalField(**QTY, default=1)
    multiple = models.DecimalField(**QTY, default=1)
    lead_days = models.IntegerField(default=7)
    rank = models.SmallIntegerField(default=1)
    auto = models.BooleanField(default=False)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["supplier", "item"], name="supplier_item_once"),
            models.CheckConstraint(
                condition=Q(moq__gt=0, multiple__gt=0, price_incl__gte=0, lead_days__gte=0), name="supplier_item_terms"
            ),
        ]


class Proposal(models.Model):
    """Buy so much, because of these figures. A new run changes the open one; it never makes a second."""

    class State(models.TextChoices):
        OPEN = "open"
        ACCEPTED = "accepted"
        DISMISSED = "dismissed"

    item = models.ForeignKey("catalog.Item", models.PROTECT, related_name="+")
    warehouse = models.ForeignKey("stock.Warehouse", models.PROTECT, related_name="+")
    offer = models.ForeignKey(
        SupplierItem, models.PROTECT, null=True, related_name="proposals"
    )  # null: nobody sells it
    qty = models.DecimalField(**QTY)
    due_on = models.DateField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    state_at = models.DateTimeField()
    why = models.JSONField()  # on hand, allocated, waiting, incoming, safety, demand; the plain formula beside it

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "warehouse"], condition=Q(state="open"), name="proposal_open_once"),
            models.CheckConstraint(condition=Q(qty__gt=0), name="proposal_qty"),
        ]


class PurchaseOrder(Document):
    """An order to a supplier for one warehouse."""

    class Received(models.TextChoices):
        NONE = "none"
        PART = "part"
        FULL = "full"

    supplier = models.ForeignKey("partners.Partner", models.PROTECT, related_name="purchase_orders")
    entity = models.ForeignKey("kernel.Entity", models.PROTECT, related_name="+")
    warehouse = models.ForeignKey("stock.Warehouse", models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3, default="CNY")
    total = models.DecimalField(**AMOUNT)
    due_on = models.DateField()
    received = models.CharField(max_length=4, choices=Received.choices, default=Received.NONE)
    inbound = models.ForeignKey("stock.Inbound", models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "purchasing_order"
        indexes = [
            models.Index(
                fields=["state"], name="purchase_queue", condition=~Q(state__in=["closed", "closed_short", "cancelled"])
            ),
            custom_index("purchase"),
        ]


class PurchaseLine(CommercialLine):
    """A line; `base_qty` = qty × factor."""

    order = models.ForeignKey(PurchaseOrder, models.CASCADE, db_index=False, related_name="lines")
    base_qty = models.DecimalField(**QTY)
    proposal = models.ForeignKey(Proposal, models.PROTECT, null=True, related_name="lines")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "n"], name="purchase_line_once"),
            models.CheckConstraint(condition=Q(qty__gt=0, base_qty__gt=0), name="purchase_line_qty"),
            amounts_agree("purchase_line"),
        ]


PURCHASE = subject("purchase", "purchasing_order", "Purchase order", "/purchases/", PURCHASES)
PROPOSAL = subject("proposal", "purchasing_proposal", "Purchase proposal", "/proposals/", PROPOSALS)
