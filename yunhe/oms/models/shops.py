"""Shops, how they name our items, and the messages they send."""

from django.db import models
from django.db.models.functions import Now

from yunhe.catalog.models import QTY
from yunhe.kernel.links import subject
from yunhe.oms.scopes import SHOP_IDS


class Shop(models.Model):
    """A place where we sell: a platform's shop, a counter, a phone desk."""

    class Channel(models.TextChoices):
        TAOBAO = "taobao"
        JD = "jd"
        DOUYIN = "douyin"
        PDD = "pdd"
        WECHAT = "wechat"
        WEB = "web"
        STORE = "store"
        DESK = "desk"

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True, default="")
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.DESK)
    entity = models.ForeignKey("kernel.Entity", models.PROTECT, related_name="+")
    warehouse = models.ForeignKey(
        "stock.Warehouse", models.PROTECT, null=True, related_name="+"
    )  # where shortages wait
    price_list = models.ForeignKey("catalog.PriceList", models.PROTECT, null=True, related_name="+")
    currency = models.CharField(max_length=3, default="CNY")
    priority = models.SmallIntegerField(default=5)  # smaller is served first
    ship_partial = models.BooleanField(default=False)  # what is there goes first, the rest follows
    auto_audit = models.BooleanField(default=True)
    auto_release = models.BooleanField(default=True)
    recognise = models.CharField(max_length=9, default="shipped")  # revenue at shipped or delivered
    ship_hours = models.IntegerField(default=48)  # promised hours to dispatch, where the channel names none
    active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name


class ShopItem(models.Model):
    """What a shop calls an item: its SKU code, in this unit."""

    shop = models.ForeignKey(Shop, models.CASCADE, db_index=False, related_name="items")
    sku = models.CharField(max_length=80)
    item = models.ForeignKey("catalog.Item", models.PROTECT, related_name="+")
    unit = models.ForeignKey("catalog.Unit", models.PROTECT, related_name="+")
    factor = models.DecimalField(**QTY, default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "sku"], name="shop_item_once")]


class RawOrder(models.Model):
    """A message of a channel, as it came, once per version. `verdict` says what became of it."""

    class Verdict(models.TextChoices):
        CAPTURED = "captured"  # made an order
        CHANGED = "changed"  # changed one
        STALE = "stale"  # an older version than the order has
        LATE = "late"  # newer, but the order was released: a case tells

    shop = models.ForeignKey(Shop, models.PROTECT, db_index=False, related_name="raw_orders")
    external_id = models.CharField(max_length=80)
    version = models.DateTimeField()  # the channel's modification time
    payload = models.JSONField()
    source = models.CharField(max_length=10)  # api, import, hand, pull
    verdict = models.CharField(max_length=8, choices=Verdict.choices, default=Verdict.CAPTURED)
    received_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "external_id", "version"], name="raw_order_once")]


SHOP = subject("shop", "oms_shop", "Shop", "/shops/", SHOP_IDS)
