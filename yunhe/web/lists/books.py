"""List pages of the books: vouchers, open items, payments, invoices."""

from django.utils.translation import gettext_noop as N_

from yunhe.erp.finance import commands as finance
from yunhe.erp.finance.listings import VOUCHERS
from yunhe.erp.finance.money_lists import INVOICES, PAYABLES, PAYMENTS, RECEIVABLES
from yunhe.web.lists.declare import Action, Final, ListPage, in_states
from yunhe.web.lists.sales import ORDER_LIST

VOUCHER_LIST = ListPage(
    VOUCHERS,
    "receipt",
    ("number", "/vouchers/"),
    {"state": "voucher"},
    (
        Action(
            "finance.post_vouchers",
            N_("Post"),
            "check",
            finance.post_vouchers,
            back=Final(N_("The books keep them as they are; only a reversal corrects them.")),
            key="a",
            fits=in_states("draft"),
        ),
        Action(
            "finance.reverse_vouchers",
            N_("Reverse"),
            "arrow-back-up",
            finance.reverse_vouchers,
            back=Final(N_("A counter-voucher is posted for each of them.")),
            fits=in_states("posted"),
            danger=True,
        ),
    ),
    empty=N_("No voucher matches. The night job sums the day's postings into vouchers."),
)
RECEIVABLE_LIST = ListPage(
    RECEIVABLES,
    "cash",
    ("number", "/receivables/"),
    links={"order": ORDER_LIST},
    begins="open",
    empty=N_("Nobody owes anything here. A delivered sale on credit makes a receivable."),
    first=(N_("Money in or out"), "/enter/payments", "finance.receive_payments"),
)
PAYABLE_LIST = ListPage(
    PAYABLES,
    "cash",
    ("number", "/payables/"),
    begins="open",
    empty=N_("Nothing is owed here. A purchase invoice makes a payable."),
    first=(N_("Money in or out"), "/enter/payments", "finance.receive_payments"),
)
PAYMENT_LIST = ListPage(
    PAYMENTS,
    "cash",
    ("number", "/payments/"),
    {"state": "money"},
    (
        Action(
            "finance.reverse_payments",
            N_("Reverse"),
            "arrow-back-up",
            finance.reverse_payments,
            back=Final(N_("What they had settled is owed again.")),
            fits=in_states("booked"),
            danger=True,
        ),
    ),
    empty=N_("No payment matches."),
    first=(N_("Money in or out"), "/enter/payments", "finance.receive_payments"),
)
INVOICE_LIST = ListPage(
    INVOICES,
    "file-invoice",
    ("number", "/invoices/"),
    {"state": "invoice"},
    (
        Action(
            "finance.issue_invoices",
            N_("Issue"),
            "check",
            finance.issue_invoices,
            back=Final(N_("They count from now on; only a credit corrects them.")),
            key="a",
            fits=in_states("draft"),
        ),
        Action(
            "finance.credit_invoices",
            N_("Credit invoices"),
            "arrow-back-up",
            finance.credit_invoices,
            back=Final(N_("A credit takes the whole invoice back.")),
            fits=lambda invoice: invoice.state == "issued" and invoice.kind == "sales",
            danger=True,
        ),
    ),
    empty=N_("No invoice matches."),
)
