"""Connect shops: where they take our stock figures, and how much of it is theirs to sell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from urllib.parse import urlsplit

from django.utils.translation import gettext_noop as N_

from yunhe.connectors.models import Feed, Offer
from yunhe.connectors.shops.events import ShopConnected, ShopDisconnected
from yunhe.kernel import sealing
from yunhe.kernel.actor import Actor
from yunhe.kernel.bulk import those
from yunhe.kernel.commands import command
from yunhe.kernel.events import record
from yunhe.kernel.outcome import Outcome, Reason
from yunhe.oms.models import Shop
from yunhe.oms.scopes import SHOPS
from yunhe.stock.models import Warehouse


@dataclass(frozen=True, slots=True)
class FeedRow:
    """A shop's feed as typed. `credentials` None keeps those there are; they are encrypted and never shown again.

    `keep_back` base units of every item are not the shop's to sell; only `warehouses` (codes; empty: all that ship) count.
    """

    shop: str
    endpoint: str
    credentials: Mapping[str, str] | None = None
    keep_back: Decimal = Decimal(0)
    warehouses: Sequence[str] = ()
    own_codes: bool = True
    active: bool = True


@command("shops.connect", N_("Connect shops"), SHOPS.by("shop"), named="shop")
def connect(rows: Sequence[FeedRow], *, by: Actor, at: datetime) -> Outcome:
    """Create or replace the feeds of shops, by code. Everything is then told anew.

    Refused: an unknown shop or warehouse, an address that is none, a share below zero.
    """
    asked = {r.shop: r for r in rows}
    shops = dict(Shop.objects.filter(code__in=list(asked)).values_list("code", "id"))
    places = dict(Warehouse.objects.values_list("code", "id"))
    there = Feed.objects.filter(shop__in=those(shops.values())).order_by("id").select_for_update(no_key=True)
    kept = dict(there.values_list("shop_id", "sealed"))
    outcome = Outcome()
    outcome.refused = {code: why for code, row in asked.items() if (why := _what_is_wrong(row, shops, places))}
    good = {shops[code]: row for code, row in asked.items() if code not in outcome.refused}
    Feed.objects.bulk_create(
        [
            Feed(
                shop_id=shop,
                endpoint=r.endpoint,
                sealed=kept.get(shop, "") if r.credentials is None else sealing.seal(r.credentials),
                keep_back=r.keep_back,
                warehouses=sorted({places[code] for code in r.warehouses}) or None,
                own_codes=r.own_codes,
                active=r.active,
            )
            for shop, r in sorted(good.items())
        ],
        update_conflicts=True,
        unique_fields=["shop"],
        update_fields=["endpoint", "sealed", "keep_back", "warehouses", "own_codes", "active"],
    )
    Offer.objects.filter(feed__shop__in=those(good)).update(told=None, told_version=0, refused_version=0, refusal="")
    record([(ShopConnected if r.active else ShopDisconnected)(subject=shop) for shop, r in good.items()], by=by, at=at)
    outcome.done = [row.shop for row in good.values()]
    return outcome


def _what_is_wrong(row: FeedRow, shops: Mapping[str, int], places: Mapping[str, int]) -> Reason | None:
    if row.shop not in shops:
        return Reason("no_shop", N_("There is no shop {code}"), {"code": row.shop})
    if urlsplit(row.endpoint).scheme not in ("http", "https") or not urlsplit(row.endpoint).netloc:
        return Reason("no_address", N_("{address} is no address of a web service"), {"address": row.endpoint})
    if unknown := next((code for code in row.warehouses if code not in places), None):
        return Reason("no_warehouse", N_("There is no warehouse {code}"), {"code": unknown})
    if row.keep_back < 0:
        return Reason("below_zero", N_("What is kept back cannot be less than nothing"))
    return None
