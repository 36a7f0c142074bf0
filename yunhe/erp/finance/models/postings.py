"""The books: postings per document line, and the vouchers that sum them."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from yunhe.catalog.models import AMOUNT, QTY
from yunhe.erp.finance.scopes import VOUCHERS
from yunhe.kernel.links import subject
from yunhe.kernel.models.documents import Document


class Posting(models.Model):
    """One side of a document line in the books. Append-only; a trigger refuses a document's postings that don't balance.

    `item` and `order_id` say of what was sold, and for which order, revenue and cost are; `qty` (base units, signed as
    debit − credit) how much of it. A quantity that cost nothing is posted as well, with both sides zero.
    """

    entity = models.ForeignKey("kernel.Entity", models.PROTECT, related_name="+")
    account = models.ForeignKey("finance.Account", models.PROTECT, related_name="postings")
    debit = models.DecimalField(**AMOUNT, default=0)
    credit = models.DecimalField(**AMOUNT, default=0)
    currency = models.CharField(max_length=3)
    template = models.CharField(max_length=20)  # the kind of voucher that sums it
    document_kind = models.CharField(max_length=20)
    document_id = models.BigIntegerField()
    line_id = models.BigIntegerField(null=True)
    shop_id = models.BigIntegerField(null=True)
    order_id = models.BigIntegerField(null=True)
    item = models.ForeignKey(  # its move or its order line holds the item already: no second check for each posting
        "catalog.Item", models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="+"
    )
    qty = models.DecimalField(**QTY, null=True)
    partner = models.ForeignKey("partners.Partner", models.PROTECT, null=True, related_name="+")
    business_date = models.DateField()
    recorded_at = models.DateTimeField(db_default=Now())
    period = models.ForeignKey("kernel.Period", models.PROTECT, db_index=False, related_name="+")
    late = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(debit__gt=0, credit=0)
                | Q(debit=0, credit__gt=0)
                | Q(debit=0, credit=0, qty__isnull=False) & ~Q(qty=0),
                name="posting_has_one_side",
            ),
        ]
        indexes = [
            models.Index(fields=["document_kind", "document_id", "template"], name="posting_document"),
            models.Index(fields=["period", "account"], name="posting_account"),
        ]


class Unsummed(models.Model):
    """A posting that no voucher sums yet. Triggers keep it: looking for them among all postings grows with the years.

    One with a quantity alone has nothing to sum.
    """

    posting = models.OneToOneField(
        Posting, models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="waiting"
    )


class Voucher(Document):
    """A numbered entry of an entity's month. `n` has no gaps; a draft has none yet. It balances or it cannot commit."""

    entity = models.ForeignKey("kernel.Entity", models.PROTECT, db_index=False, related_name="vouchers")
    n = models.IntegerField(null=True)
    template = models.CharField(max_length=20)
    shop_id = models.BigIntegerField(null=True)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entity", "period", "n"], name="voucher_number_once"),
            models.CheckConstraint(
                condition=Q(state="draft") ^ Q(n__isnull=False), name="voucher_numbered_when_posted"
            ),
        ]
        indexes = [models.Index(fields=["entity", "business_date"], name="voucher_day")]


class VoucherLine(models.Model):
    """An account's side of a voucher."""

    voucher = models.ForeignKey(Voucher, models.CASCADE, db_index=False, related_name="lines")
    n = models.SmallIntegerField()
    account = models.ForeignKey("finance.Account", models.PROTECT, related_name="+")
    debit = models.DecimalField(**AMOUNT, default=0)
    credit = models.DecimalField(**AMOUNT, default=0)
    summary = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["voucher", "n"], name="voucher_line_once"),
            models.CheckConstraint(
                condition=Q(debit__gt=0, credit=0) | Q(debit=0, credit__gt=0), name="voucher_line_has_one_side"
            ),
        ]


class VoucherPosting(models.Model):
    """Which postings a voucher line sums: the way down from a voucher to the papers. A posting is summed once."""

    line = models.ForeignKey(VoucherLine, models.PROTECT, related_name="summed")
    posting = models.OneToOneField(Posting, models.PROTECT, related_name="summed_in")


VOUCHER = subject("voucher", "finance_voucher", "Voucher", "/vouchers/", VOUCHERS)
