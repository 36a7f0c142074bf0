"""Payments, and what they were applied to."""

from collections.abc import Collection

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from yunhe.catalog.models import AMOUNT
from yunhe.erp.finance.scopes import PAYMENTS
from yunhe.kernel.links import subject
from yunhe.kernel.models.documents import Document


class Payment(Document):
    """Money that came in (deposit, balance, receipt) or went out (refund to a customer, payout to a supplier).

    `applied` is the part that is applied to open items or earmarked for orders. The outside's own id comes once.
    """

    class Kind(models.TextChoices):
        DEPOSIT = "deposit"
        BALANCE = "balance"
        RECEIPT = "receipt"
        REFUND = "refund"
        PAYOUT = "payout"

    OUTGOING = (Kind.REFUND, Kind.PAYOUT)

    entity = models.ForeignKey("kernel.Entity", models.PROTECT, related_name="payments")
    kind = models.CharField(max_length=7, choices=Kind.choices)
    external_id = models.CharField(max_length=120, unique=True)
    partner = models.ForeignKey("partners.Partner", models.PROTECT, null=True, related_name="+")
    shop_id = models.BigIntegerField(null=True)
    account_role = models.CharField(max_length=20, default="bank")  # bank or cash
    amount = models.DecimalField(**AMOUNT)
    applied = models.DecimalField(**AMOUNT, default=0)
    currency = models.CharField(max_length=3)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, applied__gte=0, applied__lte=F("amount")), name="payment_applied_within"
            ),
            models.CheckConstraint(condition=Q(account_role__in=["bank", "cash"]), name="payment_account"),
        ]
        indexes = [models.Index(fields=["partner"], name="payment_free", condition=Q(applied__lt=F("amount")))]


class Application(models.Model):
    """An amount of a payment, or of a credit, put against an open item or kept for an order.

    `amount` has the sign of the item it settles; taking back is a second row with the other sign. `used` says how much of
    an earmark has meanwhile gone to the order's receivables or refunds (`earmark` of their rows).
    """

    payment = models.ForeignKey(Payment, models.PROTECT, null=True, related_name="applications")
    credit = models.ForeignKey("finance.Receivable", models.PROTECT, null=True, related_name="offsets")
    payable_credit = models.ForeignKey("finance.Payable", models.PROTECT, null=True, related_name="offsets")
    receivable = models.ForeignKey("finance.Receivable", models.PROTECT, null=True, related_name="applications")
    payable = models.ForeignKey("finance.Payable", models.PROTECT, null=True, related_name="applications")
    order_id = models.BigIntegerField(null=True)
    order_number = models.CharField(max_length=40, blank=True, default="")
    earmark = models.ForeignKey("self", models.PROTECT, null=True, related_name="taken")
    amount = models.DecimalField(**AMOUNT)
    used = models.DecimalField(**AMOUNT, default=0)
    applied_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(payment__isnull=False, credit__isnull=True, payable_credit__isnull=True)
                | Q(payment__isnull=True, credit__isnull=False, payable_credit__isnull=True)
                | Q(payment__isnull=True, credit__isnull=True, payable_credit__isnull=False),
                name="application_of_one",
            ),
            models.CheckConstraint(
                condition=Q(receivable__isnull=False, payable__isnull=True, order_id__isnull=True)
                | Q(receivable__isnull=True, payable__isnull=False, order_id__isnull=True)
                | Q(receivable__isnull=True, payable__isnull=True, order_id__isnull=False),
                name="application_to_one",
            ),
            models.CheckConstraint(
                condition=~Q(amount=0) & (Q(used=0) | Q(used__gt=0, used__lte=F("amount"), order_id__isnull=False)),
                name="application_amount",
            ),
        ]
        indexes = [models.Index(fields=["order_id"], name="application_order", condition=Q(order_id__isnull=False))]

    @classmethod
    def kept_for(cls, order_ids: Collection[int]) -> models.QuerySet["Application"]:
        """What payments keep for these orders and nothing has used up yet, the oldest first."""
        rows = cls.objects.filter(order_id__in=order_ids, earmark__isnull=True, amount__gt=F("used"))
        return rows.filter(payment__state="booked").select_related("payment").order_by("id")


PAYMENT = subject("payment", "finance_payment", "Payment", "/payments/", PAYMENTS)
APPLICATION = subject("application", "finance_application", "Application", "/applications/")
