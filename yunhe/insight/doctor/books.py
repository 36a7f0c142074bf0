"""Truths about the books: debits are credits, vouchers are their postings, stock value is the inventory accounts."""

from django.utils.translation import gettext_noop as N_

from yunhe.insight.doctor.proof import Proof

BALANCED = """
    SELECT v.id, v.number, sum(l.debit) AS debits, sum(l.credit) AS credits
    FROM finance_voucher v JOIN finance_voucherline l ON l.voucher_id = v.id GROUP BY v.id HAVING sum(l.debit) <> sum(l.credit)
"""
BOOKS: list[Proof] = [
    Proof("balanced", N_("Every voucher's debits are its credits"), BALANCED),
]
