"""The list of orders: what is shown, filtered and counted of them."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.conditions import Field, Type, Vocabulary
from yunhe.kernel.listing import Column, Listing, Tab, every, one_of, register
from yunhe.kernel.names import Named
from yunhe.kernel.scope import scope
from yunhe.oms.models import Hold, Order, OrderLine
from yunhe.oms.vocabulary import ORDER_WORDS


def orders_of(actor: Actor) -> QuerySet[Any]:
    """The orders that an actor may see."""
    return Order.objects.filter(scope(actor, shop="shop_id"))


WORDS = Vocabulary(
    "order",
    (
        Field("number", N_("Number"), Type.TEXT),
        Field("external_id", N_("Channel number"), Type.TEXT),
        Field("shop_name", N_("Shop"), Type.TEXT, expression=Named("shop__name")),
        Field("customer_name", N_("Customer"), Type.TEXT, expression=Named("partner__name")),
        Field("phone_tail", N_("Phone tail"), Type.TEXT),
        Field("held", N_("Held"), Type.FLAG, expression=Exists(Hold.objects.filter(order=OuterRef("pk"), released_at=None))),
        Field("short", N_("Short"), Type.FLAG, expression=Exists(OrderLine.objects.filter(order=OuterRef("pk"), short__gt=0))),
        *ORDER_WORDS.terms,
    ),
)  # fmt: skip

ORDERS = register(
    Listing(
        "orders",
        N_("Orders"),
        WORDS,
        right="oms.see",
        rows=orders_of,
        columns=(
            Column("number", 20),
            Column("state", 10),
            Column("progress", 12),
            Column("shop_name", 16),
            Column("recipient", 12),
            Column("total", 14, total=True),
            Column("placed_at", 18),
            Column("ship_by", 18),
            Column("external_id", 20),
            Column("payment", 12, shown=False),
            Column("customer_name", 16, shown=False),
            Column("region", 10, shown=False),
            Column("buyer_message", 30, shown=False),
            Column("seller_memo", 30, shown=False),
            Column("priority", 8, shown=False),
            Column("channel", 10, shown=False),
        ),
        tabs=(
            Tab("held", N_("Held"), every(one_of("state", "draft", "new"), one_of("held", True))),
            Tab("to_audit", N_("To be audited"), every(one_of("state", "draft", "new"), one_of("held", False))),
            Tab(
                "to_allocate",
                N_("To be allocated"),
                every(one_of("state", "audited"), one_of("progress", "none", "part_allocated"), one_of("short", False)),
            ),
            Tab("short", N_("Short"), every(one_of("state", "audited"), one_of("short", True))),
            Tab(
                "to_release",
                N_("To be released"),
                every(one_of("state", "audited"), one_of("progress", "allocated"), one_of("short", False)),
            ),
            Tab(
                "in_warehouse",
                N_("In the warehouse"),
                every(one_of("state", "audited"), one_of("progress", "part_released", "released"), one_of("short", False)),
            ),
            Tab(
                "on_the_way",
                N_("On the way"),
                every(
                    one_of("state", "audited"),
                    one_of("progress", "part_shipped", "shipped", "part_delivered"),
                    one_of("short", False),
                ),
            ),
            Tab("completed", N_("Completed"), one_of("state", "completed")),
            Tab("cancelled", N_("Cancelled"), one_of("state", "cancelled")),
        ),
        filters=("shop_name", "payment", "channel", "placed_at", "ship_by", "total"),
        search=("number", "external_id", "recipient", "phone_tail"),
        sort=("-placed_at",),
        custom=True,
    )
)  # fmt: skip
