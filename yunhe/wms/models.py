"""Zones and places, waves, scans and counts."""

from django.db import models
from django.db.models import Q

from yunhe.catalog.models import QTY
from yunhe.kernel.links import subject
from yunhe.stock.models import Grade
from yunhe.wms.scopes import WAVES


class Zone(models.Model):
    """A part of a warehouse."""

    warehouse = models.ForeignKey("stock.Warehouse", models.PROTECT, db_index=False, related_name="zones")
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["warehouse", "code"], name="zone_once")]


class Place(models.Model):
    """Where a bin stands: aisle and metres along it, for the walk. Level 0 is the floor."""

    bin = models.OneToOneField("stock.Bin", models.CASCADE, related_name="place")
    zone = models.ForeignKey(Zone, models.PROTECT, null=True, related_name="places")
    aisle = models.IntegerField()
    metres = models.DecimalField(max_digits=8, decimal_places=2)
    level = models.SmallIntegerField(default=0)


class Wave(models.Model):
    """A cart's worth of outbounds. `walk` lists its bins in walking order, with the metres where bins have places."""

    class State(models.TextChoices):
        OPEN = "open"
        PICKING = "picking"
        DONE = "done"
        CANCELLED = "cancelled"

    number = models.CharField(max_length=40, unique=True)
    warehouse = models.ForeignKey("stock.Warehouse", models.PROTECT, related_name="waves")
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    state_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=80)
    picker = models.CharField(max_length=80, blank=True, default="")
    priority = models.SmallIntegerField(default=5)
    walk = models.JSONField(default=list)

    class Meta:
        indexes = [
            models.Index(fields=["state", "warehouse"], name="wave_queue", condition=Q(state__in=["open", "picking"]))
        ]

    def __str__(self) -> str:
        return self.number


class WaveOutbound(models.Model):
    """An outbound on a wave's cart, in its tote; on one living wave at a time."""

    wave = models.ForeignKey(Wave, models.CASCADE, db_index=False, related_name="outbounds")
    outbound = models.ForeignKey("stock.Outbound", models.PROTECT, related_name="waves")
    tote = models.SmallIntegerField()
    living = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["outbound"], condition=Q(living=True), name="outbound_on_one_wave"),
            models.UniqueConstraint(fields=["wave", "tote"], name="tote_once"),
        ]


class Scan(models.Model):
    """What a device sent, once: the uuid is made on the device."""

    uuid = models.UUIDField(primary_key=True)
    wave = models.ForeignKey(Wave, models.CASCADE, related_name="scans")
    binding_id = models.BigIntegerField()  # a stock binding; it may be gone since
    qty = models.DecimalField(**QTY)
    short = models.BooleanField(default=False)
    scanned_at = models.DateTimeField()  # by the device's clock
    undone_at = models.DateTimeField(null=True)  # the picker took it back
    by = models.CharField(max_length=80)


class Count(models.Model):
    """A bin's contents counted: what the ledger said under the lock, what was found, and who found it."""

    bin = models.ForeignKey("stock.Bin", models.PROTECT, related_name="counts")
    item = models.ForeignKey("catalog.Item", models.PROTECT, related_name="+")
    lot = models.ForeignKey("stock.Lot", models.PROTECT, null=True, related_name="+")
    owner = models.ForeignKey("stock.Owner", models.PROTECT, related_name="+")
    grade = models.CharField(max_length=8, choices=Grade.choices, default=Grade.GOOD)
    expected = models.DecimalField(**QTY)
    counted = models.DecimalField(**QTY)
    counted_at = models.DateTimeField()
    by = models.CharField(max_length=80)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(counted__gte=0), name="count_not_negative")]


WAVE = subject("wave", "wms_wave", "Wave", "/waves/", WAVES)
