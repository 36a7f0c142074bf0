"""A new company of one owner, from the first log-in to the first delivered order, by the pages alone."""

from datetime import UTC, datetime

from playwright.sync_api import Locator, Page, Route, ViewportSize, expect

from tests.e2e.accessibility import barriers, overhang
from tests.e2e.desk import go_on
from tests.server.processes import until
from yunhe.cli.company.founding import NewCompany, found_company, give_login, open_shop
from yunhe.kernel.actor import system
from yunhe.stock.models import Outbound, Parcel

SECRET = "grand canal 1293"
PHONE, DESK = ViewportSize(width=375, height=812), ViewportSize(width=1440, height=900)


def test_the_board_leads_a_new_company_to_its_first_delivered_order(db: str, page: Page) -> None:
    by, at = system("company"), datetime.now(UTC)
    open_shop(found_company(NewCompany("YH", "运河商贸"), by=by, at=at), by=by, at=at)
    give_login("owner", SECRET, "owner")
    page.goto("/login")
    page.fill("#name", "owner")
    page.fill("#password", SECRET)
    page.press("#password", "Enter")

    follow(page, "商品")
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        assert (barriers(page), overhang(page)) == ([], 0)
    take_in(page, {"code": "TEA-1", "name": "西湖龙井 250g", "barcode": "6901234567892"})
    follow(page, "期初库存")
    take_in(page, {"item": "TEA-1", "qty": "20", "unit_cost": "35"})
    follow(page, "承运商")
    take_in(page, {"code": "VAN", "name": "自家货车", "kind": "own"})

    follow(page, "订单")
    find_what_was_typed_early(page, "longjing")
    page.locator("[data-item]").click()
    page.locator("[name=price_incl]").first.fill("88")
    for name, text in {"recipient": "王小明", "phone": "13812345678", "detail": "漕溪北路 88 号"}.items():
        page.fill(f"#{name}", text)
    page.select_option("#region_code", "310104")
    page.keyboard.press("Control+s")
    expect(page.locator("h1")).to_contain_text("SO")

    follow(page, "已拣货")
    page.click(".wave-maker .btn-primary")
    page.click("a.cart")
    scan(page, "main")  # nobody has a gun on the first day: it is typed
    scan(page, "TEA-1")
    expect(page.locator("[data-do]")).to_have_text("本车拣完")
    follow(page, "已打包")
    page.locator("main a[href^='/floor/pack/']").first.click()
    scan(page, "6901234567892")
    scan(page, "0.3")
    page.click("[data-by-hand]")
    page.select_option("#carrier", "VAN")
    page.keyboard.press("Control+s")
    press(page, "tms.hand_over")
    follow(page, "已签收")
    page.click("a.open")
    press(page, "tms.mark_delivered")

    page.goto("/")
    until(lambda: seen(page, page.locator(".first-step.is-here")) == "")
    assert Outbound.objects.get().state in ("delivered", "closed")
    assert Parcel.objects.get().waybill == Parcel.objects.get().number  # our own van needs no other


def follow(page: Page, label: str) -> None:
    """The next step on the board is this one, once what goes on behind is done; to the page that does it."""
    page.goto("/")
    here = page.locator(".first-step.is-here")
    until(lambda: seen(page, here) == label)
    here.locator("a").click()


def find_what_was_typed_early(page: Page, words: str) -> None:
    """A person types before a slow network has brought the script that searches."""
    held: list[Route] = []
    page.route("**/htmx*", lambda route: held.append(route))
    page.reload(wait_until="commit")
    page.fill("[data-finder]", words)
    until(lambda: page.evaluate("1") and held)
    held[0].continue_()
    page.unroute("**/htmx*")


def take_in(page: Page, row: dict[str, str]) -> None:
    for name, text in row.items():
        field = page.locator(f"[name={name}]").first
        field.select_option(text) if name == "kind" else field.fill(text)
    page.keyboard.press("Control+s")
    expect(page.get_by_role("status")).to_contain_text("1 行中已导入 1 行")


def scan(page: Page, code: str) -> None:
    """As a person types: slower than a gun, whose silence in the middle of a code would end it."""
    expect(page.locator("[data-input]")).to_be_enabled()
    page.keyboard.type(code, delay=50)
    page.keyboard.press("Enter")


def press(page: Page, action: str) -> None:
    page.click(f"button[value='{action}']")
    go_on(page)
    expect(page.locator(".outcome")).to_contain_text(": 完成")


def seen(page: Page, here: Locator) -> str:
    """The name of the next step, on the board of this moment; nothing when no step is left."""
    page.reload()
    return here.locator("strong").inner_text() if here.count() else ""
