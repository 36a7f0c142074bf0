"""The quantity ledger and its guarded projections, always equal to the sum of moves."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from yunhe.catalog.models import QTY
from yunhe.kernel.links import subject
from yunhe.stock.scopes import LEVELS


class Grade(models.TextChoices):
    """Only `good` is allocatable; a line may ask for `second`."""

    GOOD = "good"
    INSPECT = "inspect"
    SECOND = "second"
    DAMAGED = "damaged"
    EXPIRED = "expired"


class Move(models.Model):
    """A row of the ledger: so much more (or less) of an item here. Append-only: a trigger refuses change.

    Ids come from `stock_ledger_seq`, which allocations share: id order is the order in which levels changed, because a
    level is locked before an id is drawn for it.
    """

    class Cause(models.TextChoices):
        OPENING = "opening"
        RECEIVE = "receive"
        REVERSE = "reverse"
        PUT_AWAY = "put_away"
        PICK = "pick"
        UNPICK = "unpick"
        SHIP = "ship"
        ADJUST = "adjust"
        COUNT = "count"
        GRADE = "grade"
        MOVE = "move"

    id = models.BigIntegerField(primary_key=True)
    item = models.ForeignKey("catalog.Item", models.PROTECT, db_index=False, related_name="+")
    warehouse = models.ForeignKey("stock.Warehouse", models.PROTECT, related_name="+")
    bin = models.ForeignKey("stock.Bin", models.PROTECT, related_name="+")
    lot = models.ForeignKey("stock.Lot", models.PROTECT, null=True, related_name="+")
    owner = models.ForeignKey("stock.Owner", models.PROTECT, related_name="+")
    grade = models.CharField(max_length=8, choices=Grade.choices)
    qty = models.DecimalField(**QTY)  # base units, signed
    cause = models.CharField(max_length=8, choices=Cause.choices)
    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    line_id = models.BigIntegerField(null=True)  # the outbound or receipt line
    reason = models.CharField(max_length=40, blank=True, default="")
    business_date = models.DateField()
    recorded_at = models.DateTimeField(db_default=Now())
    period = models.ForeignKey("kernel.Period", models.PROTECT, related_name="+")
    late = models.BooleanField(default=False)
    by = models.CharField(max_length=80)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(qty=0), name="move_moves_something")]
        indexes = [
            models.Index(fields=["item", "warehouse", "id"], name="move_item"),
            models.Index(fields=["subject_kind", "subject_id"], name="move_subject"),
        ]


class Level(models.Model):
    """What an owner has of an item in a warehouse in one grade. No oversell is this CHECK."""

    item = models.ForeignKey("catalog.Item", models.PROTECT, db_index=False, related_name="levels")  # level_once has it
    warehouse = models.ForeignKey("stock.Warehouse", models.PROTECT, db_index=False, related_name="levels")
    owner = models.ForeignKey("stock.Owner", models.PROTECT, db_index=False, related_name="+")  # few, never sought
    grade = models.CharField(max_length=8, choices=Grade.choices, default=Grade.GOOD)
    on_hand = models.DecimalField(**QTY, default=0)
    allocated = models.DecimalField(**QTY, default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "warehouse", "owner", "grade"], name="level_once"),
            models.CheckConstraint(
                condition=Q(allocated__gte=0, allocated__lte=F("on_hand")), name="level_not_oversold"
            ),
        ]
        indexes = [models.Index(fields=["warehouse", "item"], name="level_warehouse")]


class BinLevel(models.Model):
    """The same, by bin and lot. `bound` is tied to outbound lines that will be picked from here."""

    item = models.ForeignKey("catalog.Item", models.PROTECT, db_index=False, related_name="+")
    warehouse = models.ForeignKey("stock.Warehouse", models.PROTECT, related_name="+")
    bin = models.ForeignKey("stock.Bin", models.PROTECT, db_index=False, related_name="levels")
    lot = models.ForeignKey("stock.Lot", models.PROTECT, null=True, related_name="+")
    owner = models.ForeignKey("stock.Owner", models.PROTECT, related_name="+")
    grade = models.CharField(max_length=8, choices=Grade.choices, default=Grade.GOOD)
    qty = models.DecimalField(**QTY, default=0)
    bound = models.DecimalField(**QTY, default=0)
    since = models.DateField(null=True)  # when the oldest goods here came: first in, first out

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "warehouse", "bin", "lot", "owner", "grade"],
                name="bin_level_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(condition=Q(bound__gte=0, bound__lte=F("qty")), name="bin_level_not_overbound"),
        ]
        indexes = [models.Index(fields=["bin"], name="bin_level_bin")]


class Use(models.Model):
    """What left a level for good on a business day: the sum of its shipments, without those to another warehouse."""

    level = models.ForeignKey(Level, models.PROTECT, db_index=False, related_name="uses")  # use_once has it
    day = models.DateField()
    qty = models.DecimalField(**QTY)  # base units

    class Meta:
        constraints = [models.UniqueConstraint(fields=["level", "day"], name="use_once")]


class Policy(models.Model):
    """How much of an item a warehouse should keep. `safety` is hidden from sales: available = on hand − allocated − safety."""

    item = models.ForeignKey("catalog.Item", models.CASCADE, db_index=False, related_name="policies")
    warehouse = models.ForeignKey("stock.Warehouse", models.CASCADE, related_name="policies")
    safety = models.DecimalField(**QTY, default=0)
    minimum = models.DecimalField(**QTY, null=True)
    maximum = models.DecimalField(**QTY, null=True)
    method = models.CharField(max_length=20, default="highest_month")
    below = models.BooleanField(default=False)  # LevelBelowSafety was told, LevelRecovered not yet
    reviewed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "warehouse"], name="policy_once"),
            models.CheckConstraint(condition=Q(safety__gte=0), name="policy_safety"),
        ]


LEVEL = subject("level", "stock_level", "Stock level", "/stock/", LEVELS)
