"""Every kind of page on a phone, light and dark: nothing that axe-core calls serious, nothing wider than the screen."""

import pytest
from playwright.sync_api import Browser

from tests.e2e.accessibility import barriers, overhang
from tests.e2e.company import Company
from tests.e2e.conftest import watched
from tests.e2e.desk import log_in
from tests.server.processes import until
from yunhe.kernel.models import User
from yunhe.stock.models import Outbound
from yunhe.web.lists import LIST_PAGES

PHONE = {"width": 375, "height": 812}
LISTS = ["/orders", "/stock", "/customers", "/payments", "/cases"]  # with and without actions, opened rows, totals
FORMS = ["/", "/orders/new", "/orders/import", "/transfers/new", "/dock", "/waves", "/floor", "/trial-balance", "/ages"]


ALL_LISTS = [page.path for page in LIST_PAGES]


@pytest.mark.parametrize(
    ("theme", "lists"), [("light", LISTS), pytest.param("dark", ALL_LISTS, marks=pytest.mark.long)]
)
def test_everybody_can_use_each_page_on_a_phone(
    company: Company, browser: Browser, site: str, theme: str, lists: list[str]
) -> None:
    User.objects.update(theme=theme)
    shop = company.shop
    id = shop.send(("TEA", 2, "30.00"))
    until(lambda: shop.order(id).progress == "released")
    documents = [f"/orders/{shop.order(id).number}", f"/outbounds/{Outbound.objects.get().number}", "/items/TEA"]
    paths = [*FORMS, *lists, *documents, "/customers/WANG", "/suppliers/HILL"]
    wrong: list[str] = []
    with watched(browser, site, "en-GB") as page:
        page.set_viewport_size(PHONE)
        log_in(page)
        for path in paths:
            answer = page.goto(path)
            assert answer is not None
            assert answer.status == 200, path
            wrong += [f"{path}: {what}" for what in barriers(page)]
            if wider := overhang(page):
                wrong.append(f"{path}: {wider} pixels wider than a phone")
    assert wrong == []
