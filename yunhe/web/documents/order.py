"""The page of an order: its lines, its river, what holds it, why it went where it went, and how it was."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_noop as N_

from yunhe.crm.commands.surveys import secret_of
from yunhe.crm.rules import CAUSES
from yunhe.insight.profit import BASIS
from yunhe.kernel.actor import Actor
from yunhe.oms.listings import orders_of
from yunhe.web.documents.declare import Document
from yunhe.web.lists import ORDER_LIST
from yunhe.web.queries import order as reads
from yunhe.web.queries.profit import profit_of
from yunhe.web.stations import ORDER_WAY, OUTBOUND_WAY, way


def find(actor: Actor, number: str) -> Any:
    """An order that the actor may see."""
    return orders_of(actor).select_related("shop", "partner", "entity").filter(number=number).first()


def more(order: Any, actor: Actor, at: datetime) -> Mapping[str, Any]:
    """What its template shows besides."""
    return {
        "order": order,
        "steps": way(ORDER_WAY, order.progress if order.state in ("audited", "completed") else order.state),
        "lines": reads.lines(order.id),
        "holds": reads.holds(order.id),
        "rivers": [(outbound, way(OUTBOUND_WAY, outbound.state)) for outbound in reads.outbounds(order.id)],
        "sourcing": reads.sourcing(order),
        "profit": profit_of(order, actor),
        "basis": BASIS,
        "survey": reads.survey(order.id),
        "survey_link": reverse("survey", kwargs={"secret": secret_of(order.id)}),
        "causes": CAUSES,
        "region": reads.region(order.region_code),
    }


ORDER = Document(
    "order",
    ORDER_LIST,
    N_("Order"),
    find,
    roots=lambda order: [order.pk],
    look="order",
    template="order.html",
    more=more,
)
