"""Undo: what was done is taken back, exactly on the rows that were done, for a while, by whoever may do the inverse."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

from django.test import Client

from tests.web.conftest import Login, Shop
from tests.world import AT, BY
from yunhe.kernel.outcome import Outcome
from yunhe.oms import commands as oms
from yunhe.oms.models import Hold, Order
from yunhe.oms.models import Shop as ShopRow
from yunhe.stock import commands as stock
from yunhe.stock.bindings import bound_to
from yunhe.stock.commands.picking import Pick
from yunhe.stock.models import Outbound
from yunhe.web.lists import ORDER_LIST
from yunhe.web.undoing import OPEN_FOR, offer


def new_orders(shop: Shop) -> list[int]:
    """Two orders that a person is to judge."""
    shop.world.shop.auto_audit = False
    shop.world.shop.save()
    phones = ("13900000011", "13900000012")
    address = {"recipient": "李雷", "region_code": "440300", "detail": "深南大道 1 号"}
    return [
        shop.world.send(("TEA", 1, "30.00"), id=f"U{n}", address={**address, "phone": phone})
        for n, phone in enumerate(phones)
    ]


def hold(client: Client, ids: list[int]) -> str:
    """Hold them; returns the answer's page."""
    given = {"action": "oms.hold", "id": ids, "ask.oms.hold": "she will call"}
    return client.post("/orders/act?tab=to_audit", given).content.decode()


def ticket_of(text: str) -> str:
    found = re.search(r'name="ticket" value="([^"]+)"', text)
    assert found
    return unescape(found[1])


def held(ids: list[int]) -> set[int]:
    return set(Hold.objects.filter(order__in=ids, released_at=None).values_list("order_id", flat=True))


def test_two_orders_are_held_and_let_go_again(shop: Shop, login: Login) -> None:
    ids, client = new_orders(shop), login("clerk")
    text = hold(client, ids)
    assert "Hold: 2 done, 0 refused" in text
    assert 'action="/orders/undo?tab=to_audit"' in text
    assert held(ids) == set(ids)

    answer = client.post("/orders/undo?tab=to_audit", {"ticket": ticket_of(text)}).content.decode()
    assert "Undo “Hold”: 2 done, 0 refused" in answer
    assert 'name="ticket"' not in answer
    assert held(ids) == set()
    assert list(Order.objects.filter(id__in=ids).values_list("state", flat=True)) == ["new", "new"]
    story = client.get(f"/orders/{Order.objects.get(id=ids[0]).number}").content.decode()
    assert story.index("Hold released") < story.index("Order held")


def test_what_somebody_has_moved_on_is_refused_with_a_reason(shop: Shop, login: Login) -> None:
    ids, client = new_orders(shop), login("clerk")
    text = hold(client, ids)
    mine = Hold.objects.get(order=ids[0], released_at=None)
    oms.release_holds([mine.id], by=BY, at=AT, note="she called")
    answer = client.post("/orders/undo?tab=to_audit", {"ticket": ticket_of(text)}).content.decode()
    number = Order.objects.get(id=ids[0]).number
    assert "Undo “Hold”: 1 done, 1 refused" in answer
    assert f'<a href="/orders/{number}" hx-boost="false">{number}</a> This hold is over already</li>' in answer
    assert f'value="{ids[0]}" data-pick aria-label="Select" checked' in answer
    assert held(ids) == set()
    assert Hold.objects.get(id=mine.id).note == "she called"


def test_a_colleague_without_the_right_undoes_nothing(shop: Shop, login: Login) -> None:
    ids = new_orders(shop)
    ticket = ticket_of(hold(login("clerk"), ids))
    assert login("service").post("/orders/undo", {"ticket": ticket}).status_code == 403
    assert held(ids) == set(ids)


def test_a_colleague_of_another_shop_undoes_nothing(shop: Shop, login: Login) -> None:
    other = ShopRow.objects.create(code="T2", name="二店", entity=shop.world.world.entity)
    ids = new_orders(shop)
    ticket = ticket_of(hold(login("clerk"), ids))
    answer = login("clerk", name="other", shops=[other.id]).post("/orders/undo", {"ticket": ticket}).content.decode()
    assert "Undo “Hold”: 0 done, 2 refused" in answer
    assert answer.count("There is no such row") == 2
    assert held(ids) == set(ids)


def test_a_ticket_ends_and_is_nobodys_to_write(shop: Shop, login: Login) -> None:
    ids, client = new_orders(shop), login("clerk")
    ticket = ticket_of(hold(client, ids))
    body, signature = ticket.rsplit(":", 1)
    for wrong in ("", f"{body}x:{signature}", f"{body}:{signature[::-1]}"):
        answer = client.post("/orders/undo", {"ticket": wrong})
        assert (answer.status_code, "nothing that can be undone here" in answer.content.decode()) == (422, True)
    assert client.post("/returns/undo", {"ticket": ticket}).status_code == 422
    made = {order: hold for hold, order in Hold.objects.filter(order__in=ids).values_list("id", "order_id")}
    old = datetime.now(UTC) - OPEN_FOR - timedelta(seconds=1)
    late = offer(ORDER_LIST, ORDER_LIST.action("oms.hold"), Outcome(done=ids, made=made), "", by=BY, at=old)
    assert late
    answer = client.post("/orders/undo", {"ticket": late.ticket})
    assert (answer.status_code, "The time to undo it is over" in answer.content.decode()) == (422, True)
    assert held(ids) == set(ids)
    assert client.get("/orders/undo").status_code == 405


def test_nothing_is_offered_where_nothing_was_done_or_nothing_takes_it_back(shop: Shop, login: Login) -> None:
    client = login("clerk")
    order = Order.objects.get(number=shop.released)
    assert 'name="ticket"' not in client.post("/orders/act", {"action": "oms.unaudit", "id": order.id}).content.decode()
    (id, _) = new_orders(shop)
    given = {"action": "oms.cancel_orders", "id": id, "ask.oms.cancel_orders": "no"}
    text = client.post("/orders/act", given).content.decode()
    assert "Cancel: 1 done, 0 refused" in text
    assert 'name="ticket"' not in text


def test_an_audit_is_taken_back_until_the_loop_has_planned(shop: Shop, login: Login) -> None:
    (early, late), client = new_orders(shop), login("clerk")
    text = client.post("/orders/act", {"action": "oms.audit", "id": [early, late]}).content.decode()
    oms.allocate([late], by=BY, at=AT)
    answer = client.post("/orders/undo", {"ticket": ticket_of(text)}).content.decode()
    assert "Undo “Audit”: 1 done, 1 refused" in answer
    assert "An outbound is planned for it; deallocate it first" in answer
    assert (shop.world.order(early).state, shop.world.order(late).state) == ("new", "audited")


def test_on_the_page_of_a_document(shop: Shop, login: Login) -> None:
    outbound = Outbound.objects.get(state="released")
    stock.pick([Pick(binding.id, binding.qty) for binding in bound_to([outbound.id])], by=BY, at=AT)
    client, path = login("warehouse"), f"/outbounds/{outbound.number}"
    text = client.post(f"{path}/act", {"action": "stock.pack"}).content.decode()
    assert "Pack: done" in text
    assert f'action="{path}/undo"' in text
    answer = client.post(f"{path}/undo", {"ticket": ticket_of(text)}).content.decode()
    assert "Undo “Pack”: done" in answer
    outbound.refresh_from_db()
    assert outbound.state == "picked"
    again = client.post(f"{path}/undo", {"ticket": ticket_of(text)}).content.decode()
    assert f"Undo “Pack”: {outbound.number} is picked; this needs packed" in again


def test_an_order_is_held_and_let_go_on_its_page(shop: Shop, login: Login) -> None:
    (id, _), client = new_orders(shop), login("clerk", language="zh-hans")
    path = f"/orders/{Order.objects.get(id=id).number}"
    text = client.post(f"{path}/act", {"action": "oms.hold", "ask.oms.hold": "等电话"}).content.decode()
    answer = client.post(f"{path}/undo", {"ticket": ticket_of(text)}).content.decode()
    assert "撤销“挂起”" in answer
    assert held([id]) == set()
