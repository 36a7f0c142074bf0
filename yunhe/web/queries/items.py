"""Items as an order form looks for them: what matches, what it costs in a shop, and how much of it is free."""

from collections import defaultdict
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db.models import F, Q

from yunhe.catalog.models import Item, Price
from yunhe.kernel.actor import Actor
from yunhe.kernel.calendar import business_day
from yunhe.kernel.names import name_of
from yunhe.kernel.scope import scope
from yunhe.kernel.search import best_ids
from yunhe.oms.models import Shop
from yunhe.oms.sourcing import SHIPS
from yunhe.stock.models import Warehouse
from yunhe.stock.queries import available

LIMIT = 12


class Match(NamedTuple):
    """An item with the price of one base unit (None without one) and what the warehouses that ship may still promise."""

    code: str
    name: str
    unit: str
    price: Decimal | None
    free: Decimal


def found_items(text: str, shop_code: str, actor: Actor, at: datetime) -> list[Match]:
    """The items that match, best first, with what the actor may see of prices and stock: seven statements at most."""
    things = Item.objects.filter(active=True)
    ids = best_ids(things, "search", text, LIMIT)
    ids += list(
        things.filter(Q(code__iexact=text) | Q(barcodes__code=text)).exclude(pk__in=ids).values_list("pk", flat=True)
    )
    items = {item.pk: item for item in things.filter(pk__in=ids).select_related("unit")}
    prices = _prices(ids, shop_code, actor, at)
    houses = Warehouse.objects.filter(scope(actor, warehouse="id"), active=True, kind__in=SHIPS)
    free: defaultdict[int, Decimal] = defaultdict(Decimal)
    for (item, _), qty in available(ids, houses.values_list("id", flat=True)).items():
        free[item] += qty
    return [
        Match(items[id].code, name_of(items[id]), name_of(items[id].unit), prices.get(id), free[id])
        for id in dict.fromkeys(ids)
    ]


def _prices(ids: list[int], shop_code: str, actor: Actor, at: datetime) -> dict[int, Decimal]:
    """The valid price of one base unit in the shop's price list."""
    day = business_day(at)
    lists = Shop.objects.filter(scope(actor, shop="id"), code=shop_code).values("price_list")
    valid = Price.objects.filter(
        item__in=ids, list__in=lists, valid_from__lte=day, min_qty__lte=1, unit=F("item__unit")
    )
    valid = valid.filter(Q(valid_to=None) | Q(valid_to__gte=day)).order_by("valid_from")
    return dict(valid.values_list("item_id", "price_incl"))
