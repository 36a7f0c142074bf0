"""Orders from a file that is sent again: what says the same is no news; what is wrong is named."""

import io
from datetime import timedelta
from decimal import Decimal

from django.utils.translation import override
from openpyxl import load_workbook

from tests.oms.conftest import ShopWorld
from tests.world import AT, BY
from yunhe.kernel.importing import error_file
from yunhe.kernel.models import Case, Event, ImportRun
from yunhe.oms.importing import import_orders
from yunhe.oms.models import Order, OrderLine, RawOrder

D = Decimal
HEADER = "店铺编码 *,订单号 *,商品编码 *,数量 *,单价 *,收件人,手机,地区编码,地址"
PLACE = "王小明,13812345678,310104,漕溪北路 88 号"


def send(*rows: str, hours: int = 0, header: str = HEADER) -> ImportRun:
    content = "\n".join([header, *rows]).encode()
    return import_orders(io.BytesIO(content), "orders.csv", by=BY, at=AT + timedelta(hours=hours))


def test_the_same_rows_without_times_are_no_new_version(shop_world: ShopWorld) -> None:
    """Fails when the moment of the import is the version of what names none."""
    shop_world.world.stock("TEA", 10)
    assert send(f"T1,A1,TEA,2,10.00,{PLACE}").taken == 1
    shop_world.run()
    assert send(f"T1,A1,TEA,2,10.00,{PLACE}", hours=1).taken == 1
    shop_world.run()
    assert (RawOrder.objects.count(), Case.objects.count(), Event.objects.filter(kind="OrderChanged").count()) == (
        1,
        0,
        0,
    )
    assert Order.objects.get().progress == "released"


def test_rows_without_times_that_say_something_else_are_a_new_version(shop_world: ShopWorld) -> None:
    """Fails when the version of a file without times never changes."""
    send(f"T1,A1,TEA,2,10.00,{PLACE}", f"T1,A2,TEA,1,10.00,{PLACE}")
    send(f"T1,A1,TEA,3,10.00,{PLACE}", f"T1,A2,TEA,1,10.00,{PLACE}", hours=1)
    assert sorted(OrderLine.objects.values_list("order__external_id", "qty")) == [("A1", D(3)), ("A2", D(1))]
    assert sorted(RawOrder.objects.values_list("external_id", "verdict")) == [
        ("A1", "captured"),
        ("A1", "changed"),
        ("A2", "captured"),
    ]


def test_a_row_with_its_time_is_what_an_earlier_message_said(shop_world: ShopWorld) -> None:
    """Fails when a changed row with the time it was placed is taken for the message that is known."""
    header, placed = f"{HEADER},下单时间", "2026-11-20 10:00"
    for hours, qty in ((0, 2), (1, 2), (2, 5)):
        send(f"T1,A1,TEA,{qty},10.00,{PLACE},{placed}", hours=hours, header=header)
    assert (OrderLine.objects.get().qty, RawOrder.objects.count()) == (D(5), 2)


def test_a_value_that_cannot_be_used_is_named_with_its_field(shop_world: ShopWorld) -> None:
    """Fails when the reason lists the names of our own fields, or none of the values."""
    run = send(f"T1,A1,TEA,2,10.00,{PLACE}", f"T1,A1,CUP,0,10.00,{PLACE}", f"T1,A2,TEA,many,10.00,{PLACE}")
    out = io.BytesIO()
    with override("en"):
        error_file(run, out)
    sheet = load_workbook(out)["1"]
    assert (run.taken, [sheet.cell(row, 1).value for row in (2, 3, 4)]) == (
        0,
        [
            "Another row of this order is wrong, so none of it was taken",
            "数量: This value cannot be used (0)",
            "数量: This is not a number (many)",
        ],
    )
