"""The verbs of the books, one file per group."""

from yunhe.erp.finance.commands.books import open_books
from yunhe.erp.finance.commands.credits import SaleCredit, credit_sales

__all__ = ["SaleCredit", "credit_sales", "open_books"]
