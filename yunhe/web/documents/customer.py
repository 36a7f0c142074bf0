"""The page of a customer: who it is, what it owes, its orders, and one story over all systems."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_

from yunhe.crm.listings import customers_of
from yunhe.crm.queries import tags_of
from yunhe.crm.rules import LABELS, REASONS
from yunhe.kernel.actor import Actor
from yunhe.oms.listings import orders_of
from yunhe.oms.models import Order
from yunhe.partners.models import Address
from yunhe.web.documents.declare import Document
from yunhe.web.lists import CUSTOMER_LIST
from yunhe.web.queries.order import region

SHOWN = 20


def find(actor: Actor, code: str) -> Any:
    """A customer."""
    return customers_of(actor).select_related("exposure").filter(code=code).first()


def more(customer: Any, actor: Actor, at: datetime) -> Mapping[str, Any]:
    """Orders only as far as the reader may see them."""
    seen = orders_of(actor.within("oms.see")) if actor.may("oms.see") else Order.objects.none()
    tag = tags_of([customer.id]).get(customer.id)
    addresses = Address.objects.filter(partner=customer).order_by("-first", "id")
    return {
        "customer": customer,
        "exposure": getattr(customer, "exposure", None),
        "orders": list(seen.filter(partner=customer).order_by("-placed_at")[:SHOWN]),
        "addresses": [(address, region(address.region_code)) for address in addresses],
        "tag": gettext(LABELS.get(tag.code, tag.code)) if tag else "",
        "tag_why": [(gettext(said), tag.why[name]) for name, said in REASONS.items() if name in tag.why] if tag else [],
    }


def roots(customer: Any) -> list[int]:
    """The newest orders, whose story is the customer's."""
    return list(Order.objects.filter(partner=customer).order_by("-placed_at").values_list("pk", flat=True)[:SHOWN])


CUSTOMER = Document(
    "partner",
    CUSTOMER_LIST,
    N_("Customer"),
    find,
    roots=roots,
    number=lambda customer: customer.code,
    template="customer.html",
    more=more,
)
