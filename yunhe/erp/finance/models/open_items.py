"""Open items: what partners owe us and what we owe them, until it is settled."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from yunhe.catalog.models import AMOUNT
from yunhe.erp.finance.scopes import PAYABLES, RECEIVABLES
from yunhe.kernel.links import subject


class OpenItem(models.Model):
    """An amount to be settled; open = amount − settled, both of one sign. A credit is an item with a negative amount.

    `source` is the paper it comes from; `order_id`, `order_number` name the order of another room when there is one.
    """

    number = models.CharField(max_length=40, unique=True)
    entity = models.ForeignKey("kernel.Entity", models.PROTECT, related_name="+")
    partner = models.ForeignKey("partners.Partner", models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=10)
    source_kind = models.CharField(max_length=20)
    source_id = models.BigIntegerField()
    order_id = models.BigIntegerField(null=True)
    order_number = models.CharField(max_length=40, blank=True, default="")
    amount = models.DecimalField(**AMOUNT)
    tax = models.DecimalField(**AMOUNT, default=0)  # the VAT inside it
    settled = models.DecimalField(**AMOUNT, default=0)
    currency = models.CharField(max_length=3)
    due_on = models.DateField()
    credits = models.ForeignKey("self", models.PROTECT, null=True, related_name="credited_by")
    business_date = models.DateField()
    recorded_at = models.DateTimeField(db_default=Now())
    period = models.ForeignKey("kernel.Period", models.PROTECT, related_name="+")
    late = models.BooleanField(default=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.number


def settled_within(table: str) -> models.CheckConstraint:
    """0 ≤ settled ≤ amount for a debt, amount ≤ settled ≤ 0 for a credit."""
    return models.CheckConstraint(
        condition=Q(amount__gt=0, settled__gte=0, settled__lte=F("amount"))
        | Q(amount__lt=0, settled__lte=0, settled__gte=F("amount")),
        name=f"{table}_settled_within",
    )


class Receivable(OpenItem):
    """What a customer owes for goods shipped or delivered, by outbound and order; after a delivery against cash, what the
    carrier owes.

    `invoiced` is the part that tax invoices cover.
    """

    class Kind(models.TextChoices):
        SALE = "sale"
        COD = "cod"
        CREDIT = "credit"
        OPENING = "opening"

    shop_id = models.BigIntegerField(null=True)
    invoiced = models.DecimalField(**AMOUNT, default=0)

    class Meta:
        constraints = [
            settled_within("receivable"),
            models.UniqueConstraint(
                fields=["source_kind", "source_id", "kind", "order_id"],
                condition=~Q(kind="credit"),
                name="receivable_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(invoiced=0) | Q(invoiced__gt=0, invoiced__lte=F("amount")),
                name="receivable_invoiced_within",
            ),
        ]
        indexes = [
            models.Index(fields=["partner"], name="receivable_open", condition=~Q(amount=F("settled"))),
            models.Index(fields=["order_id"], name="receivable_order"),
        ]


class Payable(OpenItem):
    """What we owe a supplier or carrier."""

    class Kind(models.TextChoices):
        INVOICE = "invoice"
        LANDED = "landed"
        CREDIT = "credit"
        OPENING = "opening"

    class Meta:
        constraints = [
            settled_within("payable"),
            models.UniqueConstraint(fields=["source_kind", "source_id", "kind"], name="payable_once"),
        ]
        indexes = [models.Index(fields=["partner"], name="payable_open", condition=~Q(amount=F("settled")))]


RECEIVABLE = subject("receivable", "finance_receivable", "Receivable", "/receivables/", RECEIVABLES)
PAYABLE = subject("payable", "finance_payable", "Payable", "/payables/", PAYABLES)
