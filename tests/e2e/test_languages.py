"""Log-in, board, list and page of an order in three languages, at a desk and on a phone."""

import re

from playwright.sync_api import Browser, Page, ViewportSize

from tests.e2e.accessibility import barriers, overhang
from tests.e2e.company import OWNER, Company
from tests.e2e.conftest import watched
from tests.e2e.desk import log_in
from tests.server.processes import until
from yunhe.kernel.models import User

DESK, PHONE = ViewportSize(width=1440, height=900), ViewportSize(width=375, height=812)
# What the browser asks for; what the pages say they are written in; words that stand on log-in, board, list and order.
SPOKEN = [
    (
        "zh-CN",
        "zh-Hans",
        [
            "用户名,密码,登录",
            "工作台,订单,仓库处理中,包裹,异常",
            "搜索,筛选,导出,平台单号",
            "收件人,数量,发生了什么,相关单据",
        ],
    ),
    (
        "zh-TW",
        "zh-Hant",
        [
            "使用者名稱,密碼,登入",
            "工作臺,訂單,倉庫處理中,包裹,異常",
            "搜尋,篩選,匯出,平臺單號",
            "收件人,數量,發生了什麼,相關單據",
        ],
    ),
    (
        "en-GB",
        "en",
        [
            "User name,Password,Log in",
            "Board,Orders,In the warehouse,Parcels,Cases",
            "Filter,Export,Channel number",
            "Recipient,Quantity,What happened,Related documents",
        ],
    ),
]
ENGLISH = re.compile(r"(?<![\w-])[A-Za-z]{2,}(?![\w-])")
NAMES = {"owner", "English", "Excel", "CSV", "JSON", "TEA", "CNY"}  # that are the same in every language


def test_four_pages_in_three_languages(company: Company, browser: Browser, site: str) -> None:
    User.objects.filter(username=OWNER).update(language="")  # as the browser asks
    shop = company.shop
    id = shop.send(("TEA", 2, "30.00"))
    until(lambda: shop.order(id).progress == "released")
    wrong: list[str] = []
    number = shop.order(id).number
    for locale, written, words in SPOKEN:
        with watched(browser, site, locale) as page:
            for path, expected in zip(("/login", "/", "/orders", f"/orders/{number}"), words):
                page.goto(path)
                wrong += [f"{locale} {path}: {what}" for what in judged(page, written, expected.split(","))]
                if path == "/login":
                    log_in(page)
    assert not wrong, "\n".join(wrong)


def judged(page: Page, written: str, words: list[str]) -> list[str]:
    """What is wrong with the page as it is shown: language, words, barriers, and its width on a phone."""
    page.set_viewport_size(DESK)
    shown = page.locator("body").inner_text() + " ".join(page.locator("input").evaluate_all(PLACEHOLDERS))
    wrong = [f"no {word}" for word in words if word not in shown]
    if written != "en":
        wrong += sorted(
            {f"English: {word}" for word in ENGLISH.findall(shown)} - {f"English: {name}" for name in NAMES}
        )
    if (said := page.locator("html").get_attribute("lang")) != written:
        wrong.append(f"says it is {said}")
    wrong += barriers(page)
    page.set_viewport_size(PHONE)
    if wider := overhang(page):
        wrong.append(f"{wider} pixels wider than a phone")
    return wrong


PLACEHOLDERS = "all => all.map(one => one.placeholder)"
