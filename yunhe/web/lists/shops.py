"""The list page of what connected shops were told."""

from django.utils.translation import gettext_noop as N_

from yunhe.connectors.shops.listings import OFFERS
from yunhe.web.lists.declare import ListPage
from yunhe.web.lists.ground import ITEM_LIST

OFFER_LIST = ListPage(
    OFFERS,
    "building-store",
    empty=N_("No shop is connected. A connected shop is told here what it may sell."),
    links={"item": ITEM_LIST},
)
