"""List pages of the books: vouchers."""

from django.utils.translation import gettext_noop as N_

from yunhe.erp.finance import commands as finance
from yunhe.erp.finance.listings import VOUCHERS
from yunhe.web.lists.declare import Action, ListPage, in_states

VOUCHER_LIST = ListPage(
    VOUCHERS,
    "receipt",
    ("number", "/vouchers/"),
    {"state": "voucher"},
    (
        Action("finance.post_vouchers", N_("Post"), "check", finance.post_vouchers, key="a", fits=in_states("draft")),
        Action(
            "finance.reverse_vouchers",
            N_("Reverse"),
            "arrow-back-up",
            finance.reverse_vouchers,
            fits=in_states("posted"),
            danger=True,
        ),
    ),
    empty=N_("No voucher matches. The night job sums the day's postings into vouchers."),
)
