"""The pages after the sale: a return with what came back of it, and a refund."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.names import name_of
from yunhe.oms.models import ReturnLine
from yunhe.oms.return_lists import refunds_of, returns_of
from yunhe.stock.words import GRADES
from yunhe.web.documents.declare import Document, Fact, Table, fact, left, linked, right, row, rows_of
from yunhe.web.jinja import money, qty, word
from yunhe.web.lists import INBOUND_LIST, ITEM_LIST, ORDER_LIST, REFUND_LIST, RETURN_LIST
from yunhe.web.queries.timeline import who
from yunhe.web.stations import Way

RETURN_WAY: Way = (
    (N_("Requested"), ("requested",)),
    (N_("Approved"), ("approved",)),
    (N_("On the way back"), ("in_transit",)),
    (N_("Received"), ("received", "inspected")),
    (N_("Settled"), ("settled",)),
)
REFUND_WAY: Way = (
    (N_("Requested"), ("requested", "failed")),
    (N_("Approved"), ("approved",)),
    (N_("Paid out"), ("paid",)),
)


def find_return(actor: Actor, number: str) -> Any:
    """A return that the actor may see."""
    found = returns_of(actor).select_related("order__shop", "warehouse", "inbound")
    return found.filter(number=number).first()


def return_facts(back: Any, actor: Actor) -> Iterable[Fact]:
    """Of which order, why, and where the goods are expected."""
    yield fact(_("Order"), linked(ORDER_LIST, back.order.number, actor))
    yield Fact(_("Shop"), name_of(back.order.shop))
    yield Fact(_("Recipient"), back.order.recipient)
    yield Fact(_("Reason"), word(back.reason, "return_reason"))
    yield Fact(_("What the customer says"), back.customer_note)
    yield Fact(_("Warehouse"), name_of(back.warehouse))
    yield fact(_("Inbound"), linked(INBOUND_LIST, back.inbound and back.inbound.number, actor))
    yield Fact(_("Note"), back.note)
    yield Fact(_("Written by"), who(back.created_by))


def return_tables(back: Any, actor: Actor) -> Iterable[Table]:
    """What was to come and came, and the money that followed."""
    lines = ReturnLine.objects.filter(parent=back).select_related("item__unit").order_by("id")
    columns = [*left(_("Item"), _("Name")), *right(_("Quantity"), _("Received")), *left(_("Grade"))]
    rows = [
        row(
            linked(ITEM_LIST, line.item.code, actor),
            name_of(line.item),
            qty(line.qty, name_of(line.item.unit)),
            qty(line.received),
            _(GRADES[line.grade]) if line.grade else "",
        )
        for line in lines
    ]
    yield Table(_("Lines"), columns, rows)
    query = urlencode({"f.return_number.eq": back.number})
    yield rows_of(REFUND_LIST, query, actor, datetime.now(UTC), leave=("order", "return_number"))


def find_refund(actor: Actor, number: str) -> Any:
    """A refund that the actor may see."""
    return refunds_of(actor).select_related("order__shop", "parent").filter(number=number).first()


def refund_facts(refund: Any, actor: Actor) -> Iterable[Fact]:
    """How much of which order goes back, and why."""
    yield Fact(_("Amount"), money(refund.amount, refund.currency))
    if refund.unearned:
        yield Fact(_("For goods that never left"), money(refund.unearned, refund.currency))
    yield fact(_("Order"), linked(ORDER_LIST, refund.order.number, actor))
    yield Fact(_("The order's amount"), money(refund.order.total, refund.order.currency))
    yield fact(_("Return"), linked(RETURN_LIST, refund.parent and refund.parent.number, actor))
    yield Fact(_("Shop"), name_of(refund.order.shop))
    yield Fact(_("Reason"), word(refund.reason, "refund_reason"))
    yield Fact(_("Number of the payer"), refund.external_id)
    yield Fact(_("Note"), refund.note)
    yield Fact(_("Written by"), who(refund.created_by))


RETURN = Document(
    "return",
    RETURN_LIST,
    N_("Return"),
    find_return,
    return_facts,
    return_tables,
    look="return",
    way=RETURN_WAY,
    closed=("refused", "withdrawn"),
)
REFUND = Document(
    "refund",
    REFUND_LIST,
    N_("Refund"),
    find_refund,
    refund_facts,
    look="refund",
    way=REFUND_WAY,
    closed=("refused",),
)
