"""The list page of cases: what needs a person."""

from django.utils.translation import gettext_noop as N_

from yunhe.kernel.case_list import CASES
from yunhe.kernel.cases import close_case
from yunhe.web.lists.declare import Action, Ask, Back, ListPage
from yunhe.web.queries.cases import case_words

CASE_LIST = ListPage(
    CASES,
    "alert-circle",
    None,
    {"state": "case"},
    (
        Action(
            "kernel.close_case",
            N_("Close"),
            "check",
            close_case,
            back=Back.ASKED,
            ask=Ask("resolution", N_("What was done about it")),
            key="c",
        ),
    ),
    case_words,
    exact=("due_at",),
    begins="open",
    empty=N_("No case is open. What goes wrong anywhere appears here."),
)
