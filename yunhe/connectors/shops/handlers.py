"""When shops are told (registered in loop.py): whatever changes what may be sold, and now and then everything."""

from datetime import datetime

from yunhe.connectors.models import Feed
from yunhe.connectors.shops.offers import count_offers, lock_feeds
from yunhe.connectors.shops.tasks import ask, ask_to_compare
from yunhe.kernel.actor import Actor
from yunhe.kernel.events import Recorded
from yunhe.stock.queries import places_of


def follow_stock(events: list[Recorded], *, by: Actor, at: datetime) -> None:
    """Count again what connected shops may sell of the items that these events touch. One look where there are none."""
    feeds = lock_feeds()
    if not feeds:
        return
    items = {item for item, _ in places_of(events)}
    news = count_offers(feeds, items, at=at)
    ask(news.feeds, urgent=news.sold_out)


def begin(events: list[Recorded], *, by: Actor, at: datetime) -> None:
    """ShopConnected → everything is counted, and told."""
    ask_to_compare()


def compare(*, by: Actor, at: datetime) -> None:
    """The clock: what changed without an event (safety stocks, names, kits) is counted, what was not told is asked again."""
    if Feed.objects.filter(active=True).exists():
        ask_to_compare()
