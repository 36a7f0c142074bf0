"""Tax invoices: ours over receivables, and the suppliers' over receipts."""

from django.db import models
from django.db.models import F, Q

from yunhe.catalog.models import AMOUNT, QTY, amounts_agree
from yunhe.erp.finance.scopes import INVOICES
from yunhe.kernel.links import subject
from yunhe.kernel.models.documents import Document


class Invoice(Document):
    """A tax invoice. A sales invoice covers many receivables or part of one; a purchase invoice prices receipts."""

    class Kind(models.TextChoices):
        SALES = "sales"
        PURCHASE = "purchase"

    entity = models.ForeignKey("kernel.Entity", models.PROTECT, related_name="invoices")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    partner = models.ForeignKey("partners.Partner", models.PROTECT, null=True, related_name="+")
    external_number = models.CharField(max_length=60, blank=True, default="")
    amount_incl = models.DecimalField(**AMOUNT)
    tax = models.DecimalField(**AMOUNT)
    amount_excl = models.DecimalField(**AMOUNT)
    currency = models.CharField(max_length=3)

    class Meta:
        constraints = [
            amounts_agree("invoice"),
            models.UniqueConstraint(
                fields=["kind", "partner", "external_number"],
                condition=~Q(external_number="") & ~Q(state="credited"),
                name="invoice_once",
            ),
        ]


class InvoiceLine(models.Model):
    """Covers a receivable (sales), or prices `qty` base units of a receipt line (purchase)."""

    invoice = models.ForeignKey(Invoice, models.CASCADE, db_index=False, related_name="lines")
    n = models.SmallIntegerField()
    receivable = models.ForeignKey("finance.Receivable", models.PROTECT, null=True, related_name="invoice_lines")
    receipt_line = models.ForeignKey("stock.ReceiptLine", models.PROTECT, null=True, related_name="+")
    qty = models.DecimalField(**QTY, null=True)
    amount_incl = models.DecimalField(**AMOUNT)
    tax = models.DecimalField(**AMOUNT)
    amount_excl = models.DecimalField(**AMOUNT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["invoice", "n"], name="invoice_line_once"),
            models.CheckConstraint(
                condition=Q(receivable__isnull=False, receipt_line__isnull=True, qty__isnull=True)
                | Q(receivable__isnull=True, receipt_line__isnull=False, qty__gt=0),
                name="invoice_line_covers_one",
            ),
            models.CheckConstraint(
                condition=Q(amount_incl=F("amount_excl") + F("tax")), name="invoice_line_amounts_agree"
            ),
        ]


INVOICE = subject("invoice", "finance_invoice", "Invoice", "/invoices/", INVOICES)
