"""A clerk's morning at the keyboard: find an order, read its lines, narrow the list, keep the view, act, log out; the pages
that are open; lists as wide as the screen."""

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.e2e.accessibility import barriers, overflowing
from tests.e2e.company import OWNER, Company
from tests.e2e.conftest import watched
from tests.e2e.desk import log_in, log_out, press
from tests.server.processes import until
from tests.world import AT, BY
from yunhe.kernel.models import Notification, User
from yunhe.oms import commands as oms

FILLED = (
    "orders",
    "outbounds",
    "inbounds",
    "stock",
    "bins",
    "ledger",
    "items",
    "customers",
    "cases",
    "users",
    "events",
)
WIDER = "(() => { const sheet = document.querySelector('.sheet'); return sheet.scrollWidth - sheet.clientWidth; })()"


def test_the_order_desk_without_a_mouse_where_it_counts(company: Company, page: Page) -> None:
    shop = company.shop
    good, held = shop.send(("TEA", 2, "30.00"), id="A1"), shop.send(("NO-SUCH", 1, "5.00"), id="A3")
    until(lambda: shop.order(good).progress == "released" and shop.order(held).holds.exists())
    log_in(page)

    page.keyboard.press("Control+k")
    page.keyboard.type("A3")
    page.wait_for_selector("#palette-papers .palette-item")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(shop.order(held).number)
    expect(page.locator(".trouble.is-held")).to_contain_text("Unknown item")

    page.goto("/orders?sort=number")
    for key in ("j", "o"):
        page.keyboard.press(key)
    expect(page.locator(".unfolded")).to_contain_text("TEA")
    page.keyboard.press("o")
    expect(page.locator(".unfolded")).to_have_count(0)
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_contain_text("Audit")
    assert barriers(page) == []
    page.keyboard.press("Escape")

    page.locator(".bar-builder summary").click()
    page.get_by_label("Field").select_option("lines.sku")
    page.get_by_label("Operator").select_option("=")
    page.get_by_label("Value").fill("NO-SUCH")
    page.locator(".builder").get_by_role("button", name="Apply").click()
    expect(page.locator("tr[data-row]")).to_have_count(1)
    expect(page.locator(".chip")).to_contain_text("NO-SUCH")
    page.locator(".bar-views summary").click()
    page.get_by_label("Name of the view").fill("Unknown goods")
    press(page, "Keep this view")
    expect(page.locator(".view.is-here")).to_have_text("Unknown goods")

    page.goto("/orders?tab=held")
    for key in ("j", "x"):
        page.keyboard.press(key)
    page.keyboard.press("Control+k")
    page.keyboard.type("cancel")
    page.keyboard.press("Enter")
    page.keyboard.type("no such goods")
    page.keyboard.press("Enter")
    expect(page.locator(".result")).to_contain_text("1 done, 0 refused")
    until(lambda: shop.order(held).state == "cancelled")

    log_out(page)


def test_a_key_undoes_and_what_nothing_takes_back_asks_once(company: Company, page: Page) -> None:
    shop = company.shop
    shop.shop.auto_audit = False
    shop.shop.save()
    address = {"recipient": "李雷", "region_code": "310104", "detail": "漕溪北路 88 号"}
    ids = [shop.send(("TEA", 1, "30.00"), id=f"A{n}", address={**address, "phone": f"1390000000{n}"}) for n in (1, 2)]
    log_in(page)
    page.goto("/orders?tab=to_audit")
    result = page.locator(".result")
    for undo in ("z", "Control+z"):
        for key in ("Shift+A", "h", "w", "Enter"):
            page.keyboard.press(key)
        expect(result).to_contain_text("Hold: 2 done, 0 refused")
        expect(result.locator("[data-left]")).to_have_text(re.compile("^(10|[1-9])$"))
        page.keyboard.press(undo)
        expect(result).to_contain_text("Undo “Hold”: 2 done, 0 refused")
        expect(page.locator("[data-undo]")).to_have_count(0)
    oms.allocate(oms.audit(ids, by=BY, at=AT).done, by=BY, at=AT)

    page.goto("/outbounds")
    question = page.locator("#sure")
    for key, answer in (("Escape", 0), ("Enter", 1)):
        for one in ("j", "s"):
            page.keyboard.press(one)
        expect(question.get_by_role("heading")).to_have_text("Ship 1 selected")
        page.keyboard.press(key)
        expect(question).to_be_hidden()
        expect(result).to_have_count(answer)
        page.keyboard.press("x")
    expect(result).to_contain_text("Ship: 0 done, 1 refused")


def test_the_pages_that_are_open_are_tabs(company: Company, page: Page) -> None:
    shop = company.shop
    held = shop.send(("NO-SUCH", 1, "5.00"), id="A3")
    until(lambda: shop.order(held).holds.exists())
    number = shop.order(held).number
    log_in(page)
    page.goto("/orders")
    page.locator("a.tab").filter(has_text="Held").click()
    page.wait_for_url("**/orders?tab=held")
    page.goto(f"/orders/{number}")
    tabs = page.locator("#pages-list [data-path]")
    expect(tabs).to_have_text(["Orders", number])
    page.keyboard.press("[")
    page.wait_for_url("**/orders?tab=held")  # the list as it was left
    page.reload()
    expect(tabs).to_have_text(["Orders", number])
    page.keyboard.press("]")
    page.wait_for_url(f"**/orders/{number}")
    expect(page.locator(".page-tab.is-here")).to_have_text(number)
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_contain_text("Close this page")
    page.keyboard.press("Escape")
    page.keyboard.press("Shift+W")
    page.wait_for_url("**/orders?tab=held")
    expect(tabs).to_have_text(["Orders"])

    for name in ("outbounds", "inbounds", "transfers", "stock", "bins", "ledger", "items", "returns", "refunds"):
        page.goto(f"/{name}")
    for name in ("customers", "parcels", "proposals", "purchases", "suppliers", "work-orders", "events"):
        page.goto(f"/{name}")
    expect(page.locator("[data-path]")).to_have_count(17)
    expect(page.locator("#pages-more")).to_be_visible()
    expect(page.locator(".side-link.is-here")).to_be_in_viewport()
    expect(page.locator(".page-tab.is-here")).to_have_text("Event log")
    assert overflowing(page) == []
    assert barriers(page) == []
    tabs.first.click(button="middle")
    expect(page.locator("[data-path]")).to_have_count(16)
    assert len(page.context.pages) == 1
    page.set_viewport_size(ViewportSize(width=375, height=812))
    expect(page.locator("#pages")).to_be_hidden()
    page.set_viewport_size(ViewportSize(width=1440, height=900))
    page.get_by_role("button", name="Profile").click()
    press(page, "Tabs of open pages")
    expect(page.locator("#pages")).to_be_hidden()
    page.reload()
    expect(page.locator("#pages")).to_be_hidden()
    log_out(page)
    log_in(page)
    assert page.evaluate("JSON.parse(sessionStorage.getItem('pages')).all") == []


def test_a_message_is_read_when_it_is_opened_and_not_before(company: Company, page: Page) -> None:
    shop = company.shop
    held = shop.send(("NO-SUCH", 1, "5.00"), id="A3")
    me = f"user:{User.objects.get(username=OWNER).pk}"
    for n in (1, 2):
        text = {"code": "hello", "text": f"Message {n}", "figures": {}}
        told = {"subscription": f"test{n}", "recipient": me, "channel": "bell", "message": text}
        Notification.objects.create(**told, subject_kind="order", subject_id=held, made_at=datetime.now(UTC))
    states = Notification.objects.filter(subscription__startswith="test").order_by("subscription")
    log_in(page)
    page.locator("#bell .bell").click()
    expect(page.locator(".bell-item", has_text="Message")).to_have_count(2)
    assert [one.state for one in states.all()] == ["waiting", "waiting"]
    page.locator(".bell-item", has_text="Message 1").click()
    page.wait_for_url(f"**/orders/{shop.order(held).number}")
    assert [one.state for one in states.all()] == ["read", "waiting"]
    page.locator("#bell .bell").click()
    press(page, "Mark all as read")
    expect(page.locator(".bell-count")).to_have_count(0)
    assert [one.state for one in states.all()] == ["read", "read"]


@pytest.mark.parametrize("locales", [("en-GB",), pytest.param(("zh-CN", "zh-TW"), marks=pytest.mark.long)])
def test_no_list_is_wider_than_the_screen_of_a_desk(
    company: Company, browser: Browser, site: str, locales: tuple[str, ...]
) -> None:
    User.objects.filter(username=OWNER).update(language="")  # as the browser asks
    shop = company.shop
    shop.send(("TEA", 2, "30000.00"), id="4145308333412345678")  # as long as Taobao's
    wrong = []
    for locale in locales:
        with watched(browser, site, locale) as page:
            log_in(page)
            for name in FILLED:
                page.goto(f"/{name}")
                if page.locator("tr[data-row]").count() and (by := page.evaluate(WIDER)) > 0:
                    wrong.append(f"/{name} {locale}: {by} pixels")
    assert wrong == []
