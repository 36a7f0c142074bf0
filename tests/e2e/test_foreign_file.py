"""An export of a marketplace in a real browser: its columns named, looked through, taken, mended, and known the next time."""

import io
from pathlib import Path

from openpyxl import Workbook, load_workbook
from playwright.sync_api import Page, ViewportSize, expect

from tests.e2e.accessibility import barriers, overhang
from tests.e2e.company import Company
from tests.e2e.desk import fetched, log_in, press, take_good_rows
from yunhe.kernel.models import ImportLayout
from yunhe.oms.models import OrderLine

HEAD = ("交易编号", "宝贝编码", "件数", "成交价", "收货姓名", "收货电话", "区划", "收货详址", "买家昵称")
FIELDS = ("Channel number", "Item code", "Quantity", "Price", "Recipient", "Phone", "Region code", "Address", "")
PLACE = ("王小明", "13812345678", "310104", "漕溪北路 88 号", "xm")
PHONE = ViewportSize(width=375, height=812)
DESK = ViewportSize(width=1440, height=900)


def export(folder: Path, name: str, *rows: tuple[object, ...]) -> Path:
    book = Workbook()
    book.active.append(["11 月订单导出"])
    book.active.append(HEAD)
    for row in rows:
        book.active.append(row)
    book.save(folder / name)
    return folder / name


def send(page: Page, file: Path) -> None:
    page.goto("/orders/import")
    page.locator("input[type=file]").set_input_files(file)
    press(page, "Look through")


def fair(page: Page) -> None:
    """Nothing hinders anybody, at a desk or on a phone."""
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        assert (barriers(page), overhang(page)) == ([], 0)


def test_a_foreign_head_is_named_once_and_its_refused_rows_come_back_mended(
    company: Company, page: Page, tmp_path: Path
) -> None:
    log_in(page)
    send(page, export(tmp_path, "商城.xlsx", ("M1", "TEA", 1, 30, *PLACE), ("M2", "TEA", "two", 30, *PLACE)))
    for head, field in zip(HEAD, FIELDS):
        if field:
            select = page.get_by_role("combobox", name=f"Field of the column {head}")
            select.select_option(label=select.locator("option", has_text=field).first.inner_text())
    expect(page.get_by_label("Channel number")).to_be_hidden()  # it has a column now
    page.locator("#fixed-shop").select_option("T1")
    page.get_by_label("Remember these columns as").fill("商城导出")
    fair(page)
    press(page, "Preview")
    expect(page.get_by_text("Nothing has been taken in yet.")).to_be_visible()
    expect(page.locator("tr.is-wrong")).to_contain_text("This is not a number")
    fair(page)
    assert not OrderLine.objects.filter(order__external_id="M1").exists()

    take_good_rows(page)
    expect(page.get_by_role("status")).to_contain_text("1 done, 1 refused")
    fair(page)
    back = load_workbook(io.BytesIO(fetched(page, "link", "Get the 1 others with their reasons")))
    assert [cell.value for cell in back.active[1]] == ["Reason", *HEAD]
    back.active["D2"] = 3
    back.save(tmp_path / "mended.xlsx")

    send(page, tmp_path / "mended.xlsx")
    take_good_rows(page)
    expect(page.get_by_role("status")).to_contain_text("1 done, 0 refused")
    found = OrderLine.objects.filter(order__external_id__in=("M1", "M2")).order_by("order__external_id")
    assert list(found.values_list("order__external_id", "order__shop__code", "qty")) == [
        ("M1", "T1", 1),
        ("M2", "T1", 3),
    ]
    assert ImportLayout.objects.get().name == "商城导出"
