"""The page of a customer: who it is, what it owes, its orders, and one story over all systems."""

from django.http import HttpResponse
from django.utils.translation import gettext

from yunhe.crm.queries import tags_of
from yunhe.crm.rules import LABELS
from yunhe.kernel.flow import not_found
from yunhe.kernel.outcome import RefusalError
from yunhe.oms.listings import orders_of
from yunhe.oms.models import Order
from yunhe.partners.listings import customers_of
from yunhe.partners.models import Address, Partner
from yunhe.web.queries.order import region
from yunhe.web.queries.timeline import timeline
from yunhe.web.render import page
from yunhe.web.routing import Call

SHOWN = 20


def show(call: Call, code: str) -> HttpResponse:
    """Orders only as far as the reader may see them."""
    customer: Partner | None = customers_of(call.actor).select_related("exposure").filter(code=code).first()
    if customer is None:
        raise RefusalError(not_found(code))
    seen = orders_of(call.actor) if call.actor.may("oms.see") else Order.objects.none()
    orders = list(seen.filter(partner=customer).order_by("-placed_at")[:SHOWN])
    tag = tags_of([customer.id]).get(customer.id)
    addresses = Address.objects.filter(partner=customer).order_by("-first", "id")
    context = {
        "customer": customer,
        "exposure": getattr(customer, "exposure", None),
        "orders": orders,
        "addresses": [(address, region(address.region_code)) for address in addresses],
        "tag": gettext(LABELS.get(tag.code, tag.code)) if tag else "",
        "tag_why": tag.why if tag else {},
        "story": timeline([("partner", customer.id)], roots=[order.id for order in orders]),
        "at": call.at,
    }
    return page(call.request, "customer.html", context, actor=call.actor)
