"""Shops that are told what they may sell: the feed of a shop, and an offer for each of its codes."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from yunhe.catalog.models import QTY


class Feed(models.Model):
    """Where a shop takes our stock figures, and how much of what we have it may sell.

    Whoever changes an offer locks its feed first, so figures are counted, asked and noted one after the other.
    """

    shop = models.OneToOneField("oms.Shop", models.PROTECT, related_name="feed")
    endpoint = models.CharField(max_length=300)
    sealed = models.TextField(blank=True, default="")  # credentials, kernel.sealing
    keep_back = models.DecimalField(**QTY, default=0)  # base units of every item that this shop does not get to sell
    warehouses = ArrayField(models.BigIntegerField(), null=True)  # only these count; null = all that ship orders
    own_codes = models.BooleanField(default=True)  # what the shop has no name for is offered under our own code
    active = models.BooleanField(default=True)
    failures = models.IntegerField(default=0)  # in a row
    failing_since = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(keep_back__gte=0), name="feed_keep_back")]


class Offer(models.Model):
    """So many whole units of one of a shop's codes may be sold: `qty` now, `told` as the shop has confirmed.

    A change of `qty` gets a greater `version`, and the shop takes no smaller one after it. What was asked and not answered
    may have been heard: `asked_version` remembers it, so it is asked again, also when the figure went back meanwhile.
    """

    feed = models.ForeignKey(Feed, models.CASCADE, db_index=False, related_name="offers")  # offer_once has it
    sku = models.CharField(max_length=80)
    item = models.ForeignKey("catalog.Item", models.PROTECT, db_index=False, related_name="+")  # never sought
    qty = models.BigIntegerField()
    version = (
        models.BigIntegerField()
    )  # milliseconds since 1970 or one more than before, so it grows after a restore too
    changed_at = models.DateTimeField()
    asked_version = models.BigIntegerField(default=0)
    told = models.BigIntegerField(null=True)
    told_version = models.BigIntegerField(default=0)
    told_at = models.DateTimeField(null=True)
    refused_version = models.BigIntegerField(default=0)  # the shop does not take it: no use in asking again
    refusal = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["feed", "sku"], name="offer_once"),
            models.CheckConstraint(condition=Q(qty__gte=0), name="offer_qty"),
            models.CheckConstraint(
                condition=Q(asked_version__lte=F("version"))
                & Q(told_version__lte=F("asked_version"), refused_version__lte=F("asked_version")),
                name="offer_told_what_was_asked",
            ),
        ]
        indexes = [models.Index(fields=["feed"], name="offer_to_tell", condition=Q(told_version__lt=F("version")))]
