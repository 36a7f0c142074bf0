"""The tables of the books, one file per subject."""

from yunhe.erp.finance.models.accounts import Account, Role
from yunhe.erp.finance.models.earned import Earned, EarnedByDay, EarnedByItem, EarnedByOrder, EarnedByShop
from yunhe.erp.finance.models.invoices import Invoice, InvoiceLine
from yunhe.erp.finance.models.open_items import Payable, Receivable
from yunhe.erp.finance.models.payments import Application, Payment
from yunhe.erp.finance.models.postings import Posting, Unsummed, Voucher, VoucherLine, VoucherPosting
from yunhe.erp.finance.models.values import AverageCost, Valuation

__all__ = [
    "Account",
    "Application",
    "AverageCost",
    "Earned",
    "EarnedByDay",
    "EarnedByItem",
    "EarnedByOrder",
    "EarnedByShop",
    "Invoice",
    "InvoiceLine",
    "Payable",
    "Payment",
    "Posting",
    "Receivable",
    "Role",
    "Unsummed",
    "Valuation",
    "Voucher",
    "VoucherLine",
    "VoucherPosting",
]
