"""The lives of the papers of the books, as data."""

from yunhe.erp.finance import events
from yunhe.kernel.flow import Flow, Step

INVOICE = Flow(
    "invoice",
    "finance_invoice",
    initial="draft",
    terminal={"credited"},
    issue=Step(("draft",), "issued", events.InvoiceIssued),
    settle=Step(("issued",), "settled", events.InvoiceSettled),
    reopen=Step(("settled",), "issued", events.InvoiceReopened),
    credit=Step(("issued",), "credited", events.InvoiceCredited),
)

PAYMENT = Flow(
    "payment",
    "finance_payment",
    initial="booked",
    terminal={"reversed"},
    reverse=Step(("booked",), "reversed", events.PaymentReversed),
)

VOUCHER = Flow(
    "voucher",
    "finance_voucher",
    initial="draft",
    terminal={"reversed"},
    post=Step(("draft",), "posted", events.VoucherPosted),
    reverse=Step(("posted",), "reversed", events.VoucherReversed),
)
