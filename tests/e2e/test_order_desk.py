"""A clerk's morning at the keyboard: find an order, read its lines, narrow the list, keep the view, act, log out."""

from playwright.sync_api import Page, expect

from tests.e2e.accessibility import barriers
from tests.e2e.company import Company
from tests.e2e.desk import log_in, log_out, press
from tests.server.processes import until


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
