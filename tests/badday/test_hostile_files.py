"""Files as they should never come, through the page where orders are imported: the good rows pass, each bad one says why,
nothing executes, nothing is lost, and the server stands.

Each test names the mutation that makes it fail.
"""

import io
import zipfile

import pytest
from django.test import Client
from openpyxl import Workbook, load_workbook

from tests.oms.conftest import ShopWorld
from tests.web.conftest import Login, login, quick_passwords
from tests.web.sending import last_sent, send_and_take, take
from yunhe.kernel.models import ImportRun
from yunhe.oms.models import Order, RawOrder

__all__ = ["login", "quick_passwords"]
HEADER = "店铺编码 *,订单号 *,商品编码 *,数量 *,单价 *,收件人,手机,地区编码,地址"
GOOD = "T1,{id},TEA,1,10.00,王小明,13812345678,310104,漕溪北路 88 号"


def send(client: Client, content: bytes, name: str = "orders.csv") -> str:
    return send_and_take(client, "/orders/import", content, name)


def csv(*rows: str, encoding: str = "utf-8") -> bytes:
    return "\n".join([HEADER, *rows]).encode(encoding)


def taken() -> list[str]:
    return sorted(Order.objects.values_list("external_id", flat=True))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_a_file_in_any_encoding_is_read_as_it_was_meant(encoding: str, shop_world: ShopWorld, login: Login) -> None:
    """Fails when sheet._decoded knows UTF-8 alone."""
    send(login("clerk"), csv(GOOD.format(id="A1"), encoding=encoding))
    assert Order.objects.get().recipient == "王小明"


def test_numbers_that_a_spreadsheet_has_spoilt_are_named_and_the_others_pass(
    shop_world: ShopWorld, login: Login
) -> None:
    """Fails when read_cell takes 1.2E+18 for an order's number, or leaves the wrapping around ="123"."""
    rows = [
        GOOD.format(id='"=""123"""'),
        GOOD.format(id="1.2E+18"),
        GOOD.format(id="A3").replace(",1,10", ",1.2E+18,10"),
    ]
    send(login("clerk"), csv(*rows))
    run = ImportRun.objects.get()
    assert taken() == ["123"]
    assert (run.rows, run.taken, sorted(error["row"] for error in run.errors)) == (3, 1, [3, 4])


def test_merged_cells_stand_in_each_of_their_rows(shop_world: ShopWorld, login: Login) -> None:
    """Fails without _filled: the second line of a merged order would be nobody's."""
    book = Workbook()
    sheet = book.active
    sheet.append(HEADER.split(","))
    first = GOOD.format(id="A1").split(",")
    sheet.append(first)
    sheet.append([None, None, "CUP", 2, 5, *[None] * 4])
    for column in "ABFGHI":
        sheet.merge_cells(f"{column}2:{column}3")
    out = io.BytesIO()
    book.save(out)
    send(login("clerk"), out.getvalue(), "orders.xlsx")
    assert sorted(Order.objects.get().lines.values_list("sku", "qty")) == [("CUP", 2), ("TEA", 1)]


def test_what_is_no_file_of_orders_is_refused_whole(shop_world: ShopWorld, login: Login) -> None:
    """Fails without the limits before unpacking, or where a reader's own error is not caught: then a page breaks."""
    client = login("clerk")
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 410_000_000)
    book = io.BytesIO()
    Workbook().save(book)
    files = {
        "bomb.xlsx": bomb.getvalue(),
        "truncated.xlsx": book.getvalue()[:-200],
        "empty.csv": b"",
        "noise.csv": bytes(range(256)) * 40,
        "old.xls": b"\xd0\xcf\x11\xe0" + b"x" * 100,
        "enormous.csv": csv(*[GOOD.format(id="A1")] * 50_100),
    }
    said = {name: send(client, content, name) for name, content in files.items()}
    assert (taken(), ImportRun.objects.count()) == ([], 0)
    assert "Unpacked, the file is larger than 400 MB" in said["bomb.xlsx"]
    assert "At most 50000 rows; split the file" in said["enormous.csv"]


def test_a_row_that_no_table_can_hold_does_not_take_the_server_down(shop_world: ShopWorld, login: Login) -> None:
    """Fails without the answer to DataError in routing.route, or in routing.public."""
    text = send(login("clerk"), csv(GOOD.format(id="A1"), GOOD.format(id="B\x00")))
    assert "B\x00" not in taken()
    assert "Traceback" not in text
    owner = login("owner", name="finder")
    assert [owner.get(path).status_code for path in ("/orders?q=%00", "/orders/%00")] == [422, 422]
    assert Client().post("/login", {"name": "a\x00", "password": "x"}).status_code == 422


def test_a_files_name_is_a_name_and_no_path(shop_world: ShopWorld, login: Login) -> None:
    """Fails when errors() finds a run without asking whose it is; with the path when neither Django's reader of forms nor
    files.safe_name cuts it off: each of the two is enough. (The test client cuts it off too, so the form is made by hand.)"""
    client = login("clerk")
    form = b'--b\r\nContent-Disposition: form-data; name="file"; filename="../../../../tmp/yunhe-was-here.csv"\r\n\r\n'
    form += csv(GOOD.format(id="A1"), "T1,A2,TEA,x,1,,,,") + b"\r\n--b--\r\n"
    client.generic("POST", "/orders/import", form, "multipart/form-data; boundary=b")
    take(client, last_sent())
    run = ImportRun.objects.get()
    assert run.file_name == "yunhe-was-here.csv"
    assert login("clerk", name="other").get(f"/imports/{run.pk}/errors").status_code == 404


def test_formulas_come_back_as_texts(shop_world: ShopWorld, login: Login) -> None:
    """Fails when the file of refused rows writes a text that begins like a formula as it came."""
    client = login("clerk")
    send(client, csv('T1,A1,"=HYPERLINK(""http://x"")",x,1,=1+1,,,'))
    errors = client.get(f"/imports/{ImportRun.objects.get().pk}/errors")
    sheet = load_workbook(io.BytesIO(errors.content)).active
    assert {cell.data_type for row in sheet for cell in row if cell.value is not None} == {"s"}
    assert RawOrder.objects.count() == 0
