"""One order in a real browser, from the Excel file to the answered survey; one that is cancelled with its label printed."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.e2e.accessibility import barriers, overhang
from tests.e2e.company import Company
from tests.e2e.conftest import installed, working
from tests.e2e.desk import (
    fetched,
    hand_over,
    import_rows,
    log_in,
    open_order,
    pick,
    press,
    until_step,
    until_there,
)
from tests.server.processes import until
from tests.tms.printed import codes, pages
from yunhe.stock.models import Parcel

ORDER = {
    "Shop code *": "T1",
    "Channel number *": "TB-1001",
    "Recipient": "王小明",
    "Phone": "13812345678",
    "Region code": "310104",
    "Address": "漕溪北路 88 号",
    "Customer code": "WANG",
    "Payment": "paid",
}
TEA = {"Item code *": "TEA", "Quantity *": 2, "Price *": 30}
CUP = {"Item code *": "CUP", "Quantity *": 3, "Price *": 20}
SCANS = ("CUP", "CUP", "CUP", "6901234567892", "TEA")  # in walking order; a barcode means the item as well
WAYBILL = "SM7000000001"
PHONE = ViewportSize(width=375, height=812)


@pytest.fixture
def site(db: str) -> Iterator[str]:
    """Worker and web server as they are installed."""
    with working(), installed() as address:
        yield address


def test_from_the_file_to_the_answer(company: Company, page: Page, browser: Browser, site: str, tmp_path: Path) -> None:
    log_in(page)
    wrong = {**ORDER, **TEA, "Channel number *": "TB-1002", "Quantity *": "two"}
    import_rows(page, tmp_path, [{**ORDER, **TEA}, {**ORDER, **CUP}, wrong])
    expect(page.get_by_role("status")).to_contain_text("2 done, 1 refused")
    refused = load_workbook(BytesIO(fetched(page, "link", "Get the 1 others with their reasons"))).active
    assert [row[:5] for row in refused.iter_rows(min_row=2, values_only=True)] == [
        ("Quantity: This is not a number (two)", "T1", "TB-1002", "TEA", "two")
    ]

    order = open_order(page, "TB-1001")
    until_step(page, "In the warehouse")
    outbound = page.locator("a[href^='/outbounds/']").first.inner_text()
    pick(page, *SCANS)
    page.goto(f"/outbounds/{outbound}")
    until_step(page, "Picked")
    press(page, "Pack")
    expect(page.locator("[aria-current=step]")).to_have_text("Packed")
    until_there(page, WAYBILL)
    (label,) = pages(fetched(page, "button", "Print labels"))
    assert ("Code128", WAYBILL) in codes(label)
    link = page.get_by_role("link", name=WAYBILL).get_attribute("href")
    assert hand_over(page, WAYBILL) == ["Hand over: 1 done, 0 refused"]
    page.goto(f"/outbounds/{outbound}")
    until_step(page, "Shipped")
    until(lambda: company.a_week_passes() > 0)

    page.goto(f"/orders/{order}")
    until_there(page, "Survey link")
    survey = page.get_by_role("link", name="Survey link").get_attribute("href")
    visitor = browser.new_context(base_url=site, locale="en", viewport=PHONE)
    follow_and_answer(visitor.new_page(), str(link), str(survey))
    visitor.close()

    page.reload()
    expect(page.get_by_text("5 of 5")).to_be_visible()
    expect(page.get_by_text("很好喝")).to_be_visible()
    page.goto("/customers/WANG")
    expect(page.get_by_text("Survey answered (5)")).to_be_visible()
    company.night_comes()
    page.goto("/vouchers")
    kinds, amounts = page.locator("td[data-label=Kind]"), page.locator("tbody td[data-label=Amount] .number")
    assert sorted(zip(kinds.all_inner_texts(), amounts.all_inner_texts())) == [
        ("Application of money", "120.00"),
        ("Goods in", "120.00"),
        ("Goods out", "30.00"),
        ("Money in and out", "120.00"),
        ("Sales", "120.00"),
    ]
    assert (company.level("TEA"), company.level("CUP")) == ((Decimal(8), Decimal(0)), (Decimal(7), Decimal(0)))
    assert company.untruths() == []


def follow_and_answer(phone: Page, link: str, survey: str) -> None:
    """A customer without a login: where the parcel is, and how it was."""
    phone.goto(link)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Delivered")
    assert (overhang(phone), barriers(phone)) == (0, [])
    phone.goto(survey)
    assert (overhang(phone), barriers(phone)) == (0, [])
    phone.locator("label[for=star-5]").click()
    phone.get_by_label("Anything to add?").fill("很好喝")
    press(phone, "Send")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Thank you!")


def test_cancelled_with_its_label_printed(company: Company, page: Page, tmp_path: Path) -> None:
    log_in(page)
    import_rows(page, tmp_path, [{**ORDER, **TEA}, {**ORDER, **CUP}])
    order = open_order(page, "TB-1001")
    until_step(page, "In the warehouse")
    outbound = page.locator("a[href^='/outbounds/']").first.inner_text()
    page.goto(f"/outbounds/{outbound}")
    until_there(page, WAYBILL)
    (label,) = pages(fetched(page, "button", "Print labels"))
    assert ("Code128", WAYBILL) in codes(label)
    pick(page, *SCANS)
    page.goto(f"/outbounds/{outbound}")
    until_step(page, "Picked")
    press(page, "Pack")

    page.goto(f"/orders/{order}")
    page.get_by_label("Cancel: Reason").fill("客户改主意")
    press(page, "Cancel")
    expect(page.get_by_role("status")).to_have_text("Cancel: done")
    page.goto(f"/outbounds/{outbound}")
    expect(page.get_by_text("Stop: this outbound is called back.")).to_be_visible()
    assert hand_over(page, WAYBILL) == [
        "Hand over: 0 done, 1 refused",
        f"{Parcel.objects.get().number} {outbound} is being recalled: put it aside",
    ]
    page.goto(f"/outbounds/{outbound}")
    press(page, "Print labels")
    expect(page.get_by_text(f"{outbound} is being recalled: put it aside")).to_be_visible()
    page.goto(f"/outbounds/{outbound}")
    press(page, "Answer recalls")

    page.goto(f"/orders/{order}")
    until_there(page, "This order was cancelled. 客户改主意")
    page.goto(f"/parcels?q={WAYBILL}")
    until_there(page, "Voided")
    now = datetime.now(UTC).isoformat()
    until(lambda: company.job_is_done("carriers.void_parcels"))
    assert company.office.pick_up([{"waybill": WAYBILL, "at": now}]) == [{"waybill": WAYBILL, "accepted": False}]
    assert (company.level("TEA"), company.level("CUP")) == ((Decimal(10), Decimal(0)), (Decimal(10), Decimal(0)))
    assert company.untruths() == []
