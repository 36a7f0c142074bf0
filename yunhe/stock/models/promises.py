"""What is promised out of stock and out of expected goods, and what is tied to a bin for picking."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from yunhe.catalog.models import QTY


class Hold(models.Model):
    """Stock set aside without an outbound: a checkout, a shop's quota, a walk-in reserve, a presale."""

    class Kind(models.TextChoices):
        CHECKOUT = "checkout"
        QUOTA = "quota"
        WALK_IN = "walk_in"
        PRESALE = "presale"

    kind = models.CharField(max_length=8, choices=Kind.choices)
    key = models.CharField(max_length=120, unique=True)  # the caller's own key: asking twice holds once
    shop_id = models.BigIntegerField(null=True)
    expires_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class Allocation(models.Model):
    """So much of a level is promised to a line or a hold. Never changed, only closed (a part closes by split), and the
    two ledger numbers say when: doctor replays them with the moves."""

    class Closed(models.TextChoices):
        SHIPPED = "shipped"
        RELEASED = "released"  # given back
        LOST = "lost"  # the goods turned out not to be there
        SPLIT = "split"  # replaced by smaller ones

    id = models.BigIntegerField(primary_key=True)  # from stock_ledger_seq
    level = models.ForeignKey("stock.Level", models.PROTECT, db_index=False, related_name="allocations")  # if open
    qty = models.DecimalField(**QTY)
    outbound_line = models.ForeignKey("stock.OutboundLine", models.CASCADE, null=True, related_name="allocations")
    hold = models.ForeignKey(Hold, models.CASCADE, db_index=False, null=True, related_name="allocations")
    expires_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(db_default=Now())
    closed_seq = models.BigIntegerField(null=True)  # from stock_ledger_seq
    closed_as = models.CharField(max_length=8, choices=Closed.choices, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(qty__gt=0), name="allocation_qty"),
            models.CheckConstraint(
                condition=Q(outbound_line__isnull=False, hold__isnull=True)
                | Q(outbound_line__isnull=True, hold__isnull=False),
                name="allocation_for_one",
            ),
            models.CheckConstraint(
                condition=Q(closed_seq__isnull=True, closed_as="") | (Q(closed_seq__isnull=False) & ~Q(closed_as="")),
                name="allocation_closed_with_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["level"], name="allocation_open", condition=Q(closed_seq__isnull=True)),
            models.Index(fields=["hold"], name="allocation_hold", condition=Q(hold__isnull=False)),
        ]


class Binding(models.Model):
    """A released line takes `qty` from this bin (and lot): lots are bound here, not at allocation. Gone when unpicked."""

    outbound_line = models.ForeignKey("stock.OutboundLine", models.CASCADE, db_index=False, related_name="bindings")
    bin_level = models.ForeignKey("stock.BinLevel", models.PROTECT, related_name="bindings")
    qty = models.DecimalField(**QTY)
    picked = models.DecimalField(**QTY, default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["outbound_line", "bin_level"], name="binding_once"),
            models.CheckConstraint(
                condition=Q(qty__gt=0, picked__gte=0, picked__lte=models.F("qty")), name="binding_qty"
            ),
        ]


class Promise(models.Model):
    """Expected goods pegged to a waiting line: first promised, first served."""

    class State(models.TextChoices):
        OPEN = "open"
        KEPT = "kept"
        BROKEN = "broken"

    outbound_line = models.ForeignKey("stock.OutboundLine", models.CASCADE, related_name="promises")
    inbound_line = models.ForeignKey("stock.InboundLine", models.CASCADE, related_name="promises")
    qty = models.DecimalField(**QTY)
    due = models.DateField()
    state = models.CharField(max_length=6, choices=State.choices, default=State.OPEN)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(qty__gt=0), name="promise_qty")]
        indexes = [
            models.Index(fields=["inbound_line"], name="promise_inbound", condition=Q(state="open")),
            models.Index(fields=["outbound_line"], name="promise_outbound", condition=Q(state="open")),
        ]
