"""What was earned, as a view of the postings: revenue and cost of sales with the day, the item, the order and the shop."""

from django.db import models

from yunhe.catalog.models import AMOUNT, QTY

COMPANIES = 65536  # ids of companies are below it


class EarnedFacts(models.Model):
    """A posting to revenue or cost of sales; profit = revenue − cost, without tax, in the company's currency.

    `day` is the day in the books: of a late paper the first of the period it counts in. `qty` is what the customer has: of
    goods it comes with the cost, of services with the revenue. The subclasses differ in their key alone: grouped by it
    they have one row per company and order, item, shop or day; below COMPANIES it is of none.
    """

    entity = models.ForeignKey("kernel.Entity", models.DO_NOTHING, related_name="+")
    day = models.DateField()
    template = models.CharField(max_length=20)
    document_kind = models.CharField(max_length=20)
    document_id = models.BigIntegerField()
    shop_id = models.BigIntegerField(null=True)
    order_id = models.BigIntegerField(null=True)
    item = models.ForeignKey("catalog.Item", models.DO_NOTHING, null=True, related_name="+")
    currency = models.CharField(max_length=3)
    qty = models.DecimalField(**QTY)
    revenue = models.DecimalField(**AMOUNT)
    cost = models.DecimalField(**AMOUNT)
    profit = models.DecimalField(**AMOUNT)

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
    """To be grouped by order."""

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
