"""List pages of the order desk: orders, customers."""

from django.utils.translation import gettext_noop as N_

from yunhe.oms import commands as oms
from yunhe.oms.listings import ORDERS
from yunhe.partners.listings import CUSTOMERS
from yunhe.web.lists.declare import Action, Ask, ListPage
from yunhe.web.queries.unfolding import order_lines

ORDER_LIST = ListPage(
    ORDERS,
    "shopping-cart",
    ("number", "/orders/"),
    {"state": "order", "progress": "progress", "payment": "payment"},
    (
        Action("oms.audit", N_("Audit"), "check", oms.audit, key="a", fits=lambda o: o.state == "new"),
        Action(
            "oms.unaudit",
            N_("Un-audit"),
            "arrow-back-up",
            oms.unaudit,
            key="u",
            fits=lambda o: o.state == "audited" and o.progress == "none",
        ),
        Action(
            "oms.allocate",
            N_("Allocate"),
            "building-warehouse",
            oms.allocate,
            key="l",
            fits=lambda o: o.state == "audited" and o.progress in ("none", "part_allocated"),
        ),
        Action(
            "oms.deallocate",
            N_("Deallocate"),
            "arrows-exchange",
            oms.deallocate,
            fits=lambda o: o.state == "audited" and o.progress in ("part_allocated", "allocated"),
        ),
        Action(
            "oms.cancel_orders",
            N_("Cancel"),
            "ban",
            oms.cancel_orders,
            Ask("reason", N_("Reason")),
            fits=lambda o: o.state in ("draft", "new", "audited") and o.progress not in ("shipped", "part_delivered"),
            danger=True,
        ),
    ),
    unfolds=order_lines,
    empty=N_("No order matches. Orders come in from shops, from a file, or by hand."),
    first=(N_("Enter an order"), "/orders/new", "oms.intake"),
)
CUSTOMER_LIST = ListPage(CUSTOMERS, "users", ("code", "/customers/"), empty=N_("No customer matches."))
