"""In a real browser: the policy lets our scripts work, rows are chosen by key, and a picker's gun confirms a line."""

from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from tests.e2e.accessibility import barriers
from tests.e2e.conftest import browser, page, site
from tests.web.conftest import PASSWORD, Login, Shop
from tests.world import BY
from yunhe.stock.models import Outbound
from yunhe.wms.commands import wave_released
from yunhe.wms.models import Wave

__all__ = ["browser", "page", "site"]


@pytest.fixture
def owner(shop: Shop, login: Login, page: Page) -> Iterator[Page]:
    """The page of a logged-in owner; a console message about the policy fails the test."""
    login("owner", language="zh-hans")
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    page.goto("/login")
    page.fill("#name", "owner")
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_url("**/")
    yield page
    assert refused == []


def test_choose_rows_by_key_and_cancel_one(owner: Page, shop: Shop) -> None:
    owner.goto("/orders?tab=held")
    owner.keyboard.press("j")
    owner.keyboard.press("x")
    owner.fill("[name='ask.oms.cancel_orders']", "重复")
    owner.click("button[value='oms.cancel_orders']")
    owner.wait_for_selector(".result")
    assert "完成 1，拒绝 0" in owner.inner_text(".result")
    for scheme in ("light", "dark"):
        owner.emulate_media(color_scheme=scheme)
        for path in ("/", "/orders", f"/orders/{shop.short}"):
            owner.goto(path)
            assert barriers(owner) == []


def test_a_gun_picks_a_line(owner: Page, shop: Shop) -> None:
    wave_released([shop.world.world.east], by=BY, at=timezone.now())
    owner.set_viewport_size({"width": 360, "height": 640})
    owner.goto(f"/waves/{Wave.objects.get().number}")
    owner.wait_for_selector("text=MAIN")
    for code in ("NONSENSE", "MAIN", "6901234567892"):
        owner.keyboard.type(code)
        owner.keyboard.press("Enter")
    with owner.expect_response("**/scans"):
        owner.keyboard.type("6901234567892")
        owner.keyboard.press("Enter")
    owner.wait_for_selector(".is-complete")
    assert Outbound.objects.get(state="picked").lines.get().picked == 2
    assert barriers(owner) == []
