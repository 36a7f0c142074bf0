"""Whose papers of the books a person may see: vouchers of the shops granted and of no shop, open items and payments of the
shops granted alone; what is owed to suppliers, and invoices, are the whole company's."""

from yunhe.kernel.scope import Scope

VOUCHERS = Scope(("shop",), "SELECT id AS key, shop_id AS shop FROM finance_voucher")
RECEIVABLES = Scope(("shop",), "SELECT id AS key, coalesce(shop_id, 0) AS shop FROM finance_receivable")
PAYMENTS = Scope(("shop",), "SELECT id AS key, coalesce(shop_id, 0) AS shop FROM finance_payment")
COMPANYS = ("shop", "warehouse")  # nobody with limits holds place 0
PAYABLES = Scope(COMPANYS, "SELECT id AS key, 0 AS shop, 0 AS warehouse FROM finance_payable")
INVOICES = Scope(COMPANYS, "SELECT id AS key, 0 AS shop, 0 AS warehouse FROM finance_invoice")
