"""From the clerk's hands: actions on rows, holds, entry by hand, import, and what limited people see."""

import io

from openpyxl import Workbook, load_workbook

from tests.web.conftest import Login, Shop
from tests.web.sending import send_and_take
from yunhe.kernel.models import ImportRun
from yunhe.oms.models import Hold, Order, RawOrder
from yunhe.oms.models import Shop as ShopRow
from yunhe.stock.models import Level, Policy, Warehouse
from yunhe.stock.queries import available


def ids(*numbers: str) -> list[int]:
    return [Order.objects.get(number=number).id for number in numbers]


def test_a_batch_action_says_what_was_done_and_why_not(shop: Shop, login: Login) -> None:
    chosen = ids(shop.released, shop.held)
    answer = login("clerk").post("/orders/act?tab=", {"action": "oms.deallocate", "id": chosen})
    text = answer.content.decode()
    assert "Deallocate: 0 done, 2 refused" in text
    assert "The warehouse has it already; recall it first" in text
    assert text.count(' data-pick aria-label="Select" checked') == 2


def test_a_command_with_a_reason(shop: Shop, login: Login) -> None:
    given = {"action": "oms.cancel_orders", "id": ids(shop.held), "ask.oms.cancel_orders": "buyer changed mind"}
    answer = login("clerk").post("/orders/act", given)
    assert "Cancel: 1 done, 0 refused" in answer.content.decode()
    order = Order.objects.get(number=shop.held)
    assert (order.state, order.cancel_reason) == ("cancelled", "buyer changed mind")


def test_nobody_acts_without_the_right(shop: Shop, login: Login) -> None:
    answer = login("service").post("/orders/act", {"action": "oms.audit", "id": ids(shop.held)})
    assert answer.status_code == 403
    assert Order.objects.get(number=shop.held).state == "new"


def test_a_limited_clerk_sees_and_touches_nothing_of_another_shop(shop: Shop, login: Login) -> None:
    other = ShopRow.objects.create(code="T2", name="二店", entity=shop.world.world.entity)
    client = login("clerk", shops=[other.id])
    assert "0 in all" in client.get("/orders").content.decode()
    assert client.get(f"/orders/{shop.held}").status_code == 404
    text = client.post("/orders/act", {"action": "oms.cancel_orders", "id": ids(shop.held)}).content.decode()
    assert "Cancel: 0 done, 1 refused" in text
    assert Order.objects.get(number=shop.held).state == "new"


def test_a_hold_is_released_with_a_note(shop: Shop, login: Login) -> None:
    hold = Hold.objects.get(order__number=shop.held, released_at=None)
    answer = login("clerk").post(f"/orders/{shop.held}/release-hold", {"hold": hold.id, "note": "asked the buyer"})
    assert (answer.status_code, answer["Location"]) == (302, f"/orders/{shop.held}")
    hold.refresh_from_db()
    assert (hold.note, hold.released_by) == ("asked the buyer", "user:clerk")


def test_why_is_said_in_words(shop: Shop, login: Login) -> None:
    text = login("clerk", language="zh-hans").get(f"/orders/{shop.released}").content.decode()
    assert "华东仓</strong> 已选中" in text
    assert "华南仓</strong> 库存不足 (0 / 1)" in text


def test_excel_and_json_show_the_same_rows_as_the_page(shop: Shop, login: Login) -> None:
    client = login("clerk")
    rows = client.get("/orders.json?columns=number,state,total&sort=number").json()["rows"]
    sheet = load_workbook(io.BytesIO(client.get("/orders.xlsx?columns=number,state,total&sort=number").content)).active
    cells = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert cells[0] == ["Number", "State", "Amount"]
    assert [row[0] for row in cells[1:]] == [row["number"] for row in rows] == [shop.released, shop.short, shop.held]
    assert [row["state"] for row in rows] == ["audited", "audited", "new"]
    assert [row[1] for row in cells[1:]] == ["Audited", "Audited", "Not audited"]
    csv = b"".join(client.get("/orders.csv?columns=number,total&sort=number").streaming_content).decode("utf-8-sig")
    assert csv.splitlines()[:2] == ["Number,Amount", f"{shop.released},60.00"]


def test_an_order_by_hand(shop: Shop, login: Login) -> None:
    given = {
        "shop": "T1",
        "external_id": "H1",
        "payment": "paid",
        "sku": ["TEA", "", "CUP"],
        "qty": ["2", "", "1"],
        "price_incl": ["30", "", "19.90"],
        "recipient": "韩梅梅",
        "phone": "13900000003",
        "region_code": "310104",
        "detail": "漕溪北路 1 号",
    }
    answer = login("clerk").post("/orders/new", given)
    order = Order.objects.get(external_id="H1")
    assert (answer.status_code, answer["Location"]) == (302, f"/orders/{order.number}")
    assert [(line.sku, str(line.amount_incl)) for line in order.lines.order_by("n")] == [
        ("TEA", "60.00"),
        ("CUP", "19.90"),
    ]
    assert RawOrder.objects.get(external_id="H1").source == "hand"


def test_a_wrong_form_comes_back_with_what_was_typed(shop: Shop, login: Login) -> None:
    given = {
        "shop": "T1",
        "external_id": "H2",
        "sku": ["TEA"],
        "qty": ["many"],
        "price_incl": ["30"],
        "detail": "street 7",
    }
    answer = login("clerk").post("/orders/new", given)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "line 1, Quantity: this value cannot be used" in text
    assert 'value="street 7"' in text
    assert not Order.objects.filter(external_id="H2").exists()


def sheet(*rows: list[object]) -> io.BytesIO:
    book = Workbook()
    book.active.append(["店铺", "订单号", "商品编码", "数量", "单价", "下单时间", "收件人", "手机", "地区编码", "地址"])
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    out.name = "orders.xlsx"
    return out


def row(id: str, sku: str, qty: object, shop: str = "T1") -> list[object]:
    return [shop, id, sku, qty, 30, "2026-11-21 10:00", "李雷", "13900000009", "310104", "一路 1 号"]


def test_a_file_takes_good_orders_whole_and_gives_the_others_back(shop: Shop, login: Login) -> None:
    client = login("clerk")
    rows = (
        row("E1", "TEA", 1),
        row("E1", "CUP", 2),
        row("E2", "TEA", "two"),
        row("E2", "CUP", 1),
        row("E3", "TEA", 1, "T9"),
    )
    assert "2 done, 3 refused" in send_and_take(client, "/orders/import", sheet(*rows).read(), "orders.xlsx")
    assert set(Order.objects.filter(external_id__startswith="E").values_list("external_id", flat=True)) == {"E1"}
    run = ImportRun.objects.get()
    back = load_workbook(io.BytesIO(client.get(f"/imports/{run.pk}/errors").content)).active
    assert [(line[0], line[2]) for line in back.iter_rows(min_row=2, values_only=True)] == [
        ("数量: This is not a number (two)", "E2"),
        ("Another row of this order is wrong, so none of it was taken", "E2"),
        ("There is no active shop T9", "E3"),
    ]


def test_the_same_file_twice_is_taken_once(shop: Shop, login: Login) -> None:
    client = login("clerk")
    for _ in range(2):
        send_and_take(client, "/orders/import", sheet(row("E1", "TEA", 1)).read(), "orders.xlsx")
    assert RawOrder.objects.filter(external_id="E1").count() == 1


def test_the_form_says_of_an_item_what_allocation_would_promise(shop: Shop, login: Login) -> None:
    """Fails when the form counts safety stock, or goods in a house that ships nothing."""
    w = shop.world.world
    level = Level.objects.get(item__code="TEA", warehouse=w.east, grade="good")
    (promised,) = available([level.item_id], [w.east]).values()
    assert promised > 3
    client = login("clerk")
    Policy.objects.create(item=level.item, warehouse_id=w.east, safety=3)
    asked = "/orders/new/items?q=tea&shop=T1"
    assert f'free <span class="number">{promised - 3:.0f}</span>' in client.get(asked).content.decode()
    Warehouse.objects.filter(id=w.east).update(kind=Warehouse.Kind.SUPPLIER)
    assert 'free <span class="number">0</span>' in client.get(asked).content.decode()
