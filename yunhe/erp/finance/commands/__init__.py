"""The verbs of the books, one file per group."""

from yunhe.erp.finance.commands.applying import Apply, apply_payments
from yunhe.erp.finance.commands.books import open_books
from yunhe.erp.finance.commands.costs import LandedCost, land_costs, revalue
from yunhe.erp.finance.commands.credits import SaleCredit, credit_sales, restore_sales
from yunhe.erp.finance.commands.opening import OpeningItem, open_payables, open_receivables
from yunhe.erp.finance.commands.payments import NewPayment, make_payments, receive_payments, reverse_payments
from yunhe.erp.finance.commands.periods import close_books, close_stock
from yunhe.erp.finance.commands.purchase_credits import credit_purchase_invoices
from yunhe.erp.finance.commands.purchase_invoices import BilledLine, PurchaseInvoice, book_purchase_invoices
from yunhe.erp.finance.commands.rebuilding import rebuild_sums
from yunhe.erp.finance.commands.refunds import OrderRefund, credit_orders, pay_refunds
from yunhe.erp.finance.commands.sales_invoices import SalesInvoice, credit_invoices, draft_invoices, issue_invoices
from yunhe.erp.finance.commands.summing import sum_vouchers
from yunhe.erp.finance.commands.vouchers import NewVoucher, enter_vouchers, post_vouchers, reverse_vouchers

__all__ = [
    "Apply",
    "BilledLine",
    "LandedCost",
    "NewPayment",
    "NewVoucher",
    "OpeningItem",
    "OrderRefund",
    "PurchaseInvoice",
    "SaleCredit",
    "SalesInvoice",
    "apply_payments",
    "book_purchase_invoices",
    "close_books",
    "close_stock",
    "credit_invoices",
    "credit_orders",
    "credit_purchase_invoices",
    "credit_sales",
    "draft_invoices",
    "enter_vouchers",
    "issue_invoices",
    "land_costs",
    "make_payments",
    "open_books",
    "open_payables",
    "open_receivables",
    "pay_refunds",
    "post_vouchers",
    "rebuild_sums",
    "receive_payments",
    "restore_sales",
    "revalue",
    "reverse_payments",
    "reverse_vouchers",
    "sum_vouchers",
]
