"""List pages of the places where the company sells and keeps goods."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.conditions import Field, Type, Vocabulary
from yunhe.kernel.listing import Column, Listing, Tab, one_of, register
from yunhe.kernel.names import Named
from yunhe.kernel.scope import companys
from yunhe.oms.models import Shop
from yunhe.oms.words import CHANNELS
from yunhe.partners.queries import region_name
from yunhe.stock.models import Warehouse
from yunhe.web.lists.declare import ListPage

KINDS = {
    "own": N_("Own warehouse"),
    "store": N_("Store"),
    "third_party": N_("Third party's"),
    "platform": N_("Platform's"),
    "supplier": N_("Supplier's"),
    "transit": N_("Goods in transit"),
    "at_customer": N_("At customers"),
    "at_supplier": N_("At suppliers"),
}
ACTIVE = (
    Tab("active", N_("Active"), one_of("active", True)),
    Tab("closed", N_("Deactivated"), one_of("active", False)),
)


def shops_of(actor: Actor) -> QuerySet[Any]:
    """All shops: how they work is the whole company's business."""
    return Shop.objects.filter(companys(actor))


def warehouses_of(actor: Actor) -> QuerySet[Any]:
    """All warehouses: how they work is the whole company's business."""
    return Warehouse.objects.filter(companys(actor))


SHOPS = register(
    Listing(
        "shops",
        N_("Shops"),
        Vocabulary(
            "shop",
            (
                Field("code", N_("Code"), Type.TEXT),
                Field("name", N_("Name"), Type.TEXT, expression=Named("name")),
                Field("channel", N_("Channel"), Type.CHOICE, choices=CHANNELS),
                Field("warehouse", N_("Warehouse"), Type.TEXT, expression=Named("warehouse__name")),
                Field("priority", N_("Priority"), Type.NUMBER),
                Field("ship_hours", N_("Hours to dispatch"), Type.NUMBER),
                Field("auto_audit", N_("Audits by itself"), Type.FLAG),
                Field("auto_release", N_("Releases by itself"), Type.FLAG),
                Field("active", N_("Active"), Type.FLAG),
            ),
        ),
        right="kernel.save_shops",
        rows=shops_of,
        columns=(
            Column("code", 16),
            Column("name", 24),
            Column("channel", 14),
            Column("warehouse", 18),
            Column("priority", 8),
            Column("ship_hours", 10),
            Column("auto_audit", 10),
            Column("auto_release", 10),
            Column("active", 8, shown=False),
        ),
        tabs=ACTIVE,
        filters=("channel", "active"),
        search=("code", "name"),
        sort=("code",),
    )
)
WAREHOUSES = register(
    Listing(
        "warehouses",
        N_("Warehouses"),
        Vocabulary(
            "warehouse",
            (
                Field("code", N_("Code"), Type.TEXT),
                Field("name", N_("Name"), Type.TEXT, expression=Named("name")),
                Field("kind", N_("Kind"), Type.CHOICE, choices=KINDS),
                Field("region", N_("Region"), Type.TEXT, expression=region_name("region_code")),
                Field("priority", N_("Priority"), Type.NUMBER),
                Field("daily_capacity", N_("Orders a day"), Type.NUMBER),
                Field("active", N_("Active"), Type.FLAG),
            ),
        ),
        right="kernel.change_warehouses",
        rows=warehouses_of,
        columns=(
            Column("code", 16),
            Column("name", 24),
            Column("kind", 16),
            Column("region", 12),
            Column("priority", 8),
            Column("daily_capacity", 10),
            Column("active", 8, shown=False),
        ),
        tabs=ACTIVE,
        filters=("kind", "active"),
        search=("code", "name"),
        sort=("code",),
    )
)
SHOP_LIST = ListPage(
    SHOPS,
    "building-store",
    ("code", "/shops/"),
    begins="active",
    empty=N_("No shop matches. A shop is where you sell: on a platform, at a counter, by phone."),
    first=(N_("New shop"), "/new-shop", "kernel.save_shops"),
)
WAREHOUSE_LIST = ListPage(
    WAREHOUSES,
    "building-warehouse",
    ("code", "/warehouses/"),
    begins="active",
    empty=N_("No warehouse matches. A warehouse is where goods lie, or from where others send them for you."),
    first=(N_("New warehouse"), "/new-warehouse", "stock.open_warehouses"),
)
