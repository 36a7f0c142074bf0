"""Two numberers: quick blocks that may leave gaps, and the gapless one of vouchers."""

from django.db import models


class NumberBlock(models.Model):
    """The last number drawn for a prefix and date part; drawn in blocks outside the document's fate, gaps allowed."""

    scope = models.CharField(max_length=60, primary_key=True)  # SO20261121
    last = models.BigIntegerField(default=0)


class GaplessNumber(models.Model):
    """The last number given per entity and month; the row stays locked until the document commits, so no gap."""

    entity = models.ForeignKey("kernel.Entity", models.PROTECT, db_index=False, related_name="+")
    series = models.CharField(max_length=20)  # voucher
    month = models.CharField(max_length=7)  # 2026-11
    last = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entity", "series", "month"], name="gapless_once")]
