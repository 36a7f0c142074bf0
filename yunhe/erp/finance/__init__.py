"""What everything is worth and who owes whom: the value of stock, postings and vouchers, receivables, payables, payments,
invoices and the closing of periods.

Words: a *role* names an account (`inventory`, `receivable`), never its number; a *valuation* gives a move of goods its
amount; a *posting* is one side of a document line in the books and a *voucher* sums postings by template, day and shop;
an *open item* is a receivable or payable that waits to be settled; an *application* settles it, or earmarks a payment
for an order that is not invoiced yet.

Events: ReceivableMade ReceivableCredited PayableMade PayableCredited InvoiceIssued InvoiceSettled InvoiceReopened
InvoiceCredited PaymentReceived PaymentMade PaymentReversed VoucherPosted VoucherReversed PeriodClosed.
"""
