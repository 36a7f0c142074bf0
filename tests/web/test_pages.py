"""Every page in three languages: it answers, its words are translated, and no script or style is inline."""

import re

import pytest

from tests.web.conftest import Login, Shop
from tests.world import AT, BY
from yunhe.crm.commands import send_surveys
from yunhe.crm.commands.surveys import secret_of
from yunhe.oms.models import Order
from yunhe.stock.models import Inbound, Outbound, Parcel
from yunhe.web.links import return_link
from yunhe.web.lists import LIST_PAGES
from yunhe.wms.commands import wave_released
from yunhe.wms.models import Wave

LISTS = [page.listing.name for page in LIST_PAGES]
HTML = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant", "en": "en"}


def addresses(shop: Shop) -> list[str]:
    """Every kind of page there is, with the documents of the shop world."""
    order = Order.objects.get(number=shop.released)
    wave_released([shop.world.world.east], by=BY, at=AT)
    send_surveys([(order.id, None)], by=BY, at=AT)
    return [
        "/",
        *(f"/{name}" for name in LISTS),
        *(f"/orders/{number}" for number in (shop.released, shop.short, shop.held)),
        "/orders/new",
        "/orders/new/items?q=tea&shop=T1",
        "/orders/import",
        f"/outbounds/{Outbound.objects.get(root_id=order.id).number}",
        "/customers/LI",
        "/items/TEA",
        f"/parcels/{Parcel.objects.get(root_id=order.id).number}",
        f"/orders/unfold/{order.id}",
        *("/find?q=SO", "/bell", "/trends", "/trial-balance", "/stock-value", "/ages"),
        "/waves",
        f"/waves/{Wave.objects.get().number}",
        f"/waves/{Wave.objects.get().number}/sheet",
        *("/floor", "/floor/receive", "/floor/put-away", "/floor/move", "/floor/count", "/floor/pack"),
        f"/floor/receive/{Inbound.objects.latest('id').number}",
        f"/inbounds/{Inbound.objects.latest('id').number}",
        *("/dock", "/transfers/new"),
        return_link(order.number),
        f"/survey/{secret_of(order.id)}",
    ]


@pytest.mark.parametrize("language", list(HTML))
def test_every_page_answers_in_this_language(shop: Shop, login: Login, language: str) -> None:
    client = login("owner", language=language)
    for path in addresses(shop):
        answer = client.get(path)
        text = answer.content.decode()
        assert answer.status_code == 200, path
        if "<html" in text:
            assert f'<html lang="{HTML[language]}"' in text, path
        assert re.search(r"<script(?![^>]*(src=|application/json))", text) is None, path
        assert re.search(r"<style| style=| on[a-z]+=", text) is None, path
        assert answer["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'; style-src 'self'")
