"""What was earned, as a view of the postings: revenue and cost of sales with the day, the item, the order and the shop. And
its sums, which the postings keep: a list of all orders, items, shops or days reads no posting."""

from django.db import models

from yunhe.catalog.models import AMOUNT, QTY

COMPANIES = 65536  # ids of companies are below it


class Figures(models.Model):
    """Of a company: profit = revenue − cost, without tax, in its currency. `qty` is what the customer has: of goods it comes
    with the cost, of services with the revenue."""

    entity = models.ForeignKey("kernel.Entity", models.DO_NOTHING, related_name="+")
    shop_id = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3)
    qty = models.DecimalField(**QTY)
    revenue = models.DecimalField(**AMOUNT)
    cost = models.DecimalField(**AMOUNT)
    profit = models.DecimalField(**AMOUNT)

    class Meta:
        abstract = True


class EarnedFacts(Figures):
    """A posting to revenue or cost of sales. `day` is the day in the books: of a late paper the first of the period it
    counts in. The subclasses differ in their key alone: grouped by it they have one row per company and order, item, shop or
    day; below COMPANIES it is of none.
    """

    day = models.DateField()
    template = models.CharField(max_length=20)
    document_kind = models.CharField(max_length=20)
    document_id = models.BigIntegerField()
    order_id = models.BigIntegerField(null=True)
    item = models.ForeignKey("catalog.Item", models.DO_NOTHING, null=True, related_name="+")

    class Meta:
        abstract = True


def key(column: str) -> "models.BigIntegerField[int, int]":
    """What is grouped by and the company, as one number."""
    return models.BigIntegerField(primary_key=True, db_column=column)


class Earned(EarnedFacts):
    """One posting."""

    id = models.BigIntegerField(primary_key=True)

    class Meta:
        managed = False
        db_table = "finance_earned"


class EarnedByOrder(EarnedFacts):
    """To be grouped by order; what is of no order, by shop."""

    key = key("order_key")

    class Meta:
        managed = False
        db_table = "finance_earned"


class EarnedByItem(EarnedFacts):
    """To be grouped by item."""

    key = key("item_key")

    class Meta:
        managed = False
        db_table = "finance_earned"


class EarnedByShop(EarnedFacts):
    """To be grouped by shop."""

    key = key("shop_key")

    class Meta:
        managed = False
        db_table = "finance_earned"


class EarnedByDay(EarnedFacts):
    """To be grouped by day."""

    key = key("day_key")

    class Meta:
        managed = False
        db_table = "finance_earned"


class Sums(models.Model):
    """What is summed whole: one row for each row of a list. Triggers of the postings keep the tables of sums, and the doctor
    proves them (`earned_is_summed`)."""

    entity = models.ForeignKey("kernel.Entity", models.DO_NOTHING, related_name="+")
    currency = models.CharField(max_length=3)
    sum_qty = models.DecimalField(**QTY, db_column="qty")
    sum_revenue = models.DecimalField(**AMOUNT, db_column="revenue")
    sum_cost = models.DecimalField(**AMOUNT, db_column="cost")
    sum_profit = models.DecimalField(**AMOUNT, db_column="profit")

    class Meta:
        abstract = True


class OrderSum(Sums):
    """What an order earned; what is of no order, by shop."""

    key = key("order_key")
    shop_id = models.BigIntegerField(null=True)
    order_id = models.BigIntegerField(null=True)

    class Meta:
        managed = False
        db_table = "finance_ordersum"


class ItemSum(Sums):
    """What an item earned in all shops."""

    key = key("item_key")
    item = models.ForeignKey("catalog.Item", models.DO_NOTHING, null=True, related_name="+")

    class Meta:
        managed = False
        db_table = "finance_itemsum"


class ItemShopSum(Figures):
    """What an item earned in a shop, to be grouped by item."""

    key = key("item_key")
    item = models.ForeignKey("catalog.Item", models.DO_NOTHING, null=True, related_name="+")

    class Meta:
        managed = False
        db_table = "finance_itemshopsum"


class ShopDaySum(Figures):
    """What a shop earned on a day, to be grouped by shop."""

    key = key("shop_key")
    day = models.DateField()

    class Meta:
        managed = False
        db_table = "finance_shopdaysum"


class DayShopSum(Figures):
    """What a shop earned on a day, to be grouped by day."""

    key = key("day_key")
    day = models.DateField()

    class Meta:
        managed = False
        db_table = "finance_shopdaysum"
