"""Where goods are and whose they are: warehouses, bins, owners, lots."""

from django.db import models
from django.db.models import Q

from yunhe.kernel.links import subject
from yunhe.stock.scopes import BINS, WAREHOUSE_IDS


class Warehouse(models.Model):
    """A place that holds stock. Born with the bins RECEIVE, PACK and MAIN (`commands.open_warehouses`)."""

    class Kind(models.TextChoices):
        OWN = "own"
        STORE = "store"
        THIRD_PARTY = "third_party"
        PLATFORM = "platform"
        SUPPLIER = "supplier"
        TRANSIT = "transit"
        AT_CUSTOMER = "at_customer"
        AT_SUPPLIER = "at_supplier"

    class LabelAt(models.TextChoices):
        RELEASE = "release"  # waybill and label before picking, as Chinese shops do
        PACK = "pack"

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True, default="")
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.OWN)
    entity = models.ForeignKey("kernel.Entity", models.PROTECT, related_name="+")
    region_code = models.CharField(max_length=6, blank=True, default="")
    address = models.CharField(max_length=300, blank=True, default="")
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    label_at = models.CharField(max_length=7, choices=LabelAt.choices, default=LabelAt.RELEASE)
    priority = models.SmallIntegerField(default=10)  # smaller ships first
    daily_capacity = models.IntegerField(null=True, blank=True)  # orders a day; null = no limit
    cut_off = models.TimeField(null=True, blank=True)  # after it, today's parcels are tomorrow's
    scan_bins = models.BooleanField(default=True)  # pickers scan the bin before the goods
    active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name


class Bin(models.Model):
    """A location. RECEIVE takes goods in, PACK holds picked goods, MAIN and shelves hold stock."""

    class Kind(models.TextChoices):
        RECEIVE = "receive"
        PACK = "pack"
        MAIN = "main"
        SHELF = "shelf"

    warehouse = models.ForeignKey(Warehouse, models.PROTECT, db_index=False, related_name="bins")
    code = models.CharField(max_length=40)  # zone-rack-bin, such as A-03-12
    kind = models.CharField(max_length=7, choices=Kind.choices, default=Kind.SHELF)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["warehouse", "code"], name="bin_once")]

    def __str__(self) -> str:
        return self.code


class Owner(models.Model):
    """Whose stock: a legal entity's, or a consignor's."""

    entity = models.OneToOneField("kernel.Entity", models.PROTECT, null=True, related_name="owner")
    consignor = models.OneToOneField("partners.Partner", models.PROTECT, null=True, related_name="owner")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(entity__isnull=False, consignor__isnull=True)
                | Q(entity__isnull=True, consignor__isnull=False),
                name="owner_is_one",
            )
        ]


class Lot(models.Model):
    """A batch or a serial number of an item. A blocked lot's goods are moved to grade `inspect` by ledger rows."""

    item = models.ForeignKey("catalog.Item", models.PROTECT, db_index=False, related_name="lots")
    code = models.CharField(max_length=60)
    made_on = models.DateField(null=True)
    expires_on = models.DateField(null=True)  # the last day on which it may be sold
    blocked = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "code"], name="lot_once")]
        indexes = [models.Index(fields=["expires_on"], name="lot_expiry")]


BIN = subject("bin", "stock_bin", "Bin", "/bins/", BINS)
WAREHOUSE = subject("warehouse", "stock_warehouse", "Warehouse", "/warehouses/", WAREHOUSE_IDS)
