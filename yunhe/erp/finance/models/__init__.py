"""The tables of the books, one file per subject."""

from yunhe.erp.finance.models.accounts import Account, Role
from yunhe.erp.finance.models.earned import (
    DayShopSum,
    Earned,
    EarnedByDay,
    EarnedByItem,
    EarnedByOrder,
    EarnedByShop,
    ItemShopSum,
    ItemSum,
    OrderSum,
    ShopDaySum,
)
from yunhe.erp.finance.models.invoices import Invoice, InvoiceLine
from yunhe.erp.finance.models.open_items import Payable, Receivable
from yunhe.erp.finance.models.payments import Application, Payment
from yunhe.erp.finance.models.postings import Posting, Unsummed, Voucher, VoucherLine, VoucherPosting
from yunhe.erp.finance.models.values import AverageCost, Valuation

__all__ = [
    "Account",
    "Application",
    "AverageCost",
    "DayShopSum",
    "Earned",
    "EarnedByDay",
    "EarnedByItem",
    "EarnedByOrder",
    "EarnedByShop",
    "Invoice",
    "InvoiceLine",
    "ItemShopSum",
    "ItemSum",
    "OrderSum",
    "Payable",
    "Payment",
    "Posting",
    "Receivable",
    "Role",
    "ShopDaySum",
    "Unsummed",
    "Valuation",
    "Voucher",
    "VoucherLine",
    "VoucherPosting",
]
