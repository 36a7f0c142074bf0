"""Whose vouchers a person may see: those of the shops granted, and those of no shop."""

from yunhe.kernel.scope import Scope

VOUCHERS = Scope(("shop",), "SELECT id AS key, shop_id AS shop FROM finance_voucher")
