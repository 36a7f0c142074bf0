"""Document pages: facts, lines, why, the papers around them, files, and the way to the next one in the list."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.web.conftest import Login, Shop
from tests.world import AT, BY
from yunhe.catalog.models import Item, Unit
from yunhe.erp.purchasing import commands as purchasing
from yunhe.erp.purchasing.models import Proposal, PurchaseLine, PurchaseOrder, SupplierItem
from yunhe.oms.models import Order
from yunhe.partners.models import Partner
from yunhe.stock.models import Outbound, Parcel


@pytest.fixture
def bought(shop: Shop) -> PurchaseOrder:
    """A proposal for two CUPs, with an offer of SHEN in pieces at 12.00, accepted into a draft order."""
    cup = Item.objects.get(code="CUP")
    supplier = Partner.objects.create(code="SHEN", name="沈记瓷器", is_supplier=True)
    unit = Unit.objects.get(pk=cup.unit_id)
    offer = SupplierItem.objects.create(supplier=supplier, item=cup, unit=unit, price_incl=Decimal("12.00"))
    figures = {"on_hand": "1", "allocated": "1", "waiting": "3", "incoming": "0", "safety": "0", "demand": "0"}
    Proposal.objects.filter(item=cup).delete()
    proposal = Proposal.objects.create(
        item=cup,
        warehouse_id=shop.world.world.east,
        offer=offer,
        qty=3,
        due_on=AT.date() + timedelta(days=7),
        state_at=AT,
        why={**figures, "moq": "1", "multiple": "1", "plain_formula": "3"},
    )
    outcome = purchasing.accept([proposal.id], by=BY, at=AT)
    return PurchaseOrder.objects.get(pk=outcome.made[proposal.id])


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    text: str = answer.content.decode()
    return text


def test_a_purchase_order_says_what_and_why(bought: PurchaseOrder, login: Login) -> None:
    text = page(login("buyer"), f"/purchases/{bought.number}")
    assert "沈记瓷器" in text
    assert '<span class="number">36.00</span> <span class="unit">CNY</span>' in text
    figures = re.findall(r'sum-figure"><span class="number">([^<]*)</span>', text)
    assert figures == ["1", "1", "3", "0", "-3", "0", "0", "-3", "3"]
    assert "at least 1, in multiples of 1" in text
    assert 'value="purchasing.approve"' in text
    assert 'value="purchasing.confirm"' not in text  # a draft is not confirmed


def test_an_action_moves_it_and_the_next_one_is_offered(bought: PurchaseOrder, login: Login) -> None:
    client = login("buyer")
    answer = client.post(f"/purchases/{bought.number}/act", {"action": "purchasing.approve"})
    assert 'value="purchasing.send"' in answer.content.decode()
    bought.refresh_from_db()
    assert bought.state == "approved"


def test_a_supplier_confirms_a_day(bought: PurchaseOrder, login: Login) -> None:
    client = login("buyer")
    for action in ("purchasing.approve", "purchasing.send"):
        client.post("/purchases/act", {"action": action, "id": bought.id})
    given = {"action": "purchasing.confirm", "id": bought.id, "ask.purchasing.confirm": "2026-12-24"}
    assert "Confirm: 1 done, 0 refused" in client.post("/purchases/act", given).content.decode()
    bought.refresh_from_db()
    assert (bought.state, str(bought.due_on)) == ("confirmed", "2026-12-24")
    given["ask.purchasing.confirm"] = "soon"
    answer = client.post("/purchases/act", given)
    assert answer.status_code == 422
    assert "Day of delivery: choose a day" in answer.content.decode()


def test_the_papers_around_an_order_are_a_tree_with_states(shop: Shop, login: Login) -> None:
    outbound = Outbound.objects.get(root_id=Order.objects.get(number=shop.released).id)
    parcel = Parcel.objects.get(outbound=outbound)
    client = login("owner")
    for path in (f"/orders/{shop.released}", f"/outbounds/{outbound.number}", f"/parcels/{parcel.number}"):
        text = page(client, path)
        tree = text[text.index('<ul class="tree">') :]
        places = [tree.index(f">{number}<") for number in (shop.released, outbound.number, parcel.number)]
        assert places == sorted(places)
        assert tree.count('aria-current="true"') == 1


def test_from_one_document_to_the_next_of_the_list(shop: Shop, login: Login) -> None:
    client = login("clerk")
    text = page(client, f"/orders/{shop.short}?list=sort%3Dnumber")
    assert f'href="/orders/{shop.released}?list=sort%3Dnumber" rel="prev"' in text
    assert f'href="/orders/{shop.held}?list=sort%3Dnumber" rel="next"' in text
    text = page(client, f"/orders/{shop.short}?list=tab%3Dshort")
    assert 'rel="prev"' not in text
    assert 'rel="next"' not in text


def test_files_are_kept_with_a_document_and_seen_by_those_who_see_it(shop: Shop, login: Login) -> None:
    client = login("clerk")
    file = SimpleUploadedFile("合同.txt", b"agreed", "text/plain")
    answer = client.post(f"/orders/{shop.held}/files", {"file": file})
    assert answer.status_code == 302
    (path,) = re.findall(r'href="(/orders/[^"]*/files/\d+)">合同.txt', page(client, f"/orders/{shop.held}"))
    answer = client.get(path)
    assert b"".join(answer.streaming_content) == b"agreed"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert client.get(path.replace(shop.held, shop.short)).status_code == 404
    assert login("buyer").get(path).status_code == 403


def test_a_hidden_figure_is_not_on_the_page_of_an_item(shop: Shop, login: Login) -> None:
    sales, warehouse = login("clerk"), login("warehouse")
    assert "Allocated" not in page(sales, "/items/TEA")
    assert "Allocated" in page(warehouse, "/items/TEA")
    assert "Who sells it to us" not in page(sales, "/items/TEA")
    assert "Who sells it to us" in page(login("owner"), "/items/TEA")


def test_a_document_of_many_lines_shows_the_first_hundred_and_loads_on(bought: PurchaseOrder, login: Login) -> None:
    line = PurchaseLine.objects.get(order=bought)
    line.proposal = None
    for n in range(2, 251):
        line.pk, line.n, line._state.adding = None, n, True
        line.save()
    client, path = login("buyer"), f"/purchases/{bought.number}"
    parts = {ask: page(client, f"{path}{ask}") for ask in ("", "?table=0&from=100", "?table=0&from=200", "?rows=all")}
    numbers = {
        ask: [int(n) for n in re.findall(r'data-label="No." class="right">(\d+)<', text)] for ask, text in parts.items()
    }
    assert numbers == {
        "": list(range(1, 101)),
        "?table=0&from=100": list(range(101, 201)),
        "?table=0&from=200": list(range(201, 251)),
        "?rows=all": list(range(1, 251)),
    }
    assert ["of 250 lines" in text for text in parts.values()] == [True, True, False, False]
    assert f'hx-get="{path}?table=0&amp;from=100"' in parts[""]
    assert f'hx-get="{path}?table=0&amp;from=200"' in parts["?table=0&from=100"]
    total = '<span class="number">36.00</span> <span class="unit">CNY</span>'
    assert all(total in text[text.index("<tfoot>") :] for text in parts.values())


def test_a_carriers_service_is_said_in_the_readers_language(shop: Shop, login: Login) -> None:
    parcel = Parcel.objects.get(outbound__root_id=Order.objects.get(number=shop.released).id)
    for service, said in (("standard", "标准"), ("夜间专送", "夜间专送")):
        Parcel.objects.filter(pk=parcel.pk).update(carrier_code="swift", service=service)
        reader = login("warehouse", language="zh-hans", name=service)
        assert f" {said}<" in reader.get(f"/parcels/{parcel.number}").content.decode()
