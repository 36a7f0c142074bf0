"""The list pages of connected shops, and of what they were told."""

from django.utils.translation import gettext_noop as N_

from yunhe.connectors.shops.listings import FEEDS, OFFERS
from yunhe.web.lists.declare import ListPage
from yunhe.web.lists.ground import ITEM_LIST

OFFER_LIST = ListPage(
    OFFERS,
    "building-store",
    empty=N_("No shop is connected. A connected shop is told here what it may sell."),
    links={"item": ITEM_LIST},
)
FEED_LIST = ListPage(
    FEEDS,
    "share",
    ("code", "/connections/"),
    looks={"state": "connection"},
    empty=N_("No shop is connected. A connected shop hears at once when nothing is left of something."),
    first=(N_("Connect a shop"), "/connect-shop", "shops.connect"),
)
