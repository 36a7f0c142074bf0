"""List pages of the order desk: orders, returns, refunds, customers, surveys."""

from django.utils.translation import gettext_noop as N_

from yunhe.crm.listings import CUSTOMERS
from yunhe.insight.surveys import SURVEYS
from yunhe.oms import commands as oms
from yunhe.oms.listings import ORDERS
from yunhe.oms.return_lists import REFUNDS, RETURNS
from yunhe.web.lists.declare import Action, Ask, Back, Desk, Final, Inverse, ListPage, in_states
from yunhe.web.queries.unfolding import order_lines, return_lines

ORDER_LIST = ListPage(
    ORDERS,
    "shopping-cart",
    ("number", "/orders/"),
    {"state": "order", "progress": "progress", "payment": "payment"},
    (
        Action(
            "oms.audit",
            N_("Audit"),
            "check",
            oms.audit,
            back=Inverse("oms.unaudit"),
            key="a",
            fits=lambda o: o.state == "new",
            mends=Desk(N_("Holds desk"), "/holds/", "oms.release_holds"),
        ),
        Action(
            "oms.hold",
            N_("Hold"),
            "hand-stop",
            oms.hold,
            back=Inverse("oms.release_holds", made=True),
            ask=Ask("reason", N_("Reason")),
            key="h",
            fits=lambda o: o.state == "new",
        ),
        Action(
            "oms.unaudit",
            N_("Un-audit"),
            "arrow-back-up",
            oms.unaudit,
            back=Inverse("oms.audit"),
            key="u",
            fits=lambda o: o.state == "audited" and o.progress == "none",
        ),
        Action(
            "oms.allocate",
            N_("Allocate"),
            "building-warehouse",
            oms.allocate,
            back=Inverse("oms.deallocate"),
            key="l",
            fits=lambda o: o.state == "audited" and o.progress in ("none", "part_allocated"),
        ),
        Action(
            "oms.deallocate",
            N_("Deallocate"),
            "arrows-exchange",
            oms.deallocate,
            back=Back.STEP,
            fits=lambda o: o.state == "audited" and o.progress in ("part_allocated", "allocated"),
        ),
        Action(
            "oms.cancel_orders",
            N_("Cancel"),
            "ban",
            oms.cancel_orders,
            back=Back.ASKED,
            ask=Ask("reason", N_("Reason")),
            fits=lambda o: o.state in ("draft", "new", "audited") and o.progress not in ("shipped", "part_delivered"),
            danger=True,
        ),
    ),
    unfolds=order_lines,
    exact=("ship_by",),
    empty=N_("No order matches. Orders come in from shops, from a file, or by hand."),
    first=(N_("Enter an order"), "/orders/new", "oms.intake"),
)
CUSTOMER_LIST = ListPage(
    CUSTOMERS,
    "users",
    ("code", "/customers/"),
    empty=N_("No customer matches."),
    first=(N_("New partner"), "/enter/partners", "partners.save_partners"),
)
RETURN_LIST = ListPage(
    RETURNS,
    "truck-return",
    ("number", "/returns/"),
    {"state": "return"},
    (
        Action(
            "oms.approve_returns",
            N_("Approve"),
            "check",
            oms.approve_returns,
            back=Back.STEP,
            key="a",
            fits=in_states("requested"),
        ),
        Action(
            "oms.refuse_returns",
            N_("Refuse"),
            "ban",
            oms.refuse_returns,
            back=Back.ASKED,
            ask=Ask("reason", N_("Reason")),
            fits=in_states("requested"),
            danger=True,
        ),
        Action(
            "oms.settle_returns",
            N_("Settle"),
            "checks",
            oms.settle_returns,
            back=Final(N_("What came is judged, and the money for it is asked back.")),
            key="s",
            fits=in_states("received"),
        ),
        Action(
            "oms.withdraw_returns",
            N_("Withdraw"),
            "arrow-back-up",
            oms.withdraw_returns,
            back=Final(N_("The returns end here; a customer who still wants one asks again.")),
            fits=in_states("requested", "approved"),
        ),
    ),
    links={"order": ORDER_LIST},
    unfolds=return_lines,
    begins="requested",
    empty=N_("No return matches. A customer asks for one by the link on the order."),
)
REFUND_LIST = ListPage(
    REFUNDS,
    "cash",
    ("number", "/refunds/"),
    {"state": "refund"},
    (
        Action(
            "oms.approve_refunds",
            N_("Approve"),
            "check",
            oms.approve_refunds,
            back=Final(N_("The money may go to the customers.")),
            key="a",
            fits=in_states("requested", "failed"),
        ),
        Action(
            "oms.refuse_refunds",
            N_("Refuse"),
            "ban",
            oms.refuse_refunds,
            back=Back.ASKED,
            ask=Ask("reason", N_("Reason")),
            fits=in_states("requested"),
            danger=True,
        ),
    ),
    links={"order": ORDER_LIST, "return_number": RETURN_LIST},
    begins="requested",
    empty=N_("No refund matches."),
)
SURVEY_LIST = ListPage(
    SURVEYS,
    "message",
    links={"order": ORDER_LIST},
    empty=N_("No survey matches. Customers are asked when their parcels have arrived."),
)
