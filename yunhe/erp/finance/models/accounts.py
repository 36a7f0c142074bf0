"""The chart of accounts. Code asks for a role; only the chart knows numbers."""

from django.db import models
from django.db.models import Q

from yunhe.kernel.links import subject


class Role(models.TextChoices):
    """What an account is for. One account of an entity has each role; accounts without a role are for manual vouchers."""

    INVENTORY = "inventory"
    GOODS_SHIPPED = "goods_shipped"  # out of the door, not earned yet (发出商品)
    GRNI = "grni"  # goods received, not invoiced: the provisional debt (暂估应付)
    RECEIVABLE = "receivable"
    PAYABLE = "payable"
    CUSTOMER_DEPOSIT = "customer_deposit"  # paid by customers, not applied yet
    SUPPLIER_DEPOSIT = "supplier_deposit"  # paid to suppliers, not applied yet
    OUTPUT_VAT = "output_vat"
    INPUT_VAT = "input_vat"
    REVENUE = "revenue"
    COST_OF_SALES = "cost_of_sales"
    CASH = "cash"
    BANK = "bank"
    STOCK_DIFFERENCE = "stock_difference"
    PURCHASE_VARIANCE = "purchase_variance"
    WIP = "wip"
    FREIGHT_EXPENSE = "freight_expense"
    OPENING_EQUITY = "opening_equity"


class Account(models.Model):
    """An account of one entity's books."""

    class Kind(models.TextChoices):
        ASSET = "asset"
        LIABILITY = "liability"
        EQUITY = "equity"
        INCOME = "income"
        EXPENSE = "expense"

    entity = models.ForeignKey("kernel.Entity", models.PROTECT, db_index=False, related_name="accounts")
    number = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True, default="")
    kind = models.CharField(max_length=9, choices=Kind.choices)
    role = models.CharField(max_length=20, choices=Role.choices, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entity", "number"], name="account_number_once"),
            models.UniqueConstraint(fields=["entity", "role"], condition=~Q(role=""), name="account_role_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


PERIOD = subject("period", "kernel_period", "Period", "/periods/")  # the books close it
