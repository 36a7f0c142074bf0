"""Items, units, barcodes, kits, bills of material, tax codes and prices; and the abstract commercial line."""

from django.db import models
from django.db.models import F, Q

from yunhe.kernel.links import subject
from yunhe.kernel.search import trigram_index

QTY = {"max_digits": 18, "decimal_places": 6}
AMOUNT = {"max_digits": 16, "decimal_places": 2}


class Unit(models.Model):
    """A unit of measure: piece, carton, kg."""

    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=40, blank=True, default="")


class Category(models.Model):
    """A shelf of the catalog. `stage` sorts stock into raw, semi-finished and finished goods."""

    class Stage(models.TextChoices):
        RAW = "raw"
        SEMI = "semi"
        FINISHED = "finished"
        TRADE = "trade"

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True, default="")
    stage = models.CharField(max_length=8, choices=Stage.choices, default=Stage.TRADE)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")


class TaxRate(models.Model):
    """A tax code's rate from a day on: 13, 9, 6, 3, 1, 0 per cent, or exempt (rate 0, `exempt`)."""

    code = models.CharField(max_length=20)
    rate = models.DecimalField(max_digits=6, decimal_places=4)  # a fraction: 0.1300
    exempt = models.BooleanField(default=False)
    valid_from = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="tax_rate_once"),
            models.CheckConstraint(condition=Q(rate__gte=0, rate__lt=1), name="tax_rate_is_a_fraction"),
        ]


class Item(models.Model):
    """Something with a code of its own. A variant points at its template and says what differs."""

    class Kind(models.TextChoices):
        STOCKED = "stocked"
        KIT = "kit"  # never stocked: explodes into components
        SERVICE = "service"

    class Tracking(models.TextChoices):
        NONE = "none"
        LOT = "lot"
        SERIAL = "serial"

    class Source(models.TextChoices):
        BUY = "buy"
        MAKE = "make"

    class Method(models.TextChoices):
        AVERAGE = "average"
        FIFO = "fifo"
        SPECIFIC = "specific"
        STANDARD = "standard"
        MONTH_END = "month_end"

    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True, default="")
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.STOCKED)
    category = models.ForeignKey(Category, models.PROTECT, null=True, blank=True, related_name="items")
    template = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="variants")
    attributes = models.JSONField(default=dict, blank=True)  # {"colour": "red", "size": "L"}
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    decimals = models.SmallIntegerField(default=0)  # of a base quantity
    second_unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")  # catch weight
    price_basis = models.CharField(max_length=6, default="base")  # base or second quantity
    tracking = models.CharField(max_length=6, choices=Tracking.choices, default=Tracking.NONE)
    shelf_life_days = models.IntegerField(null=True, blank=True)
    source = models.CharField(max_length=4, choices=Source.choices, default=Source.BUY)
    custom_made = models.BooleanField(default=False)
    lead_days = models.IntegerField(default=7)
    tax_code = models.CharField(max_length=20, default="13")
    valuation = models.CharField(max_length=9, choices=Method.choices, default=Method.AVERAGE)
    weight_kg = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True)
    length_mm = models.IntegerField(null=True, blank=True)
    width_mm = models.IntegerField(null=True, blank=True)
    height_mm = models.IntegerField(null=True, blank=True)
    active = models.BooleanField(default=True)
    search = models.TextField(blank=True, default="")  # kernel.search: code, names, pinyin, initials, barcodes
    custom = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(decimals__gte=0, decimals__lte=6), name="item_decimals"),
            models.CheckConstraint(condition=Q(lead_days__gte=0), name="item_lead_days"),
            models.CheckConstraint(condition=~Q(tracking="serial") | Q(decimals=0), name="serial_items_are_whole"),
        ]
        indexes = [trigram_index("search", "item_search")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class ItemUnit(models.Model):
    """A unit an item is bought or sold in: 1 carton = `factor` base units."""

    item = models.ForeignKey(Item, models.CASCADE, db_index=False, related_name="units")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    factor = models.DecimalField(**QTY)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "unit"], name="item_unit_once"),
            models.CheckConstraint(condition=Q(factor__gt=0), name="item_unit_factor"),
        ]


class Barcode(models.Model):
    """A code on a package: it means an item and a unit, so the carton's code means twelve."""

    code = models.CharField(max_length=60, unique=True)
    item = models.ForeignKey(Item, models.CASCADE, related_name="barcodes")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    factor = models.DecimalField(**QTY, default=1)


class KitLine(models.Model):
    """A component of a kit. `price_share` is its part of the kit's price; shares of a kit sum to 1."""

    kit = models.ForeignKey(Item, models.CASCADE, db_index=False, related_name="components")
    component = models.ForeignKey(Item, models.PROTECT, related_name="in_kits")
    qty = models.DecimalField(**QTY)
    price_share = models.DecimalField(max_digits=9, decimal_places=6)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kit", "component"], name="kit_line_once"),
            models.CheckConstraint(condition=Q(qty__gt=0), name="kit_line_qty"),
            models.CheckConstraint(condition=~Q(kit=F("component")), name="kit_not_of_itself"),
        ]


class Bom(models.Model):
    """A bill of material: what `qty` of an item is made of, from a day on."""

    item = models.ForeignKey(Item, models.CASCADE, db_index=False, related_name="boms")
    version = models.CharField(max_length=20, default="1")
    qty = models.DecimalField(**QTY, default=1)
    valid_from = models.DateField()
    backflush = models.BooleanField(default=False)  # the report issues the material by itself
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "version"], name="bom_once"),
            models.CheckConstraint(condition=Q(qty__gt=0), name="bom_qty"),
        ]


class BomLine(models.Model):
    """A material of a bill: `qty` per bill quantity, `scrap` as a fraction lost on top."""

    bom = models.ForeignKey(Bom, models.CASCADE, db_index=False, related_name="lines")
    component = models.ForeignKey(Item, models.PROTECT, related_name="in_boms")
    qty = models.DecimalField(**QTY)
    scrap = models.DecimalField(max_digits=6, decimal_places=4, default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bom", "component"], name="bom_line_once"),
            models.CheckConstraint(condition=Q(qty__gt=0, scrap__gte=0, scrap__lt=1), name="bom_line_qty"),
        ]


class PriceList(models.Model):
    """A named price level: the list price, or what a level of customers pays."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=80)
    currency = models.CharField(max_length=3, default="CNY")


class Price(models.Model):
    """A tax-inclusive price per unit from a quantity on, between two days."""

    list = models.ForeignKey(PriceList, models.CASCADE, db_index=False, related_name="prices")
    item = models.ForeignKey(Item, models.CASCADE, related_name="prices")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    min_qty = models.DecimalField(**QTY, default=0)
    price_incl = models.DecimalField(max_digits=18, decimal_places=6)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["list", "item", "unit", "min_qty", "valid_from"], name="price_once"),
            models.CheckConstraint(condition=Q(price_incl__gte=0), name="price_not_negative"),
        ]


class CommercialLine(models.Model):
    """A line with goods and money (MODEL section 3). `qty` is in `unit`, qty × factor in base units; prices and
    `discount` include tax; discount = seller's part, `platform_discount` = what the platform pays us later."""

    n = models.SmallIntegerField()
    item = models.ForeignKey("catalog.Item", models.PROTECT, null=True, related_name="+")
    item_code = models.CharField(max_length=60)
    item_name = models.CharField(max_length=200)
    unit = models.ForeignKey("catalog.Unit", models.PROTECT, db_index=False, null=True, related_name="+")  # few
    factor = models.DecimalField(**QTY, default=1)
    qty = models.DecimalField(**QTY)
    price_incl = models.DecimalField(max_digits=18, decimal_places=6)
    discount = models.DecimalField(**AMOUNT, default=0)
    platform_discount = models.DecimalField(**AMOUNT, default=0)
    amount_incl = models.DecimalField(**AMOUNT)
    tax_rate = models.DecimalField(max_digits=6, decimal_places=4)
    tax = models.DecimalField(**AMOUNT)
    amount_excl = models.DecimalField(**AMOUNT)
    currency = models.CharField(max_length=3, default="CNY")

    class Meta:
        abstract = True


def amounts_agree(table: str) -> models.CheckConstraint:
    """amount_incl = amount_excl + tax, on every commercial line."""
    return models.CheckConstraint(condition=Q(amount_incl=F("amount_excl") + F("tax")), name=f"{table}_amounts_agree")


ITEM = subject("item", "catalog_item", "Item", "/items/")
