"""What a person makes of a list: saved views, chosen columns, opened rows; and what palette and bell find."""

import json
import re

from django.test import Client

from tests.web.conftest import Login, Shop
from yunhe.kernel.models import Case, SavedView
from yunhe.oms.models import Order


def test_a_view_keeps_the_state_for_oneself_or_for_all(shop: Shop, login: Login) -> None:
    """Fails when views_of shows others' own views, or delete_views deletes them."""
    clerk, other = login("clerk"), login("service")
    query = "tab=held&q=A&sort=number"
    assert clerk.post(f"/orders/views?{query}", {"name": "早班"}).status_code == 302
    assert clerk.post("/orders/views?tab=short", {"name": "缺货单", "shared": "1"}).status_code == 302
    text = clerk.get(f"/orders?{query}").content.decode()
    assert 'href="/orders?tab=held&amp;q=A&amp;sort=number" aria-current="true">早班' in text
    seen = other.get("/orders").content.decode()
    assert "缺货单" in seen
    assert "早班" not in seen
    mine = SavedView.objects.get(name="早班")
    assert other.post("/orders/views", {"drop": mine.id}).status_code == 422
    assert clerk.post("/orders/views", {"drop": mine.id}).status_code == 302
    assert list(SavedView.objects.values_list("name", flat=True)) == ["缺货单"]


def test_a_view_needs_a_name(shop: Shop, login: Login) -> None:
    answer = login("clerk").post("/orders/views?tab=held", {"name": " "})
    assert (answer.status_code, "Give the view a name" in answer.content.decode()) == (422, True)


def test_columns_ticked_in_a_form_stand_in_that_order(shop: Shop, login: Login) -> None:
    text = login("clerk").get("/orders?columns=total&columns=number").content.decode()
    heads = re.findall(r'<th[^>]*><a href="/orders\?[^"]*">([^<]*)', text)
    assert heads == ["Amount", "Number"]
    boxes = re.findall(r'name="columns" value="([^"]*)"( checked)?', text)
    assert [name for name, ticked in boxes if ticked] == ["total", "number"]
    assert ("channel", "") in boxes


def test_the_builder_speaks_the_vocabulary_that_the_reader_sees(shop: Shop, login: Login) -> None:
    """Fails without Vocabulary.seen_by: a hidden figure would be named."""
    text = login("clerk").get("/stock").content.decode()
    told = json.loads(re.findall(r"data-words>(.*?)</script>", text)[0])
    assert {"light", "free"} <= {field["name"] for field in told["fields"]}
    assert "on_hand" not in {field["name"] for field in told["fields"]}
    orders = json.loads(re.findall(r"data-words>(.*?)</script>", login("service").get("/orders").content.decode())[0])
    assert "lines.sku" in {field["name"] for field in orders["fields"]}


def test_a_condition_of_the_builder_filters(shop: Shop, login: Login) -> None:
    where = {"all": [{"field": "lines.sku", "op": "=", "value": "CUP"}]}
    answer = login("clerk").get("/orders", {"where": json.dumps(where)})
    assert "1 in all" in answer.content.decode()
    assert shop.short in answer.content.decode()


def test_a_row_opens_to_its_lines(shop: Shop, login: Login) -> None:
    """Fails when unfolding.order_lines finds lines without the actor's orders."""
    id = Order.objects.get(number=shop.short).id
    text = login("clerk").get(f"/orders/unfold/{id}").content.decode()
    assert "CUP" in text
    assert '<span class="number">3</span>' in text
    other = login("clerk", name="limited", shops=[0])
    assert "CUP" not in other.get(f"/orders/unfold/{id}").content.decode()


def test_the_palette_finds_papers_that_the_reader_may_see(shop: Shop, login: Login) -> None:
    """Fails when found_papers does not ask for the right of each list."""
    clerk, warehouse = login("clerk"), login("warehouse")
    assert f'href="/orders/{shop.held}"' in clerk.get("/find", {"q": shop.held.lower()}).content.decode()
    assert f'href="/orders/{shop.short}"' in clerk.get("/find", {"q": "0001"}).content.decode()  # of the phone
    assert f'href="/orders/{shop.released}"' in clerk.get("/find", {"q": "A1"}).content.decode()
    assert 'href="/items/TEA"' in warehouse.get("/find", {"q": "tea"}).content.decode()
    assert "/orders/" not in warehouse.get("/find", {"q": shop.held}).content.decode()


def test_under_the_bell_stand_the_open_cases_of_my_roles(shop: Shop, login: Login) -> None:
    open_ = Case.objects.filter(state="open")
    buyers = open_.filter(owner_role="buyer").count()
    assert buyers > 0
    assert sum(heaps(login("buyer"))) == buyers
    assert sum(heaps(login("owner"))) == open_.count()


def heaps(client: Client) -> list[int]:
    return [int(n) for n in re.findall(r'<strong class="number">(\d+)</strong>', client.get("/bell").content.decode())]
